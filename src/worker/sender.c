/*
 * The sender: claims what is due, renders it, sends it, settles it.  The
 * outcome of one delivery and the start of the next are one commit, made
 * before the next body leaves; so after kill -9 at most one row per
 * connection is uncertain (architecture section 3).
 */
#include "worker/worker.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hook.h"
#include "base/log.h"
#include "core/listaddr.h"
#include "core/personal.h"
#include "smtp/smtp.h"
#include "store/mailing.h"
#include "worker/lock.h"
#include "worker/outcome.h"
#include "worker/trouble.h"

enum {
	CLAIM = 50,
	LEASE_SECONDS = 20 * 60,
	DOUBTS = 2,         /* uncertain a second time: held */
	AGAIN_SECONDS = 60, /* for one that the connection broke on */
	WAIT_SECONDS = 60,
	MESSAGE_MAX = 32 * 1024 * 1024
};

struct sender {
	struct worker *worker;
	struct ctx *ctx;
	struct smtp *smtp;
	bool fresh;        /* no delivery came to its end on this connection */
	bool got_on;       /* something was settled since the last trouble */
	bool null_refused; /* this relay takes no <> */
	/* The outcome that the next commit records. */
	bool settle;
	int64_t settle_id;
	struct delivery_outcome outcome;
	struct smtp_reply kept;  /* whose words the outcome has */
	struct smtp_reply reply; /* to the delivery at hand */
	/* The content of the mailing at hand. */
	struct arena content;
	int64_t mailing;
	const char *variant;
	struct str compiled;
	struct buf wire;
	const struct delivery *now; /* being started */
	bool gone;                  /* the start found that it may not go */
	int lock; /* STATE/sender.lock, shared while something is under way */
};

static enum err_code settle_pending(struct sender *s, struct err *err)
{
	enum err_code rc;

	if (!s->settle)
		return ERR_OK;
	rc = delivery_settle(
	    s->ctx->db, s->settle_id, &s->outcome, clock_now(), err);
	if (rc == ERR_OK)
		s->settle = false;
	return rc;
}

/* Commits the last outcome alone, when nothing starts after it. */
static enum err_code settle_now(struct sender *s, struct err *err)
{
	enum err_code rc;

	if (!s->settle)
		return ERR_OK;
	hook_point("sender.before-settle");
	rc = db_begin(s->ctx->db, err);
	if (rc != ERR_OK)
		return rc;
	rc = settle_pending(s, err);
	if (rc == ERR_OK)
		rc = db_commit(s->ctx->db, err);
	else
		db_rollback(s->ctx->db);
	hook_point("sender.after-settle");
	return rc;
}

/* smtp_start_fn: the body is about to leave. */
static enum err_code start(void *ctx, struct err *err)
{
	struct sender *s = ctx;
	bool go = false;
	enum err_code rc = db_begin(s->ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = settle_pending(s, err);
	if (rc == ERR_OK)
		rc = delivery_start(s->ctx->db, s->now, clock_now(), &go, err);
	if (rc == ERR_OK)
		rc = db_commit(s->ctx->db, err);
	else
		db_rollback(s->ctx->db);
	if (rc != ERR_OK)
		return rc;
	hook_point("sender.after-start");
	s->gone = !go;
	return go ? ERR_OK
		  : err_set(err, ERR_REFUSED, "paused, cancelled or left");
}

static void log_delivery(const struct delivery *d, enum delivery_state state,
    const struct smtp_reply *reply)
{
	log_event(LOG_INFO, "delivery",
	    "mailing=%lld delivery=%lld status=%s code=%d enhanced=%s "
	    "delay=%lld",
	    (long long)d->mailing, (long long)d->id, delivery_state_name(state),
	    reply->code, reply->enhanced,
	    (long long)(clock_now() - d->created));
	/* Servers name people in their replies. */
	log_event(LOG_DEBUG, "reply", "delivery=%lld address=%s text=\"%s\"",
	    (long long)d->id, d->address, reply->text);
}

static void keep_outcome(struct sender *s, const struct delivery *d)
{
	s->kept = s->reply;
	s->outcome = outcome_of(d, &s->kept, clock_now());
	s->outcome.code = s->kept.code;
	s->outcome.enhanced = s->kept.enhanced;
	s->outcome.reply = s->kept.text;
	s->settle_id = d->id;
	s->settle = true;
	log_delivery(d, s->outcome.state, &s->kept);
}

/* The compiled message; kept while the next delivery is of the same kind. */
static enum err_code load_content(
    struct sender *s, const struct delivery *d, struct err *err)
{
	if (s->mailing == d->mailing && s->variant != NULL &&
	    strcmp(s->variant, d->variant) == 0)
		return ERR_OK;
	arena_free(&s->content);
	s->mailing = d->mailing;
	s->variant = arena_strdup(&s->content, d->variant);
	return mailing_content(
	    s->ctx->db, &s->content, d->mailing, d->variant, &s->compiled, err);
}

static enum err_code connect_relay(struct sender *s, struct err *err)
{
	const struct conf_smtp *conf = &s->ctx->conf->smtp;
	const char *ehlo =
	    conf->ehlo != NULL ? conf->ehlo : listaddr_domain(s->ctx->conf);
	char *password = NULL;
	enum err_code rc = ERR_OK;

	if (s->smtp != NULL)
		return ERR_OK;
	s->fresh = true;
	if (conf->user != NULL)
		rc = conf_secret_get(
		    &conf->password, "smtp.password", &password, err);
	if (rc == ERR_OK)
		rc = smtp_open(conf, ehlo, password, &s->smtp, err);
	conf_secret_free(password);
	return rc;
}

static enum err_code send_from(struct sender *s, const struct delivery *d,
    const char *sender, struct err *err)
{
	const struct smtp_mail mail = {
		.sender = str_c(sender),
		.recipient = str_c(d->address),
		.message = buf_get(&s->wire),
	};
	enum err_code rc;

	s->now = d;
	s->reply = (struct smtp_reply){ .outcome = SMTP_NOT_TRIED };
	rc = smtp_send(s->smtp, &mail, start, s, &s->reply, err);
	if (rc != ERR_OK) {
		smtp_close(s->smtp);
		s->smtp = NULL;
	}
	return rc;
}

/* What cannot be rendered or is no address fails for this person alone. */
static void fail_alone(
    struct sender *s, const struct delivery *d, const struct err *err)
{
	size_t n = strlen(err->text);

	s->reply = (struct smtp_reply){ .outcome = SMTP_NEVER };
	if (n >= sizeof(s->reply.text))
		n = sizeof(s->reply.text) - 1;
	memcpy(s->reply.text, err->text, n);
	keep_outcome(s, d);
}

/* The envelope sender; one that the relay refuses is the relay's trouble. */
static enum err_code send_mail(struct sender *s, struct arena *arena,
    const struct delivery *d, struct err *err)
{
	const char *site = s->ctx->conf->site.address;
	const char *sender = personal_sender(s->ctx, arena, d);
	enum err_code rc;

	if (sender[0] == '\0' && s->null_refused)
		sender = site;
	rc = send_from(s, d, sender, err);
	if (rc == ERR_OK && s->reply.outcome == SMTP_NO_SENDER &&
	    sender[0] == '\0') {
		s->null_refused = true;
		sender = site;
		rc = send_from(s, d, sender, err);
	}
	if (rc == ERR_OK && s->reply.outcome == SMTP_NO_SENDER)
		rc = err_set(err, ERR_PROTOCOL,
		    "the relay refuses the sender <%s>: %d %s", sender,
		    s->reply.code, s->reply.text);
	return rc;
}

/*
 * One delivery.  ERR_OK when its outcome is kept (or it is not to go any
 * more: s->gone); an error when the relay or the database is the trouble.
 * The relay may have said why it hung up: then that is the outcome, too.
 */
static enum err_code deliver(
    struct sender *s, const struct delivery *d, struct err *err)
{
	struct arena arena = { 0 };
	struct err settling;
	enum err_code settled;
	bool tried;
	enum err_code rc = load_content(s, d, err);

	s->reply = (struct smtp_reply){ .outcome = SMTP_NOT_TRIED };
	if (rc == ERR_OK)
		rc = personal_render(
		    s->ctx, &arena, d, s->compiled, &s->wire, err);
	if (rc == ERR_OK)
		rc = send_mail(s, &arena, d, err);
	arena_free(&arena);
	if (s->gone)
		return ERR_OK;
	tried = s->reply.outcome != SMTP_NOT_TRIED &&
		s->reply.outcome != SMTP_NO_SENDER;
	if (err_retry(rc) && !tried)
		return rc;
	settled = settle_now(s, &settling);
	if (settled != ERR_OK)
		return err_set(err, settled, "%s", settling.text);
	if (rc == ERR_OK || tried) {
		keep_outcome(s, d);
		return rc;
	}
	fail_alone(s, d, err);
	return ERR_OK;
}

/*
 * Gives claims back that were not used.  With `broke` a new connection broke
 * on the first of them: it goes behind the others, so that a mail that this
 * relay hangs up on does not keep them all waiting.
 */
static enum err_code release(struct sender *s, const struct delivery *list,
    size_t count, bool broke, struct err *err)
{
	struct delivery_outcome back = {
		.state = DELIVERY_QUEUED,
		.due = clock_now() + (broke ? AGAIN_SECONDS : 0),
		.enhanced = "",
		.reply = "",
	};
	enum err_code rc = settle_now(s, err);

	if (rc != ERR_OK || count == 0)
		return rc;
	rc = db_begin(s->ctx->db, err);
	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		rc = delivery_settle(
		    s->ctx->db, list[i].id, &back, clock_now(), err);
		back.due = clock_now();
	}
	if (rc == ERR_OK)
		return db_commit(s->ctx->db, err);
	db_rollback(s->ctx->db);
	return rc;
}

/*
 * deliver() over a connection that may have carried others: relays end their
 * sessions after so many mails, which is no trouble.  What breaks the second
 * time, on a new connection, is.
 */
static enum err_code deliver_anew(
    struct sender *s, const struct delivery *d, bool *broke, struct err *err)
{
	enum err_code rc = connect_relay(s, err);
	bool fresh = s->fresh;

	*broke = false;
	if (rc != ERR_OK)
		return rc;
	rc = deliver(s, d, err);
	s->fresh = false;
	if (err_retry(rc) && !fresh && s->smtp == NULL)
		return ERR_OK;
	*broke = rc != ERR_OK;
	return rc;
}

/* Sends one batch of claims; *count of them, 0 when nothing is due. */
static enum err_code batch(struct sender *s, size_t *count, struct err *err)
{
	struct arena arena = { 0 };
	struct delivery *list = NULL;
	struct err why = { 0 };
	size_t done = 0;
	bool broke = false;
	enum err_code rc = delivery_claim(s->ctx->db, &arena, CLAIM,
	    clock_now(), LEASE_SECONDS, &list, count, err);
	enum err_code last;

	hook_point("sender.after-claim");
	s->gone = false;
	while (rc == ERR_OK && done < *count && !s->gone &&
	       !s->worker->events->stop) {
		rc = deliver_anew(s, &list[done], &broke, err);
		if (s->settle && s->settle_id == list[done].id) {
			done++;
			broke = false;
			s->got_on = true;
			if (s->worker->progress != NULL)
				s->worker->progress(s->worker->progress_arg);
		}
		events_read(s->worker->events);
	}
	last = rc == ERR_OK || *count > 0
		   ? release(s, list + done, *count - done, broke, &why)
		   : ERR_OK;
	arena_free(&arena);
	if (rc == ERR_OK && last != ERR_OK)
		return err_set(err, last, "%s", why.text);
	return rc;
}

/* A refused login is another alarm: it asks for the operator. */
static const char *alarm_of(enum err_code code)
{
	return code == ERR_AUTH ? "smtp/auth" : "smtp/connection";
}

/*
 * What a sender that was killed left behind.  All who send share the lock;
 * who finds nobody there knows that no `sending` row is anybody's.
 */
static enum err_code recover(struct sender *s, struct err *err)
{
	int64_t uncertain = 0;
	bool alone;
	enum err_code rc = lock_join(
	    s->ctx->conf->site.state, "sender", &s->lock, &alone, err);

	if (rc != ERR_OK)
		return rc;
	rc = delivery_recover(s->ctx->db, clock_now(), alone, DOUBTS,
	    DOUBT_SECONDS, &uncertain, err);
	if (rc == ERR_OK && alone)
		rc = lock_share(s->lock, err);
	if (uncertain > 0)
		log_event(LOG_WARN, "recover", "uncertain=%lld",
		    (long long)uncertain);
	return rc;
}

/* Sends until nothing is due. */
static enum err_code drain(struct sender *s, struct err *err)
{
	enum err_code rc = recover(s, err);
	int64_t finished;
	size_t count = 1;

	while (rc == ERR_OK && count > 0 && !s->worker->events->stop)
		rc = batch(s, &count, err);
	if (rc == ERR_OK && s->smtp != NULL) {
		trouble_over(s->ctx, alarm_of(ERR_AUTH));
		trouble_over(s->ctx, alarm_of(ERR_NET));
	}
	if (rc == ERR_OK)
		rc = mailing_finish(s->ctx->db, clock_now(), &finished, err);
	smtp_close(s->smtp);
	s->smtp = NULL;
	lock_release(s->lock); /* nothing is under way */
	s->lock = -1;
	return rc;
}

static void wait_for_work(struct sender *s)
{
	struct err err;
	int64_t due = 0;
	int64_t seconds = WAIT_SECONDS;

	if (delivery_next_due(s->ctx->db, &due, &err) == ERR_OK && due != 0 &&
	    due - clock_now() < seconds)
		seconds = due - clock_now();
	if (seconds > 0)
		events_wait(s->worker->events, (int)seconds * 1000);
	else
		events_read(s->worker->events);
}

static enum err_code loop(struct sender *s, struct err *err)
{
	unsigned failures = 0;

	while (!s->worker->events->stop) {
		enum err_code rc = drain(s, err);
		if (rc != ERR_OK)
			trouble_tell(s->ctx, alarm_of(rc), err);
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

enum err_code worker_sender(struct worker *worker, struct err *err)
{
	struct sender s = {
		.worker = worker,
		.ctx = worker->ctx,
		.lock = -1,
	};
	enum err_code rc;

	buf_init(&s.wire, MESSAGE_MAX);
	rc = loop(&s, err);
	smtp_close(s.smtp);
	arena_free(&s.content);
	buf_clear(&s.wire);
	return rc;
}
