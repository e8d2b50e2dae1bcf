/*
 * The reader: mailbox -> inbox ledger -> decision -> effects -> folder.  A
 * message is moved only after the commit of its effects, so a crash at any
 * point replays safely (architecture section 3).
 */
#include "worker/worker.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hook.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/inbound.h"
#include "imap/imap.h"
#include "store/inbox.h"
#include "store/ledger.h"
#include "worker/trouble.h"

enum {
	LIST_MAX = 1000, /* messages looked at in one go */
	FETCH_MAX = 50,  /* bodies between two rounds of moves */
	LONGEST_SECONDS =
	    120,   /* for one message, waiting for the lock included */
	TRIES = 3, /* before a message that kills us is set aside */
	WAIT_SECONDS = 300,
	MEGABYTE = 1024 * 1024
};

struct reader {
	struct worker *worker;
	struct ctx *ctx;
	const struct conf_imap *account;
	struct imap *imap;
	char *mailbox;
	char *alarm; /* its key */
	size_t max_bytes;
};

/* Moves all that is settled to its folder: done, held, unknown, failed. */
static enum err_code move_settled(struct reader *r, struct err *err)
{
	struct arena arena = { 0 };
	struct inbox *rows;
	size_t count;
	enum err_code rc = inbox_unmoved(r->ctx->db, &arena, r->mailbox,
	    imap_uidvalidity(r->imap), &rows, &count, err);
	uint32_t *uids = arena_calloc(&arena, count, sizeof(*uids));
	int64_t *ids = arena_calloc(&arena, count, sizeof(*ids));

	for (int state = INBOX_DONE; rc == ERR_OK && state < INBOX__MAX;
	     state++) {
		size_t n = 0;
		for (size_t i = 0; i < count; i++) {
			if (rows[i].state != (enum inbox_state)state)
				continue;
			uids[n] = rows[i].uid;
			ids[n++] = rows[i].id;
		}
		if (n == 0)
			continue;
		rc = imap_move(r->imap, uids, n,
		    inbox_state_name((enum inbox_state)state), err);
		hook_point("reader.after-move");
		if (rc == ERR_OK)
			rc = inbox_set_moved(r->ctx->db, ids, n, err);
	}
	arena_free(&arena);
	return rc;
}

/* Settles a message that is not read at all. */
static enum err_code set_aside(struct reader *r, const struct inbox *row,
    const char *reason, struct err *err)
{
	const struct inbox_outcome outcome = {
		.state = INBOX_FAILED,
		.hash = "",
		.kind = kind_name(KIND_UNKNOWN),
		.action = action_name(ACTION_SET_ASIDE),
		.reason = reason,
		.message_id = "",
	};
	enum err_code rc = db_begin(r->ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = inbox_settle(r->ctx->db, row->id, &outcome, clock_now(), err);
	if (rc == ERR_OK)
		rc = event_add(r->ctx->db, r->ctx->actor, "set-aside", 0,
		    reason, clock_now(), err);
	if (rc != ERR_OK) {
		db_rollback(r->ctx->db);
		return rc;
	}
	log_event(
	    LOG_WARN, "set-aside", "uid=%u reason=\"%s\"", row->uid, reason);
	return db_commit(r->ctx->db, err);
}

/* Counts an attempt; *go false when nothing is left to do but the move. */
static enum err_code begin_message(struct reader *r, uint32_t uid,
    struct inbox *row, bool *go, struct err *err)
{
	enum err_code rc = inbox_attempt(r->ctx->db, r->mailbox,
	    imap_uidvalidity(r->imap), uid, clock_now(), row, err);

	*go = false;
	if (rc != ERR_OK || row->state != INBOX_RECEIVED)
		return rc;
	if (row->attempts > TRIES)
		return set_aside(r, row,
		    "the reader stopped on this message several times", err);
	*go = true;
	return ERR_OK;
}

/* Several may read one mailbox: who comes second finds it settled. */
static enum err_code unless_settled(
    struct reader *r, uint32_t uid, enum err_code failed, struct err *err)
{
	struct inbox row;
	struct err unused;

	if (failed == ERR_REFUSED &&
	    inbox_attempt(r->ctx->db, r->mailbox, imap_uidvalidity(r->imap),
		uid, clock_now(), &row, &unused) == ERR_OK &&
	    row.state != INBOX_RECEIVED)
		return ERR_OK;
	return failed == ERR_OK ? ERR_OK : err_prefix(err, "message %u", uid);
}

/*
 * The database, the disk, the settings: what would fail for any message is
 * not charged to this one.
 */
static bool is_sites_trouble(enum err_code code)
{
	return code == ERR_BUSY || code == ERR_DB || code == ERR_IO ||
	       code == ERR_PERM || code == ERR_CONFIG;
}

static enum err_code handle_body(
    void *ctx, uint32_t uid, struct str body, struct err *err)
{
	struct reader *r = ctx;
	struct arena arena = { 0 };
	enum inbox_state state;
	struct inbound *inbound;
	struct inbox row;
	bool go;
	struct i18n_speech speech;
	enum err_code rc;

	hook_point("reader.after-fetch");
	rc = begin_message(r, uid, &row, &go, err);
	if (rc != ERR_OK || !go)
		return rc;
	inbound = arena_alloc(&arena, sizeof(*inbound));
	(void)alarm(LONGEST_SECONDS); /* a reader that hangs dies, and counts */
	i18n_speak(&speech, LANG_EN); /* in the database */
	rc = inbound_look(r->ctx, &arena, body, inbound, err);
	i18n_back(&speech);
	hook_point("reader.before-apply");
	if (rc == ERR_OK)
		rc =
		    inbound_apply(r->ctx, &arena, inbound, row.id, &state, err);
	(void)alarm(0);
	hook_point("reader.after-apply");
	arena_free(&arena);
	if (is_sites_trouble(rc))
		(void)inbox_give_back(r->ctx->db, row.id, &(struct err){ 0 });
	return unless_settled(r, uid, rc, err);
}

static enum err_code too_large(
    struct reader *r, const struct imap_message *message, struct err *err)
{
	struct inbox row;
	char *reason;
	bool go;
	enum err_code rc = begin_message(r, message->uid, &row, &go, err);

	if (rc != ERR_OK || !go)
		return rc;
	reason = mem_printf("the message has %u bytes, more than %zu",
	    message->size, r->max_bytes);
	rc = set_aside(r, &row, reason, err);
	free(reason);
	return rc;
}

static enum err_code flush(
    struct reader *r, const uint32_t *uids, size_t *n, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (*n > 0) {
		rc = imap_fetch(
		    r->imap, uids, *n, r->max_bytes, handle_body, r, err);
		db_wake(r->ctx->db, "sender");
	}
	*n = 0;
	hook_point("reader.before-move");
	return rc == ERR_OK ? move_settled(r, err) : rc;
}

/* Handles and moves a part of the inbox, from UID *first on. */
static enum err_code part(
    struct reader *r, uint32_t *first, size_t *listed, struct err *err)
{
	struct imap_message *list = NULL;
	uint32_t uids[FETCH_MAX];
	size_t n = 0;
	enum err_code rc =
	    imap_list(r->imap, *first, LIST_MAX, &list, listed, err);

	for (size_t i = 0;
	     rc == ERR_OK && i < *listed && !r->worker->events->stop; i++) {
		*first = list[i].uid + 1;
		if (list[i].handled)
			continue;
		if (list[i].size > r->max_bytes)
			rc = too_large(r, &list[i], err);
		else
			uids[n++] = list[i].uid;
		if (rc == ERR_OK && n == FETCH_MAX)
			rc = flush(r, uids, &n, err);
		events_read(r->worker->events);
	}
	free(list);
	return rc == ERR_OK ? flush(r, uids, &n, err) : rc;
}

/* One turn through all of the inbox: many old mails may have to stay there. */
static enum err_code turn(struct reader *r, struct err *err)
{
	uint32_t first = 1;
	size_t listed = LIST_MAX;
	enum err_code rc = move_settled(r, err);

	while (rc == ERR_OK && listed == LIST_MAX && first != 0 &&
	       !r->worker->events->stop)
		rc = part(r, &first, &listed, err);
	return rc;
}

/* Threat T32: old UIDs mean nothing any more; the content hash is the lock. */
static enum err_code check_uidvalidity(struct reader *r, struct err *err)
{
	uint32_t now = imap_uidvalidity(r->imap);
	uint32_t before;
	enum err_code rc =
	    inbox_last_uidvalidity(r->ctx->db, r->mailbox, &before, err);

	if (rc != ERR_OK || before == 0 || before == now)
		return rc;
	log_event(LOG_WARN, "uidvalidity", "mailbox=%s before=%u now=%u",
	    r->mailbox, before, now);
	return event_add(r->ctx->db, r->ctx->actor, "uidvalidity", 0,
	    r->mailbox, clock_now(), err);
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
	rc = check_uidvalidity(r, err);
	if (rc == ERR_OK)
		rc = stay(r, err);
	imap_close(r->imap);
	r->imap = NULL;
	return rc;
}

enum err_code worker_reader(struct worker *worker, struct err *err)
{
	const struct conf *conf = worker->ctx->conf;
	struct reader r = {
		.worker = worker,
		.ctx = worker->ctx,
		.account = &conf->imap[worker->account],
		.max_bytes = (size_t)conf->limits.message_mb * MEGABYTE,
	};
	unsigned failures = 0;
	enum err_code rc;

	r.mailbox = mem_printf(
	    "%s@%s/%s", r.account->user, r.account->host, r.account->inbox);
	r.alarm = mem_printf("imap/%s", r.account->user);
	worker->ctx->authserv_id = r.account->authserv_id;
	for (;;) {
		int64_t began = clock_mono_ms();
		rc = session(&r, err);
		if (rc != ERR_OK)
			trouble_tell(worker->ctx, r.alarm, err);
		if (rc == ERR_OK || worker->once || !err_retry(rc))
			break;
		if (clock_mono_ms() - began > 60000)
			failures = 0;
		worker_backoff(worker, failures++);
		if (worker->events->stop) {
			rc = ERR_OK;
			break;
		}
	}
	free(r.alarm);
	free(r.mailbox);
	return rc;
}
