#include "core/op_subscription.h"

#include "base/clock.h"
#include "core/notify.h"
#include "core/op_bounce.h"
#include "mail/addr.h"
#include "store/ledger.h"
#include "store/mailing.h"

static const char *text(const char *s)
{
	return s == NULL ? "" : s;
}

enum err_code op_record(struct ctx *ctx, const struct subscription *sub,
    const char *action, const struct op_proof *proof, struct err *err)
{
	char hash[CRYPTO_HEX];
	struct consent row = {
		.list = sub->list,
		.subscriber = sub->subscriber,
		.action = action,
		.how = proof->how,
		.source = text(proof->source),
		.text_version = text(proof->text_version),
		.language = sub->language,
		.message_id = text(proof->message_id),
		.authres = text(proof->authres),
		.at = clock_now(),
	};
	enum err_code rc;

	ctx_address_hash(ctx, sub->address_key, hash);
	row.address_hash = hash;
	rc = consent_add(ctx->db, &row, err);
	/* An import is one event, not a hundred thousand. */
	if (rc != ERR_OK || str_is(str_c(proof->how), "import"))
		return rc;
	return event_add(ctx->db, ctx->actor, action, sub->list, proof->how,
	    clock_now(), err);
}

enum err_code op_find(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, const char *address_key,
    struct subscription *out, struct err *err)
{
	int64_t id;
	enum err_code rc = list_find(ctx->db, list->name, &id, err);

	if (rc != ERR_OK)
		return rc;
	return subscription_find(ctx->db, arena, id, address_key, out, err);
}

enum err_code op_subscribe(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, struct subscription *sub,
    const struct op_proof *proof, struct err *err)
{
	int64_t now = clock_now();
	char hash[CRYPTO_HEX];
	enum err_code rc;

	sub->status = SUB_ACTIVE;
	sub->address_key = addr_key(arena, sub->address);
	ctx_address_hash(ctx, sub->address_key, hash);
	rc = list_ensure(ctx->db, list->name, now, &sub->list, err);
	if (rc == ERR_OK)
		rc = suppression_remove(ctx->db, hash, sub->list, err);
	if (rc == ERR_OK) /* they had objected to all lists */
		rc = suppression_remove(ctx->db, hash, 0, err);
	if (rc == ERR_OK)
		rc = subscription_put(ctx->db, sub, now, err);
	if (rc == ERR_OK)
		rc = op_record(ctx, sub, "subscribe", proof, err);
	if (rc == ERR_OK) /* the address is of use, for every list */
		rc = op_bounce_forgive(ctx, sub->subscriber, proof, err);
	return rc;
}

enum err_code op_leave(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, struct subscription *sub,
    const struct op_proof *proof, bool tell, struct err *err)
{
	const struct notify mail = {
		.template = "goodbye",
		.list = list,
		.language = sub->language,
		.to = sub->address,
		.name = sub->name,
		.message_id = proof->message_id,
		.references = proof->references,
		.answer = proof->message_id != NULL,
	};
	int64_t now = clock_now();
	char hash[CRYPTO_HEX];
	enum err_code rc;

	ctx_address_hash(ctx, sub->address_key, hash);
	sub->status = SUB_LEFT;
	rc = subscription_update(ctx->db, sub, now, err);
	if (rc == ERR_OK)
		rc =
		    suppression_add(ctx->db, hash, sub->list, "left", now, err);
	if (rc == ERR_OK)
		rc = delivery_cancel_for(ctx->db, sub->id, now, err);
	if (rc == ERR_OK)
		rc = op_record(ctx, sub, "unsubscribe", proof, err);
	if (rc == ERR_OK && tell)
		rc = notify_queue(ctx, arena, &mail, err);
	return rc;
}

enum err_code op_set(struct ctx *ctx, const struct conf_list *list,
    struct subscription *sub, const struct op_proof *proof, struct err *err)
{
	int64_t now = clock_now();
	enum err_code rc = list_find(ctx->db, list->name, &sub->list, err);

	if (rc == ERR_OK)
		rc = subscription_update(ctx->db, sub, now, err);
	if (rc == ERR_OK &&
	    (sub->status != SUB_ACTIVE || sub_is_paused(sub, now)))
		rc = delivery_cancel_for(ctx->db, sub->id, now, err);
	if (rc == ERR_OK)
		rc = op_record(ctx, sub, "set", proof, err);
	if (rc == ERR_OK && sub->status == SUB_ACTIVE)
		rc = op_bounce_forgive(ctx, sub->subscriber, proof, err);
	return rc;
}

enum err_code op_move(struct ctx *ctx, struct subscription *sub,
    enum sub_status status, const char *action, const struct op_proof *proof,
    struct err *err)
{
	int64_t now = clock_now();
	enum err_code rc;

	sub->status = status;
	rc = subscription_update(ctx->db, sub, now, err);
	if (rc == ERR_OK && status != SUB_ACTIVE)
		rc = delivery_cancel_for(ctx->db, sub->id, now, err);
	if (rc == ERR_OK)
		rc = op_record(ctx, sub, action, proof, err);
	return rc;
}
