#include "worker/intake.h"

#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hook.h"
#include "base/i18n.h"
#include "base/log.h"
#include "core/inbound.h"
#include "store/inbox.h"
#include "worker/aside.h"

enum {
	HOLD_MS = 20,      /* then others may write */
	LARGE = 64 * 1024, /* bytes; others may write while it is read */
	LONGEST_SECONDS =
	    120, /* for one message, waiting for the lock included */
	BUSIEST_SECONDS = 10, /* of the processor, for one message */
	TRIES = 3,            /* before a message that fails is set aside */
	A_COMMIT = -1,        /* for poison_enter(): no message's */
};

void intake_init(struct intake *intake, struct ctx *ctx, struct poison *poison,
    const char *mailbox, uint32_t uidvalidity)
{
	*intake = (struct intake){
		.ctx = ctx,
		.poison = poison,
		.mailbox = mailbox,
		.uidvalidity = uidvalidity,
		.singly = poison_crashed(poison),
	};
	buf_init(&intake->bytes, INTAKE_BYTES);
}

void intake_clear(struct intake *intake)
{
	db_rollback(intake->ctx->db);
	buf_clear(&intake->bytes);
}

static enum err_code begin(struct intake *intake, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (db_in_transaction(intake->ctx->db))
		return rc;
	rc = db_begin(intake->ctx->db, err);
	intake->begun = clock_mono_ms();
	return rc;
}

static enum err_code commit(struct intake *intake, struct err *err)
{
	enum err_code rc;

	if (!db_in_transaction(intake->ctx->db))
		return ERR_OK;
	if (!intake->singly)
		(void)poison_enter(intake->poison, A_COMMIT);
	rc = db_commit(intake->ctx->db, err);
	if (!intake->singly)
		poison_leave(intake->poison);
	return rc;
}

static enum err_code find(
    struct intake *intake, uint32_t uid, struct inbox *row, struct err *err)
{
	enum err_code rc = begin(intake, err);

	if (rc != ERR_OK)
		return rc;
	return inbox_find(intake->ctx->db, intake->mailbox, intake->uidvalidity,
	    uid, clock_now(), row, err);
}

/* A human finds it by what is known of it. */
static enum err_code set_aside(struct intake *intake, const struct inbox *row,
    struct arena *arena, struct inbound_aside *aside, struct err *err)
{
	enum err_code rc = begin(intake, err);

	aside->inbox_id = row->id;
	return rc == ERR_OK ? inbound_set_aside(intake->ctx, arena, aside, err)
			    : rc;
}

/* No parser is asked about it any more. */
static enum err_code set_deadly_aside(struct intake *intake,
    const struct inbox *row, struct str body, const char *reason,
    struct err *err)
{
	struct arena arena = { 0 };
	struct inbound_aside aside;
	enum err_code rc;

	aside_deadly(&arena, body, &aside);
	aside.reason = reason;
	rc = set_aside(intake, row, &arena, &aside, err);
	arena_free(&arena);
	return rc;
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

/* Several may read one mailbox: who comes second finds it settled. */
static enum err_code charge(struct intake *intake, const struct inbox *row,
    enum err_code failed, struct err *err)
{
	struct err why = { 0 };
	struct inbox now = *row;
	enum err_code rc;

	if (is_sites_trouble(failed))
		return err_prefix(err, "message %u", row->uid);
	rc = find(intake, row->uid, &now, &why);
	if (rc == ERR_OK && now.state != INBOX_RECEIVED)
		return ERR_OK;
	if (rc == ERR_OK)
		rc = inbox_charge(intake->ctx->db, row->id, &why);
	if (rc != ERR_OK) {
		*err = why;
		return rc;
	}
	(void)err_prefix(err, "message %u", row->uid);
	log_event(LOG_ERROR, "inbound", "inbox=%lld error=\"%s\"",
	    (long long)row->id, err->text);
	if (intake->failure.code == ERR_OK)
		intake->failure = *err;
	return ERR_OK;
}

/*
 * A reader that hangs dies, and one that works on a message without end: the
 * supervisor starts another, which knows what it died of.
 */
static void watch(time_t longest, time_t busiest)
{
	struct itimerval busy = { .it_value.tv_sec = busiest };

	(void)alarm((unsigned)longest);
	(void)setitimer(ITIMER_PROF, &busy, NULL);
}

static enum err_code decide_and_apply(struct intake *intake,
    const struct inbox *row, struct str body, struct err *err)
{
	struct arena arena = { 0 };
	struct inbound *inbound = arena_alloc(&arena, sizeof(*inbound));
	struct i18n_speech speech;
	enum inbox_state state;
	enum err_code rc;

	watch(LONGEST_SECONDS, BUSIEST_SECONDS);
	i18n_speak(&speech, LANG_EN); /* in the database */
	rc = inbound_look(intake->ctx, &arena, body, inbound, err);
	i18n_back(&speech);
	hook_point("reader.before-apply");
	if (rc == ERR_OK)
		rc = begin(intake, err);
	if (rc == ERR_OK)
		rc = inbound_apply(
		    intake->ctx, &arena, inbound, row->id, &state, err);
	watch(0, 0);
	hook_point("reader.after-apply");
	arena_free(&arena);
	return rc;
}

static enum err_code guarded(struct intake *intake, const struct inbox *row,
    struct str body, struct err *err)
{
	enum err_code rc = decide_and_apply(intake, row, body, err);

	return rc == ERR_OK ? ERR_OK : charge(intake, row, rc, err);
}

static int64_t mark_of(const struct intake *intake, uint32_t uid)
{
	return (int64_t)((uint64_t)intake->uidvalidity << 32 | uid);
}

static enum err_code handle(
    struct intake *intake, uint32_t uid, struct str body, struct err *err)
{
	struct inbox row;
	enum err_code rc = find(intake, uid, &row, err);

	if (rc != ERR_OK || row.state != INBOX_RECEIVED)
		return rc;
	if (row.attempts >= TRIES)
		return set_deadly_aside(intake, &row, body,
		    N_("the reader failed on this message several times"), err);
	if (body.n > LARGE) /* before its mark: a commit ends with none */
		rc = commit(intake, err);
	if (rc != ERR_OK)
		return rc;
	if (!poison_enter(intake->poison, mark_of(intake, uid)))
		return set_deadly_aside(intake, &row, body,
		    N_("the reader stopped on this message several times"),
		    err);
	rc = guarded(intake, &row, body, err);
	if (rc == ERR_OK && (intake->singly || body.n > LARGE ||
				clock_mono_ms() - intake->begun >= HOLD_MS))
		rc = commit(intake, err);
	poison_leave(intake->poison);
	return rc;
}

enum err_code intake_flush(struct intake *intake, struct err *err)
{
	struct str all = buf_get(&intake->bytes);
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < intake->count; i++) {
		size_t start = intake->waiting[i].start;
		size_t end = i + 1 < intake->count
				 ? intake->waiting[i + 1].start
				 : all.n;
		rc = handle(intake, intake->waiting[i].uid,
		    str_sub(all, start, end - start), err);
	}
	if (rc == ERR_OK)
		rc = commit(intake, err);
	intake->count = 0;
	buf_reset(&intake->bytes);
	if (rc != ERR_OK)
		db_rollback(intake->ctx->db);
	return rc;
}

enum err_code intake_take(
    struct intake *intake, uint32_t uid, struct str body, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (intake->count == INTAKE_MAX ||
	    intake->bytes.len + body.n > INTAKE_BYTES)
		rc = intake_flush(intake, err);
	if (rc != ERR_OK)
		return rc;
	if (body.n <= LARGE) {
		intake->waiting[intake->count].uid = uid;
		intake->waiting[intake->count++].start = intake->bytes.len;
		(void)buf_str(&intake->bytes, body);
		return ERR_OK;
	}
	rc = intake_flush(intake, err);
	if (rc == ERR_OK)
		rc = handle(intake, uid, body, err);
	if (rc != ERR_OK)
		db_rollback(intake->ctx->db);
	return rc;
}

/* Even its start is left alone if that was too much before. */
static enum err_code refuse(struct intake *intake, const struct inbox *row,
    int64_t size, struct str start, struct err *err)
{
	struct arena arena = { 0 };
	struct inbound_aside aside;
	enum err_code rc;

	if (poison_enter(intake->poison, mark_of(intake, row->uid)))
		aside_large(&arena, start, &aside);
	else
		aside_deadly(&arena, start, &aside);
	aside.hash = "";
	aside.size = size;
	rc = set_aside(intake, row, &arena, &aside, err);
	arena_free(&arena);
	if (rc == ERR_OK)
		rc = commit(intake, err);
	poison_leave(intake->poison);
	return rc;
}

enum err_code intake_refuse(struct intake *intake, uint32_t uid, int64_t size,
    struct str start, struct err *err)
{
	struct inbox row;
	enum err_code rc = intake_flush(intake, err);

	if (rc == ERR_OK)
		rc = find(intake, uid, &row, err);
	if (rc == ERR_OK && row.state == INBOX_RECEIVED)
		rc = refuse(intake, &row, size, start, err);
	if (rc == ERR_OK)
		return commit(intake, err);
	db_rollback(intake->ctx->db);
	return rc;
}
