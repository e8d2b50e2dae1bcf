/*
 * The reader: mailbox -> inbox ledger -> decision -> effects -> folder.  A
 * message is moved only after the commit of its effects, so a crash at any
 * point replays safely (architecture section 3).
 */
#include "worker/worker.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/hook.h"
#include "base/log.h"
#include "base/mem.h"
#include "imap/imap.h"
#include "store/inbox.h"
#include "store/ledger.h"
#include "worker/aside.h"
#include "worker/filing.h"
#include "worker/intake.h"
#include "worker/lock.h"
#include "worker/poison.h"
#include "worker/trouble.h"

enum {
	LIST_MAX = 1000, /* messages looked at in one go */
	FETCH_MAX = 500, /* bodies between two rounds of moves, */
	FETCH_BYTES = 16 * 1024 * 1024, /* and their bytes */
	WAIT_SECONDS = 300,
	RENUMBERED_TOLD = 7 * CLOCK_DAY, /* by an alarm */
	MEGABYTE = 1024 * 1024
};

struct reader {
	struct worker *worker;
	struct ctx *ctx;
	const struct conf_imap *account;
	struct imap *imap;
	struct intake intake;
	struct poison poison;
	int lock; /* shared by all who read this mailbox */
	char *mailbox;
	char *alarm; /* its key */
	size_t max_bytes;
	bool wary; /* of the sizes that the server tells */
	struct filing filing;
};

static enum err_code handle_body(
    void *ctx, uint32_t uid, struct str body, struct err *err)
{
	struct reader *r = ctx;

	hook_point("reader.after-fetch");
	events_read(r->worker->events);
	if (r->worker->events->stop)
		return ERR_OK; /* it stays for the next time */
	return intake_take(&r->intake, uid, body, err);
}

/* A mail that is too large to be read, of which the start has come. */
struct large {
	struct reader *reader;
	const struct imap_message *message;
};

static enum err_code handle_large(
    void *ctx, uint32_t uid, struct str start, struct err *err)
{
	const struct large *large = ctx;

	return intake_refuse(
	    &large->reader->intake, uid, large->message->size, start, err);
}

static enum err_code too_large(
    struct reader *r, const struct imap_message *message, struct err *err)
{
	struct large large = { .reader = r, .message = message };

	return imap_fetch_start(
	    r->imap, &message->uid, 1, ASIDE_START, handle_large, &large, err);
}

/* Messages to be fetched together. */
struct set {
	uint32_t uids[FETCH_MAX];
	size_t count;
	uint64_t bytes;
};

/*
 * Some servers tell sizes that are wrong.  What is larger than was said ends
 * the session; in the next one no more than the bound is asked for.
 */
static enum err_code fetch(
    struct reader *r, const struct set *set, struct err *err)
{
	enum err_code rc;

	if (r->wary)
		return imap_fetch_start(r->imap, set->uids, set->count,
		    r->max_bytes + 1, handle_body, r, err);
	rc = imap_fetch(
	    r->imap, set->uids, set->count, r->max_bytes, handle_body, r, err);
	r->wary = rc == ERR_LIMIT;
	return rc;
}

static enum err_code flush(struct reader *r, struct set *set, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (set->count > 0) {
		rc = fetch(r, set, err);
		if (rc == ERR_OK)
			rc = intake_flush(&r->intake, err);
		db_wake(r->ctx->db, "sender");
		db_wake(r->ctx->db, "timer"); /* for approved newsletters */
	}
	*set = (struct set){ 0 };
	hook_point("reader.before-move");
	return rc == ERR_OK ? filing_settled(&r->filing, err) : rc;
}

static enum err_code take(struct reader *r, struct set *set,
    const struct imap_message *message, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (message->size > r->max_bytes)
		return too_large(r, message, err);
	if (set->count == FETCH_MAX ||
	    (set->count > 0 && set->bytes + message->size > FETCH_BYTES))
		rc = flush(r, set, err);
	set->uids[set->count++] = message->uid;
	set->bytes += message->size;
	return rc;
}

/* Handles and moves a part of the inbox, from UID *first on. */
static enum err_code part(
    struct reader *r, uint32_t *first, size_t *listed, struct err *err)
{
	struct imap_message *list = NULL;
	struct set set = { 0 };
	enum err_code rc =
	    imap_list(r->imap, *first, LIST_MAX, &list, listed, err);

	for (size_t i = 0;
	     rc == ERR_OK && i < *listed && !r->worker->events->stop; i++) {
		*first = list[i].uid + 1;
		if (!list[i].handled)
			rc = take(r, &set, &list[i], err);
		events_read(r->worker->events);
	}
	free(list);
	return rc == ERR_OK ? flush(r, &set, err) : rc;
}

/* One turn through all of the inbox: many old mails may have to stay there. */
static enum err_code turn(struct reader *r, struct err *err)
{
	uint32_t first = 1;
	size_t listed = LIST_MAX;
	enum err_code rc = filing_misfiled(&r->filing, err);

	if (rc == ERR_OK)
		rc = filing_settled(&r->filing, err);
	while (rc == ERR_OK && listed == LIST_MAX && first != 0 &&
	       !r->worker->events->stop)
		rc = part(r, &first, &listed, err);
	if (rc != ERR_OK || r->worker->events->stop)
		return rc;
	poison_forget(&r->poison);
	r->intake.singly = false;
	/* Those that failed are tried again, after a while. */
	*err = r->intake.failure;
	return err->code;
}

/* Once for a change, however often the server is met before mail comes. */
static enum err_code tell_renumbered(
    struct reader *r, const char *key, uint32_t before, struct err *err)
{
	struct err told;
	bool fresh;
	enum err_code rc;

	(void)err_set(&told, ERR_PROTOCOL,
	    "the server numbers the mails of %s anew (UIDVALIDITY %u, before "
	    "%u): was the mailbox restored or made again?  Mails that were "
	    "read before are known by their content, and nothing is done twice",
	    r->mailbox, imap_uidvalidity(r->imap), before);
	rc = alarm_raise(r->ctx->db, key, told.text, clock_now(), &fresh, err);
	if (rc != ERR_OK || !fresh)
		return rc;
	log_event(LOG_WARN, "uidvalidity", "mailbox=%s before=%u now=%u",
	    r->mailbox, before, imap_uidvalidity(r->imap));
	return event_add(r->ctx->db, r->ctx->actor, "uidvalidity", 0,
	    r->mailbox, clock_now(), err);
}

/* Threat T32: old UIDs mean nothing any more; the content hash is the lock. */
static enum err_code check_uidvalidity(struct reader *r, struct err *err)
{
	char *key = mem_printf("uidvalidity/%s", r->account->user);
	uint32_t before;
	enum err_code rc =
	    inbox_last_uidvalidity(r->ctx->db, r->mailbox, &before, err);

	if (rc == ERR_OK && before != 0 && before != imap_uidvalidity(r->imap))
		rc = tell_renumbered(r, key, before, err);
	else if (rc == ERR_OK)
		rc = alarm_expire(
		    r->ctx->db, key, clock_now() - RENUMBERED_TOLD, err);
	free(key);
	return rc;
}

static enum err_code stay(struct reader *r, struct err *err)
{
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && !r->worker->events->stop) {
		bool news;
		rc = turn(r, err);
		if (rc != ERR_OK || r->worker->once || r->worker->events->stop)
			break;
		rc = imap_wait(
		    r->imap, WAIT_SECONDS, r->worker->events->fd, &news, err);
		events_read(r->worker->events);
	}
	return rc;
}

static enum err_code session(struct reader *r, struct err *err)
{
	char *password;
	enum err_code rc = conf_secret_get(
	    &r->account->password, "imap.password", &password, err);

	if (rc != ERR_OK)
		return rc;
	rc = imap_open(r->account, password, &r->imap, err);
	conf_secret_free(password);
	if (rc != ERR_OK)
		return rc;
	log_event(LOG_INFO, "imap", "mailbox=%s state=open", r->mailbox);
	trouble_over(r->ctx, r->alarm);
	r->filing = (struct filing){ r->ctx, r->imap, r->mailbox };
	rc = check_uidvalidity(r, err);
	intake_init(&r->intake, r->ctx, &r->poison, r->mailbox,
	    imap_uidvalidity(r->imap));
	if (rc == ERR_OK)
		rc = stay(r, err);
	intake_clear(&r->intake);
	imap_close(r->imap);
	r->imap = NULL;
	return rc;
}

/* What a reader that was killed had under way is charged for it. */
static enum err_code recover(struct reader *r, struct err *err)
{
	const char *state = r->ctx->conf->site.state;
	char *name = mem_printf("reader:%zu", r->worker->account);
	bool alone;
	enum err_code rc = lock_join(state, name, &r->lock, &alone, err);

	if (rc == ERR_OK)
		poison_open(&r->poison, state, name, alone);
	if (rc == ERR_OK && alone)
		rc = lock_share(r->lock, err);
	free(name);
	return rc;
}

static enum err_code run(struct reader *r, struct err *err)
{
	unsigned failures = 0;

	for (;;) {
		int64_t began = clock_mono_ms();
		bool wary = r->wary;
		enum err_code rc = session(r, err);
		if (r->wary && !wary) /* at once, and differently */
			continue;
		if (rc != ERR_OK)
			trouble_tell(r->ctx, r->alarm, err);
		if (rc == ERR_OK || r->worker->once || !err_retry(rc))
			return rc;
		if (clock_mono_ms() - began > 60000)
			failures = 0;
		worker_backoff(r->worker, failures++);
		if (r->worker->events->stop)
			return ERR_OK;
	}
}

enum err_code worker_reader(struct worker *worker, struct err *err)
{
	const struct conf *conf = worker->ctx->conf;
	struct reader r = {
		.worker = worker,
		.ctx = worker->ctx,
		.account = &conf->imap[worker->account],
		.max_bytes = (size_t)conf->limits.message_mb * MEGABYTE,
		.lock = -1,
	};
	enum err_code rc;

	r.mailbox = filing_mailbox(r.account);
	r.alarm = mem_printf("imap/%s", r.account->user);
	worker->ctx->authserv_id = r.account->authserv_id;
	rc = recover(&r, err);
	if (rc == ERR_OK)
		rc = run(&r, err);
	poison_close(&r.poison);
	lock_release(r.lock);
	free(r.alarm);
	free(r.mailbox);
	return rc;
}
