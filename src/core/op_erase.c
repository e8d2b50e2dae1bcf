/* Being left alone, being forgotten: of core/op_person.h. */
#include "core/op_person.h"

#include "base/clock.h"
#include "core/notify.h"
#include "mail/addr.h"
#include "store/ledger.h"
#include "store/mailing.h"
#include "store/person.h"

enum err_code op_person_tell(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, const char *template, json_t *extra,
    struct err *err)
{
	const struct notify mail = {
		.template = template,
		.language = who->language,
		.to = who->address,
		.message_id = who->proof->message_id,
		.references = who->proof->references,
		.answer = who->proof->message_id != NULL,
		.extra = extra,
	};

	return notify_queue(ctx, arena, &mail, err);
}

static enum err_code leave_all(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, struct err *err)
{
	struct subscription *subs;
	size_t count = 0;
	enum err_code rc = person_subscriptions(
	    ctx->db, arena, addr_key(arena, who->address), &subs, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		if (subs[i].status != SUB_LEFT)
			rc = op_leave(
			    ctx, arena, NULL, &subs[i], who->proof, false, err);
	return rc;
}

/* On no list, by no import. */
static enum err_code suppress(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, const char *reason, struct err *err)
{
	char hash[CRYPTO_HEX];

	ctx_address_hash(ctx, addr_key(arena, who->address), hash);
	return suppression_add(ctx->db, hash, 0, reason, clock_now(), err);
}

enum err_code op_object(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, struct err *err)
{
	enum err_code rc = leave_all(ctx, arena, who, err);

	if (rc == ERR_OK)
		rc = suppress(ctx, arena, who, "objected", err);
	if (rc == ERR_OK)
		rc = event_add(ctx->db, ctx->actor, "object", 0,
		    who->proof->how, clock_now(), err);
	if (rc == ERR_OK)
		rc = op_person_tell(ctx, arena, who, "objected", NULL, err);
	return rc;
}

static bool is_among(const struct conf_strings *addresses, const char *key)
{
	for (size_t i = 0; i < addresses->n; i++)
		if (str_iis(str_c(addresses->v[i]), key))
			return true;
	return false;
}

/* The people of a list go on getting its notices. */
static bool has_office(const struct ctx *ctx, const char *key)
{
	for (size_t i = 0; i < ctx->conf->list_count; i++) {
		const struct conf_list *list = &ctx->conf->lists[i];
		if (is_among(&list->owners, key) ||
		    is_among(&list->moderators, key) ||
		    is_among(&list->editors, key))
			return true;
	}
	return false;
}

/* The proof that they were erased, and when, without their words. */
static enum err_code record_erasure(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, struct err *err)
{
	const struct op_proof bare = { .how = who->proof->how };
	struct subscription *subs;
	size_t count = 0;
	enum err_code rc = person_subscriptions(
	    ctx->db, arena, addr_key(arena, who->address), &subs, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		rc = op_record(ctx, &subs[i], "erase", &bare, err);
	if (rc == ERR_OK && count == 0)
		rc = event_add(ctx->db, ctx->actor, "erase", 0, who->proof->how,
		    clock_now(), err);
	return rc;
}

enum err_code op_erase(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, struct err *err)
{
	const char *key = addr_key(arena, who->address);
	enum err_code rc = leave_all(ctx, arena, who, err);

	if (rc == ERR_OK)
		rc = suppress(ctx, arena, who, "left", err);
	if (rc == ERR_OK)
		rc = record_erasure(ctx, arena, who, err);
	if (rc == ERR_OK)
		rc = person_erase(
		    ctx->db, key, has_office(ctx, key), clock_now(), err);
	if (rc == ERR_OK)
		rc = op_person_tell(ctx, arena, who, "erased", NULL, err);
	return rc;
}
