#include "core/op_subscription.h"

#include "base/clock.h"
#include "core/notify.h"
#include "mail/addr.h"
#include "store/ledger.h"
#include "store/mailing.h"

static const char *text(const char *s)
{
	return s == NULL ? "" : s;
}

static enum err_code record(struct ctx *ctx, const struct subscription *sub,
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
	if (rc == ERR_OK)
		rc = subscription_put(ctx->db, sub, now, err);
	if (rc == ERR_OK)
		rc = record(ctx, sub, "subscribe", proof, err);
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
		rc = record(ctx, sub, "unsubscribe", proof, err);
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
	if (rc == ERR_OK && sub->status != SUB_ACTIVE)
		rc = delivery_cancel_for(ctx->db, sub->id, now, err);
	if (rc == ERR_OK)
		rc = record(ctx, sub, "set", proof, err);
	return rc;
}

static enum err_code confirm_subscribe(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, const struct pending *row,
    const struct op_proof *proof, struct err *err)
{
	struct subscription sub = {
		.address = row->address,
		.name = row->name,
		.language = row->language,
		.delivery = SUB_EACH,
		.topics = "",
	};
	const struct notify mail = {
		.template = "welcome",
		.list = list,
		.language = row->language,
		.to = row->address,
		.name = row->name,
		.message_id = proof->message_id,
		.references = proof->references,
		.answer = true,
	};
	struct op_proof full = *proof;
	struct subscription old;
	enum err_code rc =
	    op_find(ctx, arena, list, row->address_key, &old, err);

	if (rc == ERR_OK) { /* back again: what was chosen stays */
		sub.delivery = old.delivery;
		sub.topics = old.topics;
	} else if (rc != ERR_NOT_FOUND) {
		return rc;
	}
	full.text_version = row->text_version;
	rc = op_subscribe(ctx, arena, list, &sub, &full, err);
	if (rc != ERR_OK)
		return rc;
	return notify_queue(ctx, arena, &mail, err);
}

static enum err_code confirm_leave(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, const struct pending *row,
    const struct op_proof *proof, struct err *err)
{
	struct subscription sub;
	enum err_code rc =
	    op_find(ctx, arena, list, row->address_key, &sub, err);

	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && sub.status == SUB_LEFT))
		return ERR_OK; /* gone by another way meanwhile */
	if (rc != ERR_OK)
		return rc;
	return op_leave(ctx, arena, list, &sub, proof, true, err);
}

enum err_code op_confirm(struct ctx *ctx, struct arena *arena, int64_t row,
    const struct op_proof *proof, enum op_confirmed *result, struct err *err)
{
	const struct conf_list *list;
	struct pending pending;
	char *name;
	enum err_code rc = pending_get(ctx->db, arena, row, &pending, err);

	if (rc == ERR_OK)
		rc = list_name(ctx->db, arena, pending.list, &name, err);
	if (rc != ERR_OK)
		return rc;
	list = conf_list(ctx->conf, name);
	if (list == NULL)
		return err_set(err, ERR_NOT_FOUND,
		    "list %s is no longer configured", name);
	rc = pending_use(ctx->db, row, err);
	if (rc == ERR_EXISTS) {
		*result = OP_CONFIRM_ALREADY;
		return ERR_OK;
	}
	if (rc != ERR_OK)
		return rc;
	if (pending.verb == PENDING_SUBSCRIBE) {
		*result = OP_CONFIRM_SUBSCRIBED;
		return confirm_subscribe(
		    ctx, arena, list, &pending, proof, err);
	}
	*result = OP_CONFIRM_LEFT;
	return confirm_leave(ctx, arena, list, &pending, proof, err);
}
