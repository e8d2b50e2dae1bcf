/*
 * The sender: claims what is due, renders it, sends it, settles it.  Each turn
 * of the connections is one commit that settles what finished and starts what
 * the relay waits for, made before those bodies leave; so after kill -9 at
 * most one row per connection is uncertain (architecture section 3).  Each
 * relay has a sender of its own, with a lock of its own.
 */
#include "worker/worker.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/hook.h"
#include "base/log.h"
#include "core/personal.h"
#include "core/signing.h"
#include "smtp/smtp.h"
#include "store/mailing.h"
#include "worker/claims.h"
#include "worker/content.h"
#include "worker/lock.h"
#include "worker/login.h"
#include "worker/outcome.h"
#include "worker/scope.h"
#include "worker/settling.h"
#include "worker/tempo.h"
#include "worker/trouble.h"

enum {
	WAIT_SECONDS = 60,
	KEEP_MS = 60 * 1000, /* how often the ledger is looked through */
	HEAP_KEPT = 4 * 1024 * 1024,
	ALARM_SIZE = 80
};

struct sender {
	struct worker *worker;
	struct ctx *ctx;
	const struct conf_smtp *relay;
	struct mailing_scope scope; /* what goes through it */
	struct claims claims;
	struct content content;
	struct settling settling;
	struct tempo tempo;
	struct arena scratch;       /* of one rendering */
	struct dkim_signer *signer; /* NULL = mail is not signed */
	struct login login;
	int64_t kept;       /* when keep_house() was, clock_mono_ms() */
	bool null_refused;  /* this relay takes no <> */
	bool worked;        /* a mail was done with */
	bool got_on;        /* the same, since the last trouble */
	struct err trouble; /* code ERR_OK: none; nothing more is begun */
	/* STATE/sender[:RELAY].lock, shared while something is under way. */
	int lock;
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
	tally->sent += state == DELIVERY_SENT;
	tally->failed += state == DELIVERY_FAILED || state == DELIVERY_HELD;
	tally->later +=
	    state == DELIVERY_DEFERRED || state == DELIVERY_UNCERTAIN;
	tally->changed(tally->arg, tally);
}

static void settle(
    struct sender *s, struct job *job, const struct smtp_reply *reply)
{
	enum delivery_state state = settling_add(&s->settling, job->row, reply,
	    outcome_verdict(job->row, reply, false));

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
	return personal_render(&personal, compiled, message, err);
}

/* Nothing leaves unsigned: what hinders it is the site's trouble. */
static bool sign(struct sender *s, struct buf *message)
{
	return s->signer == NULL || dkim_signer_sign(s->signer, clock_now(),
					message, &s->trouble) == ERR_OK;
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

static const struct claims_room no_limit = { SIZE_MAX / 2, SIZE_MAX / 2 };

static bool may_take(struct sender *s)
{
	if (s->worker->events->stop || s->trouble.code != ERR_OK)
		return false;
	if (s->claims.left == 0 && !s->claims.dry) {
		(void)claims_refill(
		    &s->claims, s->ctx->db, &s->scope, &no_limit, &s->trouble);
		hook_point("sender.after-claim");
	}
	return s->claims.left > 0;
}

static bool on_next(void *ctx, struct smtp_mail *mail, struct buf *message)
{
	struct sender *s = ctx;
	struct smtp_reply never = { .outcome = SMTP_NEVER };
	struct err err;

	while (may_take(s)) {
		struct job *job = claims_take(&s->claims);
		enum err_code rc = render(s, job, message, &err);
		if (rc == ERR_OK && sign(s, message)) {
			address(s, job, mail);
			return true;
		}
		if (rc == ERR_OK || err_retry(rc)) {
			if (rc != ERR_OK)
				s->trouble = err;
			claims_again(&s->claims, job);
			return false;
		}
		/* What cannot be rendered fails for this person alone. */
		explain(&never, &err);
		settle(s, job, &never);
	}
	return false;
}

static void on_done(void *ctx, void *tag, const struct smtp_reply *reply)
{
	struct sender *s = ctx;
	struct job *job = tag;

	if (reply->outcome == SMTP_NO_SENDER && job->sender[0] == '\0') {
		s->null_refused = true;
		claims_again(&s->claims, job);
		return;
	}
	/* Any other that the relay refuses is the relay's trouble. */
	if (reply->outcome == SMTP_NO_SENDER && s->trouble.code == ERR_OK)
		(void)err_set(&s->trouble, ERR_PROTOCOL,
		    "the relay refuses the sender <%s>: %d %s", job->sender,
		    reply->code, reply->text);
	settle(s, job, reply);
	if (reply->outcome == SMTP_UNTOUCHED ||
	    reply->outcome == SMTP_NOT_TRIED)
		return;
	s->worked = s->got_on = true;
	s->login.done++;
}

static enum err_code record(
    struct sender *s, struct smtp_start *starts, size_t count, struct err *err)
{
	enum err_code rc = settling_record(&s->settling, s->ctx->db, err);

	if (rc == ERR_OK)
		rc = tempo_record(&s->tempo, s->ctx->db, false, err);
	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		const struct job *job = starts[i].tag;
		rc = delivery_start(
		    s->ctx->db, job->row, clock_now(), &starts[i].go, err);
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
	return claims_refill(&s->claims, s->ctx->db, &s->scope, &no_limit, err);
}

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
	enum err_code rc =
	    lock_join(s->ctx->conf->site.state, name, &s->lock, &alone, err);

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

/* What time brings: doubts and leases that end, mailings that are through. */
static enum err_code keep_house(struct sender *s, struct err *err)
{
	int64_t count;
	enum err_code rc = delivery_recover(s->ctx->db, clock_now(), NULL,
	    s->settling.max_doubts, DOUBT_SECONDS, &count, err);

	s->kept = clock_mono_ms();
	return rc == ERR_OK
		   ? mailing_finish(s->ctx->db, clock_now(), &count, err)
		   : rc;
}

static enum err_code on_turn(
    void *ctx, struct smtp_start *starts, size_t count, struct err *err)
{
	struct sender *s = ctx;
	enum err_code rc = ERR_OK;

	hook_point("sender.before-settle");
	if (clock_mono_ms() - s->kept > KEEP_MS)
		rc = keep_house(s, err);
	if (rc == ERR_OK)
		rc = db_begin(s->ctx->db, err);
	if (rc != ERR_OK)
		return rc;
	rc = record(s, starts, count, err);
	if (rc == ERR_OK)
		rc = claim_ahead(s, err);
	if (rc == ERR_OK)
		rc = db_commit(s->ctx->db, err);
	else
		db_rollback(s->ctx->db);
	if (rc != ERR_OK)
		return rc;
	if (s->settling.count > 0)
		hook_point("sender.after-settle");
	settling_reset(&s->settling);
	for (size_t i = 0; i < count; i++)
		if (!starts[i].go)
			claims_over(&s->claims, starts[i].tag);
	if (count > 0)
		hook_point("sender.after-start");
	return ERR_OK;
}

static bool on_woken(void *ctx)
{
	struct sender *s = ctx;

	events_read(s->worker->events);
	s->claims.dry = false;
	return s->worker->events->stop;
}

/* Records what is left to record; claims that were not used are given back. */
static enum err_code release(struct sender *s, struct err *err)
{
	const struct smtp_reply back = { .outcome = SMTP_UNTOUCHED };
	struct job *job;
	enum err_code rc;

	while ((job = claims_take(&s->claims)) != NULL)
		settle(s, job, &back);
	claims_clear(&s->claims);
	if (s->settling.count == 0 && s->tempo.count == 0)
		return ERR_OK;
	rc = db_begin(s->ctx->db, err);
	if (rc != ERR_OK)
		return rc;
	rc = settling_record(&s->settling, s->ctx->db, err);
	if (rc == ERR_OK)
		rc = tempo_record(&s->tempo, s->ctx->db, true, err);
	if (rc == ERR_OK)
		rc = db_commit(s->ctx->db, err);
	else
		db_rollback(s->ctx->db);
	if (rc == ERR_OK)
		settling_reset(&s->settling);
	return rc;
}

static enum err_code talk(struct sender *s, struct err *err)
{
	static const struct smtp_calls calls = {
		.next = on_next,
		.done = on_done,
		.turn = on_turn,
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

/* Sends until nothing is due. */
static enum err_code drain(struct sender *s, struct err *err)
{
	struct err why = { 0 };
	int64_t finished;
	enum err_code last;
	enum err_code rc = release(s, err);

	s->worked = false;
	s->trouble = (struct err){ .code = ERR_OK };
	s->kept = clock_mono_ms();
	if (rc == ERR_OK && s->signer == NULL)
		rc = signing_open(s->ctx->conf, &s->signer, err);
	if (rc == ERR_OK)
		rc = recover(s, err);
	while (rc == ERR_OK && may_take(s)) {
		rc = talk(s, err);
		last = release(s, &why);
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
		rc = mailing_finish(s->ctx->db, clock_now(), &finished, err);
	lock_release(s->lock); /* nothing is under way */
	s->lock = -1;
	return rc;
}

static void wait_for_work(struct sender *s)
{
	struct err err;
	int64_t due = 0;
	int64_t seconds = WAIT_SECONDS;

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
	/* Else each rendering may give its memory back, page by page. */
	(void)mallopt(M_TRIM_THRESHOLD, HEAP_KEPT);
	rc = loop(&s, err);
	claims_clear(&s.claims);
	content_clear(&s.content);
	settling_clear(&s.settling);
	dkim_signer_close(s.signer);
	arena_free(&s.scratch);
	scope_clear(&s.scope);
	login_clear(&s.login);
	return rc;
}
