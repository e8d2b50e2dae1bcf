/*
 * A sender's life: it takes up what a killed one left, sends what is due, waits
 * for more; alarms when the relay fails.
 */
#include "worker/sender.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/op_report.h"
#include "core/signing.h"
#include "store/mailing.h"
#include "worker/lock.h"
#include "worker/outcome.h"
#include "worker/scope.h"
#include "worker/trouble.h"

enum {
	WAIT_SECONDS = 60,
	WAIT_MS = WAIT_SECONDS * 1000,
	HEAP_KEPT = 4 * 1024 * 1024,
	ALARM_SIZE = 80
};

/* A refused login and the settings ask for the operator. */
static const char *alarm_word(enum err_code code)
{
	if (code == ERR_CONFIG)
		return "config";
	return code == ERR_AUTH ? "auth" : "connection";
}

/* "smtp/auth" or "smtp/auth/RELAY". */
static void alarm_of(
    const struct sender *s, enum err_code code, char key[ALARM_SIZE])
{
	(void)snprintf(key, ALARM_SIZE, "smtp/%s%s%s", alarm_word(code),
	    s->relay->name[0] == '\0' ? "" : "/", s->relay->name);
}

static void alarm_over(const struct sender *s, enum err_code code)
{
	char key[ALARM_SIZE];

	alarm_of(s, code, key);
	trouble_over(s->ctx, key);
}

/* Nothing is under way, and nothing is left to be written down. */
static void step_aside(struct sender *s)
{
	lock_release(s->lock);
	s->lock = -1;
}

/*
 * What a sender that was killed left behind.  All who send through this relay
 * share its lock; who finds nobody there knows that no row that a sender of
 * this relay has claimed or is sending is anybody's.
 */
static enum err_code recover(struct sender *s, struct err *err)
{
	char *name = worker_sender_name(s->relay);
	int64_t uncertain = 0;
	bool alone;
	enum err_code rc;

	step_aside(s);
	rc = lock_join(s->ctx->conf->site.state, name, &s->lock, &alone, err);
	if (rc == ERR_OK)
		poison_open(&s->poison, s->ctx->conf->site.state, name, alone);
	free(name);
	if (rc != ERR_OK)
		return rc;
	rc = delivery_recover(s->ctx->db, clock_now(),
	    alone ? s->relay->name : NULL, s->settling.max_doubts,
	    DOUBT_SECONDS, &uncertain, err);
	if (rc == ERR_OK && alone)
		rc = lock_share(s->lock, err);
	if (uncertain > 0)
		log_event(LOG_WARN, "recover", "uncertain=%lld",
		    (long long)uncertain);
	return rc;
}

/* Mailings that are through, and what was refused of them. */
static enum err_code finish(struct sender *s, struct err *err)
{
	int64_t finished = 0;
	enum err_code rc = ERR_OK;

	if (s->refusals)
		rc = op_report_refusals(s->ctx, err);
	s->refusals = false;
	if (rc == ERR_OK)
		rc = mailing_finish(s->ctx->db, clock_now(), &finished, err);
	if (rc == ERR_OK && finished > 0)
		db_wake(s->ctx->db, "timer"); /* for the report */
	return rc;
}

/* Sends until nothing is due, or nothing more may leave for long. */
static enum err_code drain(struct sender *s, struct err *err)
{
	struct err why = { 0 };
	enum err_code last;
	enum err_code rc = sender_release(s, err);

	s->worked = false;
	s->pacer.resume = 0;
	s->got_one = clock_now();
	s->trouble = (struct err){ .code = ERR_OK };
	s->kept = clock_mono_ms();
	if (rc == ERR_OK && s->signer == NULL)
		rc = signing_open(s->ctx->conf, &s->signer, err);
	if (rc == ERR_OK)
		rc = recover(s, err);
	if (rc == ERR_OK)
		rc = brakes_load(&s->brakes, s->ctx->db, err);
	while (rc == ERR_OK && sender_may_take(s)) {
		s->excused = false;
		rc = sender_talk(s, err);
		/* That domain waits now: the others go on. */
		if (rc == ERR_NET && s->excused)
			rc = ERR_OK;
		last = sender_release(s, &why);
		if (rc == ERR_OK && last != ERR_OK)
			rc = err_set(err, last, "%s", why.text);
	}
	if (rc == ERR_OK && s->trouble.code != ERR_OK) {
		*err = s->trouble;
		rc = err->code;
	}
	if (rc == ERR_OK && s->worked) {
		alarm_over(s, ERR_AUTH);
		alarm_over(s, ERR_NET);
		alarm_over(s, ERR_CONFIG);
	}
	if (rc == ERR_OK)
		rc = finish(s, err);
	if (s->settling.count == 0)
		step_aside(s);
	return rc;
}

static void wait_for_work(struct sender *s)
{
	struct err err;
	int64_t due = 0;
	int64_t seconds = WAIT_SECONDS;
	int64_t turn = sender_until_turn(s);

	if (turn >= 0) {
		events_wait(
		    s->worker->events, (int)(turn < WAIT_MS ? turn : WAIT_MS));
		return;
	}
	if (delivery_next_due(s->ctx->db, &s->scope, &due, &err) == ERR_OK &&
	    due != 0 && due - clock_now() < seconds)
		seconds = due - clock_now();
	if (seconds > 0)
		events_wait(s->worker->events, (int)seconds * 1000);
	else
		events_read(s->worker->events);
}

static enum err_code loop(struct sender *s, struct err *err)
{
	unsigned failures = 0;
	char key[ALARM_SIZE];

	while (!s->worker->events->stop) {
		enum err_code rc = drain(s, err);
		if (rc != ERR_OK) {
			alarm_of(s, rc, key);
			trouble_tell(s->ctx, key, err);
		}
		if (s->worker->once && rc == ERR_OK && !sender_is_put_off(s) &&
		    sender_until_turn(s) >= 0)
			s->worker->resume = s->pacer.resume;
		if (s->worker->once || (rc != ERR_OK && !err_retry(rc)))
			return rc;
		if (rc == ERR_OK) {
			failures = 0;
			wait_for_work(s);
			continue;
		}
		if (s->got_on)
			failures = 0;
		s->got_on = false;
		worker_backoff(s->worker, failures++);
	}
	return ERR_OK;
}

static int max_doubts(const struct conf *conf)
{
	switch (conf->delivery.uncertain) {
	case CONF_UNCERTAIN_RETRY:
		return 2;
	case CONF_UNCERTAIN_HOLD:
		break;
	}
	return 1;
}

enum err_code worker_sender(struct worker *worker, struct err *err)
{
	struct sender s = {
		.worker = worker,
		.ctx = worker->ctx,
		.relay = worker->relay,
		.lock = -1,
		.settling.max_doubts = max_doubts(worker->ctx->conf),
	};
	enum err_code rc;

	scope_make(s.ctx->conf, s.relay, &s.scope);
	pacer_open(&s.pacer, s.relay);
	s.settling.limited = s.pacer.limited;
	brakes_open(&s.brakes, s.relay->name);
	/* Else each rendering may give its memory back, page by page. */
	(void)mallopt(M_TRIM_THRESHOLD, HEAP_KEPT);
	rc = db_keep_less(s.ctx->db, err);
	if (rc == ERR_OK)
		rc = loop(&s, err);
	step_aside(&s);
	claims_clear(&s.claims);
	content_clear(&s.content);
	settling_clear(&s.settling);
	dkim_signer_close(s.signer);
	arena_free(&s.scratch);
	pacer_clear(&s.pacer);
	poison_close(&s.poison);
	brakes_clear(&s.brakes);
	scope_clear(&s.scope);
	login_clear(&s.login);
	return rc;
}
