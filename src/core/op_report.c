#include "core/op_report.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "core/notify.h"
#include "core/verdict.h"
#include "store/ledger.h"
#include "store/mailing.h"
#include "store/report.h"
#include "store/subscription.h"

enum {
	NEWS_DAYS = 3, /* what is older is no news */
	FEW = 2,       /* one refusal is no alarm */
	ALARM_DAYS = 7
};

static void add_reason(
    void *ctx, enum delivery_state state, const char *verdict, int64_t count)
{
	enum verdict known = verdict_parse(verdict);

	if (state != DELIVERY_FAILED)
		return;
	if (known == VERDICT_NONE || known == VERDICT_QUOTA ||
	    known == VERDICT_SESSION)
		known = VERDICT_OTHER;
	(void)json_array_append_new(
	    ctx, json_pack("{s:I, s:b}", "count", (json_int_t)count,
		     verdict_name(known), 1));
}

static json_t *variables(const struct mailing *m, json_t *reasons)
{
	int64_t total = 0;
	json_t *mailing;

	for (int i = 0; i < DELIVERY_STATE__MAX; i++)
		total += m->counts[i];
	mailing = json_pack("{s:I, s:s, s:I, s:I, s:I}", "id",
	    (json_int_t)m->id, "subject", m->subject, "total",
	    (json_int_t)total, "sent", (json_int_t)m->counts[DELIVERY_SENT],
	    "failed", (json_int_t)m->counts[DELIVERY_FAILED]);
	if (m->counts[DELIVERY_HELD] > 0)
		(void)json_object_set_new(mailing, "held",
		    json_integer((json_int_t)m->counts[DELIVERY_HELD]));
	return json_pack("{s:o, s:o}", "mailing", mailing, "reasons", reasons);
}

static enum err_code tell_owners(struct ctx *ctx, struct arena *arena,
    const struct mailing *m, struct err *err)
{
	const struct conf_list *list = NULL;
	json_t *reasons;
	char *name;
	enum err_code rc;

	if (m->counts[DELIVERY_FAILED] + m->counts[DELIVERY_HELD] == 0)
		return ERR_OK;
	rc = list_name(ctx->db, arena, m->list, &name, err);
	if (rc == ERR_OK)
		list = conf_list(ctx->conf, name);
	if (rc != ERR_OK || list == NULL)
		return rc;
	reasons = json_array();
	rc = delivery_verdicts(ctx->db, m->id, add_reason, reasons, err);
	if (rc != ERR_OK) {
		json_decref(reasons);
		return rc;
	}
	return notify_owners(
	    ctx, arena, list, "owner-report", variables(m, reasons), err);
}

static enum err_code report_one(
    struct ctx *ctx, int64_t id, bool *done, struct err *err)
{
	struct arena arena = { 0 };
	struct mailing mailing;
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = report_mark(ctx->db, id, clock_now(), done, err);
	if (rc == ERR_OK && *done)
		rc = mailing_get(ctx->db, &arena, id, &mailing, err);
	if (rc == ERR_OK && *done)
		rc = tell_owners(ctx, &arena, &mailing, err);
	arena_free(&arena);
	return db_end(ctx->db, rc, err);
}

enum err_code op_report_due(struct ctx *ctx, int64_t *count, struct err *err)
{
	const int64_t since = clock_now() - (int64_t)NEWS_DAYS * CLOCK_DAY;
	bool done = true;
	int64_t id = 0;
	enum err_code rc;

	*count = 0;
	do {
		rc = report_next(ctx->db, since, &id, err);
		if (rc == ERR_OK && id != 0) {
			rc = report_one(ctx, id, &done, err);
			*count += done;
		}
	} while (rc == ERR_OK && id != 0);
	if (rc == ERR_OK && *count > 0)
		db_wake(ctx->db, "sender");
	return rc;
}

static enum err_code tell_of_refusal(struct ctx *ctx, struct arena *arena,
    const struct refusal *refusal, struct err *err)
{
	const struct conf_list *list = NULL;
	struct mailing mailing;
	char *name;
	enum err_code rc =
	    mailing_get(ctx->db, arena, refusal->mailing, &mailing, err);

	if (rc == ERR_OK)
		rc = list_name(ctx->db, arena, mailing.list, &name, err);
	if (rc == ERR_OK)
		list = conf_list(ctx->conf, name);
	if (rc != ERR_OK || list == NULL)
		return rc;
	return notify_owners(ctx, arena, list, "owner-refusals",
	    json_pack("{s:s, s:I, s:I, s:{s:I, s:s}}", "domain",
		refusal->domain, "refused", (json_int_t)refusal->refused,
		"total", (json_int_t)refusal->total, "mailing", "id",
		(json_int_t)mailing.id, "subject", mailing.subject),
	    err);
}

static enum err_code raise_alarm(struct ctx *ctx, struct arena *arena,
    const struct refusal *refusal, struct err *err)
{
	bool fresh;
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = alarm_raise(ctx->db,
	    arena_printf(
		arena, "policy/mailing/%lld", (long long)refusal->mailing),
	    arena_printf(arena,
		_("mailing %lld: %s refused %lld of %lld mails as spam or by a "
		  "rule; see liaison mailing show %lld"),
		(long long)refusal->mailing, refusal->domain,
		(long long)refusal->refused, (long long)refusal->total,
		(long long)refusal->mailing),
	    clock_now(), &fresh, err);
	if (rc == ERR_OK && fresh)
		rc = tell_of_refusal(ctx, arena, refusal, err);
	return db_end(ctx->db, rc, err);
}

enum err_code op_report_refusals(struct ctx *ctx, struct err *err)
{
	const int64_t now = clock_now();
	const struct refusal_bound bound = {
		.since = now - CLOCK_DAY,
		.percent = ctx->conf->bounces.domain_percent,
		.few = FEW,
	};
	struct arena arena = { 0 };
	struct refusal *list;
	size_t count = 0;
	enum err_code rc = ERR_OK;

	if (bound.percent > 0)
		rc = report_refusals(
		    ctx->db, &arena, &bound, &list, &count, err);
	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		rc = raise_alarm(ctx, &arena, &list[i], err);
	if (rc == ERR_OK && count > 0)
		db_wake(ctx->db, "sender");
	if (rc == ERR_OK)
		rc = alarm_expire(ctx->db, "policy/",
		    now - (int64_t)ALARM_DAYS * CLOCK_DAY, err);
	arena_free(&arena);
	return rc;
}
