/* The timer: what happens because time has passed. */
#include "worker/worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/op_bounce_turn.h"
#include "core/op_inbox_report.h"
#include "core/op_mailing.h"
#include "core/op_order.h"
#include "core/op_report.h"
#include "core/op_request.h"
#include "core/op_stray.h"
#include "store/brake.h"
#include "store/inbox.h"
#include "store/ledger.h"
#include "store/mailing.h"
#include "store/newsletter.h"
#include "store/pending.h"
#include "store/rate.h"
#include "worker/lock.h"

enum {
	TURN_SECONDS = 60,
	INBOX_DAYS = 30,
	ORDER_DAYS = 30,
	STALE_MAX = 16,
	LOOK_BACK = 100 /* newest mailings */
};

static enum err_code expire(struct ctx *ctx, int64_t *gone, struct err *err)
{
	int64_t now = clock_now();
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = pending_expire(ctx->db, now, gone, err);
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
		rc = newsletter_purge(
		    ctx->db, now - (int64_t)ORDER_DAYS * CLOCK_DAY, err);
	return db_end(ctx->db, rc, err);
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

static enum err_code drop_stale(
    struct ctx *ctx, int64_t *dropped, struct err *err)
{
	struct stale stale = { .count = 0 };
	enum err_code rc = mailing_each(ctx->db, 0, MAILING_KIND__MAX,
	    LOOK_BACK, collect_stale, &stale, err);

	for (size_t i = 0; rc == ERR_OK && i < stale.count; i++)
		op_mailing_abandon(ctx, stale.ids[i]);
	*dropped = (int64_t)stale.count;
	return rc;
}

static enum err_code alarm_refusals(
    struct ctx *ctx, int64_t *count, struct err *err)
{
	*count = 0; /* it logs its alarms itself */
	return op_report_refusals(ctx, err);
}

/*
 * One process at a time: two would prepare the same newsletter at once, and
 * each would find the other's mailing in its way.
 */
static enum err_code send_newsletters(
    struct ctx *ctx, int64_t *count, struct err *err)
{
	int lock;
	enum err_code rc =
	    lock_try(ctx->conf->site.state, "newsletters", &lock, err);

	*count = 0;
	if (rc == ERR_BUSY)
		return ERR_OK;
	if (rc == ERR_OK)
		rc = op_order_due(ctx, count, err);
	lock_release(lock);
	return rc;
}

struct step {
	const char *name; /* in the log */
	enum err_code (*run)(struct ctx *ctx, int64_t *count, struct err *err);
};

/* One that fails of its own does not keep the later ones from their work. */
static const struct step steps[] = {
	{ "expire", expire },
	{ "stale", drop_stale },
	{ "confirmations", op_request_release },
	{ "bounces", op_bounce_turn },
	{ "strays", op_stray_turn },
	{ "refusals", alarm_refusals },
	{ "newsletters", send_newsletters },
	{ "reports", op_report_due },
	{ "inbox", op_inbox_report_due },
};

static enum err_code turn(struct ctx *ctx, struct err *err)
{
	enum err_code first = ERR_OK;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct err failure = { .code = ERR_OK };
		int64_t count = 0;
		enum err_code rc = steps[i].run(ctx, &count, &failure);

		if (rc == ERR_OK && count > 0)
			log_event(LOG_INFO, "timer", "step=%s count=%lld",
			    steps[i].name, (long long)count);
		if (rc != ERR_OK && first == ERR_OK) {
			first = rc;
			*err = failure;
		}
		if (err_retry(rc)) /* the database's trouble is everybody's */
			break;
	}
	db_checkpoint(ctx->db);
	return first;
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
