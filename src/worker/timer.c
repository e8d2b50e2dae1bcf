/* The timer: what happens because time has passed. */
#include "worker/worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/op_bounce_turn.h"
#include "core/op_inbox_report.h"
#include "core/op_mailing.h"
#include "core/op_report.h"
#include "core/op_request.h"
#include "core/op_stray.h"
#include "store/brake.h"
#include "store/inbox.h"
#include "store/ledger.h"
#include "store/mailing.h"
#include "store/pending.h"
#include "store/rate.h"

enum {
	TURN_SECONDS = 60,
	INBOX_DAYS = 30,
	STALE_MAX = 16,
	LOOK_BACK = 100 /* newest mailings */
};

static enum err_code expire(struct ctx *ctx, struct err *err)
{
	int64_t now = clock_now();
	int64_t gone = 0;
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = pending_expire(ctx->db, now, &gone, err);
	if (rc == ERR_OK)
		rc =
		    allowance_purge(ctx->db, now - INT64_C(2) * CLOCK_DAY, err);
	if (rc == ERR_OK) /* no trace of an address that never confirmed */
		rc = mailing_purge_notices(ctx->db,
		    now - (int64_t)ctx->conf->limits.pending_days * CLOCK_DAY,
		    err);
	if (rc == ERR_OK)
		rc = rate_purge(ctx->db, now - CLOCK_DAY, err);
	if (rc == ERR_OK)
		rc = brake_purge(ctx->db, now - CLOCK_DAY, err);
	if (rc == ERR_OK)
		rc = inbox_purge(
		    ctx->db, now - (int64_t)INBOX_DAYS * CLOCK_DAY, err);
	if (rc == ERR_OK)
		rc = db_commit(ctx->db, err);
	else
		db_rollback(ctx->db);
	if (gone > 0)
		log_event(LOG_INFO, "expire", "pending=%lld", (long long)gone);
	return rc;
}

/* Mailings whose editor's command died before they could start. */
struct stale {
	int64_t ids[STALE_MAX];
	size_t count;
};

static enum err_code collect_stale(
    void *ctx, const struct mailing *mailing, struct err *err)
{
	struct stale *stale = ctx;

	(void)err;
	if (mailing->state == MAILING_PREPARING && stale->count < STALE_MAX &&
	    clock_now() - mailing->created > CLOCK_HOUR)
		stale->ids[stale->count++] = mailing->id;
	return ERR_OK;
}

static enum err_code drop_stale(struct ctx *ctx, struct err *err)
{
	struct stale stale = { .count = 0 };
	enum err_code rc = mailing_each(ctx->db, 0, MAILING_KIND__MAX,
	    LOOK_BACK, collect_stale, &stale, err);

	for (size_t i = 0; rc == ERR_OK && i < stale.count; i++)
		op_mailing_abandon(ctx, stale.ids[i]);
	return rc;
}

static enum err_code turn(struct ctx *ctx, struct err *err)
{
	int64_t asked = 0;
	int64_t reports = 0;
	int64_t moved = 0;
	int64_t waiting = 0;
	int64_t strays = 0;
	enum err_code rc = expire(ctx, err);

	if (rc == ERR_OK)
		rc = drop_stale(ctx, err);
	if (rc == ERR_OK)
		rc = op_request_release(ctx, &asked, err);
	if (rc == ERR_OK)
		rc = op_bounce_turn(ctx, &moved, err);
	if (rc == ERR_OK)
		rc = op_stray_turn(ctx, &strays, err);
	if (rc == ERR_OK)
		rc = op_report_refusals(ctx, err);
	if (rc == ERR_OK)
		rc = op_report_due(ctx, &reports, err);
	if (rc == ERR_OK)
		rc = op_inbox_report_due(ctx, &waiting, err);
	if (rc == ERR_OK && asked > 0)
		log_event(
		    LOG_INFO, "confirmations", "asked=%lld", (long long)asked);
	reports += waiting + strays;
	if (rc == ERR_OK && reports > 0)
		log_event(
		    LOG_INFO, "reports", "queued=%lld", (long long)reports);
	db_checkpoint(ctx->db);
	return rc;
}

enum err_code worker_timer(struct worker *worker, struct err *err)
{
	unsigned failures = 0;

	for (;;) {
		enum err_code rc = turn(worker->ctx, err);
		if (worker->once || (rc != ERR_OK && !err_retry(rc)))
			return rc;
		if (rc != ERR_OK) {
			log_event(LOG_WARN, "timer", "status=%s text=\"%s\"",
			    err_name(rc), err->text);
			worker_backoff(worker, failures++);
		} else {
			failures = 0;
			events_wait(worker->events, TURN_SECONDS * 1000);
		}
		if (worker->events->stop)
			return ERR_OK;
	}
}
