#include "core/op_bounce.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "core/bounce_life.h"
#include "mail/addr.h"
#include "mail/header.h"
#include "store/ledger.h"
#include "store/pending.h"

enum { WORDS_MAX = 300, BATCH = 100 };

/* The person that a delivery was for, 0 = nobody that is known. */
static enum err_code person_of(struct ctx *ctx, struct arena *arena,
    const struct delivery *delivery, int64_t *subscriber, struct err *err)
{
	struct subscription sub = { 0 };
	enum err_code rc = ERR_NOT_FOUND;

	*subscriber = 0;
	if (delivery->subscription != 0)
		rc = subscription_get(
		    ctx->db, arena, delivery->subscription, &sub, err);
	if (rc == ERR_OK)
		*subscriber = sub.subscriber;
	if (rc != ERR_NOT_FOUND || delivery->subscription != 0)
		return rc == ERR_NOT_FOUND ? ERR_OK : rc;
	return subscriber_find(
	    ctx->db, addr_key(arena, delivery->address), subscriber, err);
}

/* One line of bounded length; of nobody known, nothing that names them. */
static const char *words_of(
    struct arena *arena, const struct bounce_said *said, int64_t subscriber)
{
	struct str words = header_clean(arena, str_c(said->words));

	return subscriber == 0 ? ""
			       : arena_dup(arena, utf8_cut(words, WORDS_MAX));
}

static enum err_code write_down(struct ctx *ctx, struct arena *arena,
    const struct op_bounce *event, struct bounce *row, bool *fresh,
    struct err *err)
{
	const struct delivery *delivery = event->delivery;
	enum err_code rc;

	row->delivery = delivery->id;
	row->mailing = delivery->mailing;
	row->list = delivery->list;
	row->domain = arena_dup(arena, addr_domain(str_c(delivery->address)));
	row->source = event->source;
	row->class = event->complaint ? "complaint"
				      : bounce_class_name(event->said.class);
	row->status = event->said.status;
	row->words = words_of(arena, &event->said, row->subscriber);
	row->at = clock_now();
	rc = bounce_add(ctx->db, row, fresh, err);
	if (rc != ERR_OK || !*fresh)
		return rc;
	log_event(LOG_INFO, "bounce",
	    "delivery=%lld source=%s class=%s charge=%s verdict=%s status=%s",
	    (long long)row->delivery, row->source, row->class,
	    bounce_charge_name(row->charge), row->verdict, row->status);
	return event_add(ctx->db, ctx->actor,
	    event->complaint ? "complaint" : "bounce", row->list,
	    arena_printf(arena, "delivery=%lld status=%s charge=%s",
		(long long)row->delivery, row->status,
		bounce_charge_name(row->charge)),
	    row->at, err);
}

/* Nobody will confirm what was asked of an address that does not exist. */
static enum err_code drop_requests(struct ctx *ctx, struct arena *arena,
    const struct delivery *delivery, struct err *err)
{
	const struct pending like = {
		.list = delivery->list,
		.verb = PENDING_SUBSCRIBE,
		.detail = "",
		.address_key = addr_key(arena, delivery->address),
	};
	struct pending row;
	enum err_code rc;

	if (delivery->list == 0)
		return ERR_OK;
	rc = pending_find(ctx->db, arena, &like, &row, err);
	if (rc == ERR_OK)
		rc = pending_drop(ctx->db, row.id, err);
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

/* Who calls it spam gets no more of this list, and no word about it. */
static enum err_code complain(struct ctx *ctx, struct arena *arena,
    const struct op_bounce *event, struct err *err)
{
	const struct delivery *delivery = event->delivery;
	const struct op_proof proof = {
		.how = "complaint",
		.message_id = event->message_id,
	};
	const struct conf_list *list =
	    conf_list(ctx->conf, delivery->list_name);
	char hash[CRYPTO_HEX];
	struct subscription sub;
	enum err_code rc = drop_requests(ctx, arena, delivery, err);

	if (rc == ERR_OK)
		rc = subscription_find(ctx->db, arena, delivery->list,
		    addr_key(arena, delivery->address), &sub, err);
	if (rc == ERR_OK && sub.status != SUB_LEFT)
		rc = op_leave(ctx, arena, list, &sub, &proof, false, err);
	if (rc != ERR_OK)
		return rc == ERR_NOT_FOUND ? ERR_OK : rc;
	ctx_address_hash(ctx, sub.address_key, hash);
	return suppression_add(
	    ctx->db, hash, sub.list, "complaint", clock_now(), err);
}

static enum err_code draw(struct ctx *ctx, struct arena *arena,
    const struct op_bounce *event, const struct bounce *row, struct err *err)
{
	switch (row->charge) {
	case BOUNCE_COMPLAINT:
		return complain(ctx, arena, event, err);
	case BOUNCE_PERSON:
		if (row->subscriber == 0)
			return drop_requests(ctx, arena, event->delivery, err);
		return bounce_life_fail(ctx, arena, row, err);
	case BOUNCE_NOBODY:
	case BOUNCE_MAILING:
	case BOUNCE_CHARGE__MAX:
		break;
	}
	return ERR_OK;
}

enum err_code op_bounce(struct ctx *ctx, struct arena *arena,
    const struct op_bounce *event, bool *fresh, struct err *err)
{
	const struct bounce_judgement judged = bounce_judge(&event->said);
	struct bounce row = {
		.charge = event->complaint ? BOUNCE_COMPLAINT : judged.charge,
		.verdict = verdict_name(judged.verdict),
	};
	enum err_code rc =
	    person_of(ctx, arena, event->delivery, &row.subscriber, err);

	*fresh = false;
	if (rc == ERR_OK)
		rc = write_down(ctx, arena, event, &row, fresh, err);
	if (rc == ERR_OK && *fresh)
		rc = draw(ctx, arena, event, &row, err);
	return rc;
}

enum err_code op_bounce_pending(struct ctx *ctx, int64_t pending,
    const struct bounce_said *said, bool complaint, struct err *err)
{
	if (!complaint && bounce_judge(said).charge != BOUNCE_PERSON)
		return ERR_OK;
	return pending_drop(ctx->db, pending, err);
}

enum err_code op_bounce_forgive(struct ctx *ctx, int64_t subscriber,
    const struct op_proof *proof, struct err *err)
{
	struct arena arena = { 0 };
	struct failing failing;
	enum err_code rc = failing_get(ctx->db, subscriber, &failing, err);

	if (rc != ERR_OK || failing.score == 0)
		return rc;
	rc = op_bounce_return(ctx, &arena, subscriber, proof, false, err);
	arena_free(&arena);
	return rc;
}

/* One refusal, as the row of the delivery tells it. */
static enum err_code harvest_one(struct ctx *ctx, struct arena *arena,
    int64_t id, bool *fresh, struct err *err)
{
	struct delivery delivery;
	struct op_bounce event = {
		.delivery = &delivery,
		.source = "relay",
		.message_id = "",
	};
	enum err_code rc = delivery_get(ctx->db, arena, id, &delivery, err);

	*fresh = false;
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	/* Only the address: the rest stands in the delivery for all to see. */
	if (delivery.state != DELIVERY_FAILED || delivery.code < 500)
		return ERR_OK;
	event.said = (struct bounce_said){
		.class = REPORT_PERMANENT,
		.status = delivery.enhanced,
		.words = delivery.reply,
		.domain = addr_domain(str_c(delivery.address)),
		.code = delivery.code,
		.verdict = verdict_parse(delivery.verdict),
	};
	if (bounce_judge(&event.said).charge != BOUNCE_PERSON)
		return ERR_OK;
	return op_bounce(ctx, arena, &event, fresh, err);
}

static enum err_code harvest_some(struct ctx *ctx, const int64_t ids[],
    size_t count, int64_t *fresh_count, struct err *err)
{
	struct arena arena = { 0 };
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		bool fresh;
		rc = harvest_one(ctx, &arena, ids[i], &fresh, err);
		if (rc == ERR_OK)
			rc = refused_drop(ctx->db, ids[i], err);
		*fresh_count += rc == ERR_OK && fresh;
		arena_reset(&arena);
	}
	arena_free(&arena);
	return db_end(ctx->db, rc, err);
}

enum err_code op_bounce_harvest(
    struct ctx *ctx, int64_t *count, struct err *err)
{
	int64_t ids[BATCH];
	size_t found = 0;
	enum err_code rc;

	*count = 0;
	do {
		rc = refused_list(ctx->db, ids, BATCH, &found, err);
		if (rc == ERR_OK && found > 0)
			rc = harvest_some(ctx, ids, found, count, err);
	} while (rc == ERR_OK && found > 0);
	return rc;
}
