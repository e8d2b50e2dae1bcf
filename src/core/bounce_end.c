/* How it ends with an address that failed: probe, removal, return. */
#include "core/bounce_life.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/listaddr.h"
#include "core/notify.h"
#include "core/op_bounce.h"
#include "mail/addr.h"

/* The lists that are meant, as templates show them. */
static json_t *places(struct ctx *ctx, struct arena *arena,
    const struct subscription *subs, size_t count)
{
	json_t *out = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct conf_list *list;
		struct err unused;
		char *name;
		if (list_name(ctx->db, arena, subs[i].list, &name, &unused) !=
			ERR_OK ||
		    (list = conf_list(ctx->conf, name)) == NULL)
			continue;
		(void)json_array_append_new(out,
		    json_pack("{s:s, s:s, s:s}", "name", list->name, "label",
			notify_label(list, subs[i].language),
			"subscribe_address",
			listaddr_for(arena, ctx->conf, list, "subscribe", NULL)
			    .address));
	}
	return json_pack("{s:o, s:i}", "places", out, "probe_days",
	    ctx->conf->bounces.probe_days);
}

/* One mail about all of them, in the name of the first. */
static enum err_code tell(struct ctx *ctx, struct arena *arena,
    const struct subscription *subs, size_t count, struct notify *mail,
    struct err *err)
{
	char *name;
	enum err_code rc;

	rc = list_name(ctx->db, arena, subs[0].list, &name, err);
	if (rc != ERR_OK)
		return rc;
	mail->list = conf_list(ctx->conf, name);
	if (mail->list == NULL) /* no longer configured: nobody to speak for */
		return ERR_OK;
	mail->language = subs[0].language;
	mail->to = subs[0].address;
	mail->name = subs[0].name;
	mail->extra = places(ctx, arena, subs, count);
	return notify_queue(ctx, arena, mail, err);
}

enum err_code bounce_life_probe(struct ctx *ctx, struct arena *arena,
    struct failing *failing, struct err *err)
{
	struct notify mail = { .template = "probe", .probe = true };
	struct subscription *subs;
	size_t count;
	enum err_code rc = subscription_of(
	    ctx->db, arena, failing->subscriber, true, &subs, &count, err);

	failing->probe = 0;
	mail.delivery = &failing->probe;
	if (rc == ERR_OK && count > 0)
		rc = tell(ctx, arena, subs, count, &mail, err);
	if (rc != ERR_OK)
		return rc;
	/* Left meanwhile by other ways, or of lists that are gone. */
	if (failing->probe == 0)
		return failing_drop(ctx->db, failing->subscriber, err);
	failing->step = FAILING_PROBED;
	failing->since = clock_now();
	failing->due =
	    failing->since + (int64_t)ctx->conf->bounces.probe_days * CLOCK_DAY;
	log_event(LOG_INFO, "probe", "subscriber=%lld delivery=%lld",
	    (long long)failing->subscriber, (long long)failing->probe);
	return failing_put(ctx->db, failing, err);
}

/* Nobody asks again for an address that does not exist, or by mistake. */
static enum err_code suppress(
    struct ctx *ctx, const struct subscription *sub, struct err *err)
{
	char hash[CRYPTO_HEX];

	ctx_address_hash(ctx, sub->address_key, hash);
	return suppression_add(
	    ctx->db, hash, sub->list, "left", clock_now(), err);
}

enum err_code bounce_life_remove(struct ctx *ctx, struct arena *arena,
    const struct failing *failing, struct err *err)
{
	const struct op_proof proof = {
		.how = "bounce",
		.source = "probe returned",
	};
	struct notify mail = { .template = "goodbye-bounced" };
	struct subscription *subs;
	size_t count;
	enum err_code rc = subscription_of(
	    ctx->db, arena, failing->subscriber, true, &subs, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		rc = op_move(
		    ctx, &subs[i], SUB_LEFT, "unsubscribe", &proof, err);
		if (rc == ERR_OK)
			rc = suppress(ctx, &subs[i], err);
	}
	if (rc == ERR_OK && count > 0)
		rc = tell(ctx, arena, subs, count, &mail, err);
	if (rc == ERR_OK)
		rc = failing_drop(ctx->db, failing->subscriber, err);
	return rc;
}

enum err_code op_bounce_return(struct ctx *ctx, struct arena *arena,
    int64_t subscriber, const struct op_proof *proof, bool welcome,
    struct err *err)
{
	struct notify mail = {
		.template = "welcome-back",
		.message_id = proof->message_id,
		.references = proof->references,
		.answer = proof->message_id != NULL,
	};
	struct subscription *subs;
	size_t count;
	enum err_code rc = subscription_of(
	    ctx->db, arena, subscriber, true, &subs, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		rc = op_move(ctx, &subs[i], SUB_ACTIVE, "set", proof, err);
	if (rc == ERR_OK && count > 0 && welcome)
		rc = tell(ctx, arena, subs, count, &mail, err);
	if (rc == ERR_OK)
		rc = failing_drop(ctx->db, subscriber, err);
	return rc;
}
