/* One turn of the connections as one commit, of sender.h. */
#include "worker/sender.h"

#include "base/clock.h"
#include "base/hook.h"
#include "base/log.h"
#include "worker/outcome.h"

enum {
	KEEP_MS = 60 * 1000,      /* how often the ledger is looked through */
	LOCKED_MS = 4 * 60 * 1000 /* less than servers wait for a command */
};

/* Who does not wait for a locked database leaves mails in doubt. */
enum err_code sender_begin(struct sender *s, struct err *err)
{
	const int64_t until = clock_mono_ms() + LOCKED_MS;
	enum err_code rc = db_begin(s->ctx->db, err);

	if (rc == ERR_BUSY)
		log_event(LOG_WARN, "locked", "text=\"%s\"", err->text);
	while (rc == ERR_BUSY && clock_mono_ms() < until &&
	       !s->worker->events->stop) {
		events_read(s->worker->events);
		rc = db_begin(s->ctx->db, err);
	}
	return rc;
}

/* The last look before a body leaves, and what it counts for. */
static enum err_code begin(
    struct sender *s, struct smtp_start *start, struct err *err)
{
	struct job *job = start->tag;
	bool turn;
	enum err_code rc =
	    pacer_start(&s->pacer, s->ctx->db, job->row, &turn, err);

	job->refused = !turn;
	if (rc == ERR_OK && turn)
		rc = delivery_start(
		    s->ctx->db, job->row, clock_now(), &start->go, err);
	if (rc == ERR_OK && start->go)
		rc = pacer_count(&s->pacer, s->ctx->db, job->row, err);
	return rc;
}

/* Where nothing is counted they begin together. */
static enum err_code begin_all(
    struct sender *s, struct smtp_start *starts, size_t count, struct err *err)
{
	struct delivery_start *rows;
	enum err_code rc;

	arena_reset(&s->scratch);
	rows = arena_calloc(&s->scratch, count, sizeof(*rows));
	for (size_t i = 0; i < count; i++) {
		struct job *job = starts[i].tag;
		job->refused = false;
		rows[i].delivery = job->row;
	}
	rc = delivery_start_all(s->ctx->db, rows, count, clock_now(), err);
	for (size_t i = 0; i < count; i++)
		starts[i].go = rows[i].go;
	return rc;
}

enum err_code sender_store(struct sender *s, bool last, struct err *err)
{
	enum err_code rc = settling_record(&s->settling, s->ctx->db, err);

	if (rc == ERR_OK)
		rc = tempo_record(&s->tempo, s->ctx->db, last, err);
	if (rc == ERR_OK)
		rc = pacer_give_back(&s->pacer, s->ctx->db, err);
	if (rc == ERR_OK)
		rc = brakes_store(&s->brakes, s->ctx->db, err);
	return rc;
}

void sender_stored(struct sender *s)
{
	settling_reset(&s->settling);
	pacer_gave_back(&s->pacer);
	brakes_stored(&s->brakes);
}

static enum err_code record(
    struct sender *s, struct smtp_start *starts, size_t count, struct err *err)
{
	enum err_code rc = sender_store(s, false, err);

	if (rc == ERR_OK && !s->pacer.limited)
		return begin_all(s, starts, count, err);
	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		rc = begin(s, &starts[i], err);
	return rc;
}

/*
 * One of its mails may not start.  If the whole mailing was stopped, what else
 * is claimed of it goes back: each body that the relay waits for in vain costs
 * a connection.
 */
static enum err_code drop_stopped(
    struct sender *s, int64_t mailing, struct err *err)
{
	enum mailing_state state = MAILING_RUNNING;
	struct job *job;
	enum err_code rc = mailing_state_of(s->ctx->db, mailing, &state, err);

	if (rc != ERR_OK || state == MAILING_RUNNING)
		return rc == ERR_NOT_FOUND ? ERR_OK : rc;
	while ((job = claims_take_of(&s->claims, mailing)) != NULL) {
		pacer_refuse(&s->pacer, job->row);
		claims_over(&s->claims, job);
	}
	return ERR_OK;
}

/* What was recorded is committed. */
static enum err_code recorded(struct sender *s, const struct smtp_start *starts,
    size_t count, struct err *err)
{
	enum err_code rc = ERR_OK;

	sender_stored(s);
	for (size_t i = 0; i < count; i++) {
		struct job *job = starts[i].tag;
		pacer_drop(&s->pacer, job->row);
		if (starts[i].go)
			continue;
		if (job->refused)
			pacer_refuse(&s->pacer, job->row);
		else if (rc == ERR_OK)
			rc = drop_stopped(s, job->row->mailing, err);
		brakes_over(&s->brakes, job->row);
		claims_over(&s->claims, job);
	}
	return rc;
}

/* Few are left: the next ones are claimed in the same commit. */
static enum err_code claim_ahead(struct sender *s, struct err *err)
{
	size_t enough = 2 * (size_t)s->relay->connections;

	if (s->claims.dry || s->claims.left >= enough ||
	    s->worker->events->stop)
		return ERR_OK;
	return sender_refill(s, err);
}

/* What time brings: doubts and leases that end, mailings that are through. */
static enum err_code keep_house(struct sender *s, struct err *err)
{
	int64_t count;
	enum err_code rc = delivery_recover(s->ctx->db, clock_now(), NULL,
	    s->settling.max_doubts, DOUBT_SECONDS, &count, err);

	s->kept = clock_mono_ms();
	if (rc == ERR_OK)
		rc = pacer_forget(&s->pacer, s->ctx->db, err);
	if (rc == ERR_OK)
		rc = brakes_load(&s->brakes, s->ctx->db, err);
	return rc == ERR_OK
		   ? mailing_finish(s->ctx->db, clock_now(), &count, err)
		   : rc;
}

enum err_code sender_turn(
    void *ctx, struct smtp_start *starts, size_t count, struct err *err)
{
	struct sender *s = ctx;
	enum err_code rc = ERR_OK;

	hook_point("sender.before-settle");
	if (clock_mono_ms() - s->kept > KEEP_MS)
		rc = keep_house(s, err);
	if (rc == ERR_OK || rc == ERR_BUSY) /* it has time */
		rc = sender_begin(s, err);
	if (rc != ERR_OK)
		return rc;
	rc = record(s, starts, count, err);
	if (rc == ERR_OK)
		rc = claim_ahead(s, err);
	rc = db_end(s->ctx->db, rc, err);
	if (rc != ERR_OK)
		return rc;
	if (s->settling.count > 0)
		hook_point("sender.after-settle");
	rc = recorded(s, starts, count, err);
	if (count > 0)
		hook_point("sender.after-start");
	return rc;
}
