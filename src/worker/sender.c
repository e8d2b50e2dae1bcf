/*
 * The sender: claims what is due, renders it, sends it, settles it.  Each turn
 * of the connections is one commit that settles what finished and starts what
 * the relay waits for, made before those bodies leave; so after kill -9 at
 * most one row per connection is uncertain (architecture section 3).  Each
 * relay has a sender of its own, with a lock of its own.
 */
#include "worker/sender.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/hook.h"
#include "core/personal.h"
#include "core/signing.h"
#include "smtp/smtp.h"
#include "store/mailing.h"
#include "worker/outcome.h"

enum {
	STAY_MS = 20 * 1000, /* connections wait no longer for a turn */
	PATIENT_SECONDS = 5, /* nor longer for who has put us off */
	VAIN_MOST = 500      /* mails that do not go, at a time */
};

/* A sentence of ours in place of the relay's. */
static void explain(struct smtp_reply *reply, const struct err *err)
{
	(void)snprintf(reply->text, sizeof(reply->text), "%.*s",
	    (int)sizeof(reply->text) - 1, err->text);
}

static void count(struct worker_tally *tally, enum delivery_state state)
{
	if (tally == NULL)
		return;
	tally->until = 0;
	tally->sent += state == DELIVERY_SENT;
	tally->failed += state == DELIVERY_FAILED || state == DELIVERY_HELD;
	tally->later +=
	    state == DELIVERY_DEFERRED || state == DELIVERY_UNCERTAIN;
	tally->changed(tally->arg, tally);
}

static void settle(
    struct sender *s, struct job *job, const struct smtp_reply *reply)
{
	const enum verdict verdict =
	    outcome_verdict(job->row, reply, brakes_exhausted(&s->brakes));
	const struct brakes_news news = { job->row, job->taken, verdict,
		reply };
	enum delivery_state state =
	    settling_add(&s->settling, job->row, reply, verdict);

	if (reply->code != 0)
		brakes_hear(&s->brakes, &news, clock_now());
	brakes_over(&s->brakes, job->row);
	if (reply->outcome == SMTP_SENT)
		s->got_one = clock_now();
	if (verdict == VERDICT_POLICY)
		s->refusals = true;
	if (verdict == VERDICT_DOMAIN && reply->outcome == SMTP_NOT_TRIED)
		s->excused = true;
	count(s->worker->tally, state);
	if (state == DELIVERY_SENT && job->row->subscription != 0)
		tempo_count(&s->tempo, job->row->mailing);
	claims_over(&s->claims, job);
}

static enum err_code render(
    struct sender *s, struct job *job, struct buf *message, struct err *err)
{
	struct personalised personal = { 0 };
	struct str compiled;
	enum err_code rc =
	    content_get(&s->content, s->ctx, job->row, &compiled, err);

	if (rc != ERR_OK)
		return rc;
	arena_reset(&s->scratch);
	personal_make(s->ctx, &s->scratch, job->row, &personal);
	job->sender = arena_strdup(claims_arena(job), personal.sender);
	job->envid = arena_strdup(
	    claims_arena(job), personal.values[PERSONAL_MESSAGE_ID]);
	rc = personal_render(&personal, compiled, message, err);
	if (rc == ERR_OK && s->signer != NULL)
		rc = dkim_signer_sign(s->signer, clock_now(), message, err);
	return rc;
}

static void address(struct sender *s, struct job *job, struct smtp_mail *mail)
{
	if (job->sender[0] == '\0' && s->null_refused)
		job->sender = s->ctx->conf->site.address;
	*mail = (struct smtp_mail){
		.tag = job,
		.sender = str_c(job->sender),
		.recipient = str_c(job->row->address),
		.envid = str_c(job->envid),
	};
}

/* A relay that asks us to slow down gets one mail at a time. */
static void slow_room(struct sender *s, struct claims_room *room)
{
	const int64_t now = clock_now();
	const int64_t until = brakes_until(&s->brakes, now);
	const size_t most = until > now ? 0 : 1;

	if (!brakes_on_relay(&s->brakes))
		return;
	if (until > now)
		pacer_wait(&s->pacer, (until - now) * 1000);
	room->all = room->all < most ? room->all : most;
	room->bulk = room->bulk < most ? room->bulk : most;
}

enum err_code sender_refill(struct sender *s, struct err *err)
{
	struct claims_room room;
	enum err_code rc = pacer_room(&s->pacer, s->ctx->db, &room, err);

	slow_room(s, &room);
	return rc == ERR_OK ? claims_refill(
				  &s->claims, s->ctx->db, &s->scope, &room, err)
			    : rc;
}

bool sender_may_take(struct sender *s)
{
	if (s->worker->events->stop || s->trouble.code != ERR_OK)
		return false;
	if (pacer_resumes(&s->pacer))
		s->claims.dry = false;
	if (s->claims.left == 0 && !s->claims.dry) {
		(void)sender_refill(s, &s->trouble);
		hook_point("sender.after-claim");
	}
	return s->claims.left > 0;
}

/* Writes down what was done with and given back; `last`: how fast, too. */
static enum err_code write_down(struct sender *s, bool last, struct err *err)
{
	enum err_code rc;

	if (s->settling.count == 0 && s->pacer.back_count == 0 &&
	    !brakes_changed(&s->brakes) && (!last || s->tempo.count == 0))
		return ERR_OK;
	rc = sender_begin(s, err);
	if (rc != ERR_OK)
		return rc;
	rc = sender_store(s, last, err);
	rc = db_end(s->ctx->db, rc, err);
	if (rc == ERR_OK)
		sender_stored(s);
	return rc;
}

int64_t sender_until_turn(struct sender *s)
{
	int64_t wait = s->pacer.resume - clock_mono_ms();
	int64_t due = 0;
	struct err err;

	if (s->pacer.resume == 0 ||
	    delivery_next_due(s->ctx->db, &s->scope, &due, &err) != ERR_OK ||
	    due == 0 || due > clock_now() + wait / 1000 + 1)
		return -1;
	return wait > 0 ? wait : 1;
}

/* The next mail that was put off has its place soon: waits for that. */
static void wait_for_place(struct sender *s)
{
	const int64_t now = clock_now();
	int64_t due = 0;
	struct err err;

	if (s->put_off < now ||
	    delivery_next_due(s->ctx->db, &s->scope, &due, &err) != ERR_OK ||
	    due == 0 || due > s->got_one + PATIENT_SECONDS)
		return;
	pacer_wait(&s->pacer, due > now ? (due - now) * 1000 : 1);
}

bool sender_is_put_off(const struct sender *s)
{
	const int64_t now = clock_now();

	return brakes_until(&s->brakes, now) > now + PATIENT_SECONDS;
}

static void tell_wait(struct worker_tally *tally, int64_t wait)
{
	if (tally == NULL)
		return;
	tally->until = clock_now() + (wait + 999) / 1000;
	tally->changed(tally->arg, tally);
}

/* Nothing may be taken: is it worth staying connected? */
static int rest(struct sender *s)
{
	int64_t wait;

	if (s->worker->events->stop || s->trouble.code != ERR_OK ||
	    write_down(s, false, &s->trouble) != ERR_OK)
		return SMTP_NONE;
	if (sender_is_put_off(s))
		return SMTP_NONE;
	wait_for_place(s);
	wait = sender_until_turn(s);
	if (wait > 0)
		tell_wait(s->worker->tally, wait);
	return wait < 0 || wait > STAY_MS ? SMTP_NONE : (int)wait;
}

/* Renders it and sees to it that the relay may take it. */
static enum err_code prepare(
    struct sender *s, struct job *job, struct buf *message, struct err *err)
{
	const size_t kb = (size_t)s->relay->message_max_kb;
	enum err_code rc;

	if (!poison_enter(&s->poison, job->row->id))
		return err_set(err, ERR_INPUT,
		    "the program ended several times while it made this mail");
	hook_point("sender.render");
	rc = render(s, job, message, err);
	poison_leave(&s->poison);
	if (rc == ERR_OK && kb > 0 && message->len > kb * 1024)
		rc = err_set(err, ERR_LIMIT,
		    "the message has %zu bytes, %s.message_max_kb allows %zu",
		    message->len, s->relay->section, kb * 1024);
	return rc;
}

/* Is it the turn of this mail, and still ours?  Else it is given back. */
static enum err_code whose_turn(
    struct sender *s, struct job *job, bool *go, struct err *err)
{
	const int64_t now = clock_now();
	const struct brakes_wait wait = brakes_ask(&s->brakes, job->row, now);

	*go = wait.all <= now && wait.domain == 0 && job->row->lease > now;
	if (*go)
		return pacer_take(&s->pacer, s->ctx->db, job->row, go, err);
	if (job->row->lease <= now) {
		pacer_refuse(&s->pacer, job->row);
		return ERR_OK;
	}
	if (wait.all > now) {
		pacer_refuse(&s->pacer, job->row);
		pacer_wait(&s->pacer, (wait.all - now) * 1000);
		return ERR_OK;
	}
	pacer_put_off(&s->pacer, job->row, wait.domain);
	if (wait.domain > s->put_off)
		s->put_off = wait.domain;
	return ERR_OK;
}

/* Many did not go: were given back, or failed before they left. */
static bool was_in_vain(const struct sender *s)
{
	return s->pacer.back_count + s->settling.count >= VAIN_MOST;
}

/* Writes it down; then it is the connections' turn. */
static int breathe(struct sender *s)
{
	return write_down(s, false, &s->trouble) == ERR_OK ? 1 : SMTP_NONE;
}

static int on_next(void *ctx, struct smtp_mail *mail, struct buf *message)
{
	struct sender *s = ctx;
	struct smtp_reply never = { .outcome = SMTP_NEVER };
	struct err err;
	bool go;

	while (!was_in_vain(s) && sender_may_take(s)) {
		struct job *job = claims_take(&s->claims);
		enum err_code rc = whose_turn(s, job, &go, &err);
		if (rc == ERR_OK && !go) {
			claims_over(&s->claims, job);
			continue;
		}
		if (rc == ERR_OK)
			rc = prepare(s, job, message, &err);
		if (rc == ERR_OK) {
			address(s, job, mail);
			brakes_taken(&s->brakes, job->row, clock_now());
			return SMTP_MAIL;
		}
		pacer_drop(&s->pacer, job->row);
		/* What cannot be signed is the site's trouble. */
		if (rc == ERR_CONFIG || rc == ERR_INTERNAL || err_retry(rc)) {
			s->trouble = err;
			claims_again(&s->claims, job);
			return SMTP_NONE;
		}
		/* What cannot be rendered fails for this person alone. */
		explain(&never, &err);
		settle(s, job, &never);
		buf_reset(message);
	}
	return was_in_vain(s) ? breathe(s) : rest(s);
}

/* The relay does not take mail from us at all: no matter of this mail. */
static void quarrel(struct sender *s, enum err_code code, const struct job *job,
    const struct smtp_reply *reply)
{
	if (s->trouble.code == ERR_OK)
		(void)err_set(&s->trouble, code,
		    "the relay refuses the sender <%s>: %d %s", job->sender,
		    reply->code, reply->text);
}

static void on_done(void *ctx, void *tag, const struct smtp_reply *reply)
{
	struct sender *s = ctx;
	struct job *job = tag;

	pacer_drop(&s->pacer, job->row);
	switch (outcome_quarrel(job->row, reply)) {
	case OUTCOME_NO_QUARREL:
		break;
	case OUTCOME_SENDER:
		if (job->sender[0] == '\0') {
			s->null_refused = true;
			brakes_over(&s->brakes, job->row);
			claims_again(&s->claims, job);
			return;
		}
		quarrel(s, ERR_PROTOCOL, job, reply);
		break;
	case OUTCOME_LOGIN:
		quarrel(s, ERR_AUTH, job, reply);
		break;
	}
	settle(s, job, reply);
	if (reply->outcome == SMTP_UNTOUCHED ||
	    reply->outcome == SMTP_NOT_TRIED)
		return;
	s->worked = s->got_on = true;
	s->login.done++;
}

static bool on_woken(void *ctx)
{
	struct sender *s = ctx;

	events_read(s->worker->events);
	s->claims.dry = false;
	return s->worker->events->stop;
}

enum err_code sender_release(struct sender *s, struct err *err)
{
	const struct smtp_reply back = { .outcome = SMTP_UNTOUCHED };
	struct job *job;

	while ((job = claims_take(&s->claims)) != NULL)
		settle(s, job, &back);
	claims_clear(&s->claims);
	return write_down(s, true, err);
}

enum err_code sender_talk(struct sender *s, struct err *err)
{
	static const struct smtp_calls calls = {
		.next = on_next,
		.done = on_done,
		.turn = sender_turn,
		.woken = on_woken,
	};
	struct smtp_options options = {
		.conf = s->relay,
		.ehlo = login_name(s->ctx->conf, s->relay),
		.waits = &smtp_waits_rfc,
		.calls = &calls,
		.ctx = s,
		.wake_fd = s->worker->events->fd,
	};
	enum err_code rc = login_run(&s->login, &options, err);

	if (rc == ERR_OK && s->trouble.code != ERR_OK) {
		*err = s->trouble;
		rc = err->code;
	}
	return rc;
}
