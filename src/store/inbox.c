#include "store/inbox.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "store/handle.h"
#include "store/held.h"
#include "store/stmt.h"

enum { HASH_KEPT = 90 * CLOCK_DAY, SUBJECT_KEPT = 500 /* bytes */ };

static const char *const states[INBOX__MAX] = {
	[INBOX_RECEIVED] = "received",
	[INBOX_DONE] = "done",
	[INBOX_HELD] = "held",
	[INBOX_UNKNOWN] = "unknown",
	[INBOX_FAILED] = "failed",
};

const char *inbox_state_name(enum inbox_state state)
{
	return states[state];
}

bool inbox_is_undecided(enum inbox_state state)
{
	return state == INBOX_HELD || state == INBOX_FAILED;
}

bool inbox_state_parse(const char *word, enum inbox_state *out)
{
	int i = stmt_word(states, INBOX__MAX, word);

	if (i >= 0)
		*out = (enum inbox_state)i;
	return i >= 0;
}

static void read_row(struct stmt *s, struct inbox *out)
{
	*out = (struct inbox){
		.id = stmt_get_int(s, 0),
		.uid = (uint32_t)stmt_get_int(s, 1),
		.attempts = (int)stmt_get_int(s, 2),
		.state =
		    (enum inbox_state)stmt_get_word(s, 3, states, INBOX__MAX),
		.moved = stmt_get_int(s, 4) != 0,
	};
}

static struct stmt *about(struct db *db, const char *name, const char *mailbox,
    uint32_t uidvalidity, uint32_t uid)
{
	struct stmt *s = stmt_use(db, name);

	stmt_text(s, ":mailbox", mailbox);
	stmt_int(s, ":uidvalidity", uidvalidity);
	stmt_int(s, ":uid", uid);
	return s;
}

enum err_code inbox_find(struct db *db, const char *mailbox,
    uint32_t uidvalidity, uint32_t uid, int64_t now, struct inbox *out,
    struct err *err)
{
	struct stmt *s;
	bool own;
	bool found;
	enum err_code rc = db_join(db, &own, err);

	if (rc != ERR_OK)
		return rc;
	s = about(db, "inbox_find", mailbox, uidvalidity, uid);
	found = stmt_next(s);
	if (found)
		read_row(s, out);
	rc = stmt_end(s, err);
	if (rc == ERR_OK && !found) {
		s = about(db, "inbox_add", mailbox, uidvalidity, uid);
		stmt_int(s, ":now", now);
		while (stmt_next(s))
			read_row(s, out);
		rc = stmt_end(s, err);
	}
	return db_leave(db, own, rc, err);
}

enum err_code inbox_charge(struct db *db, int64_t id, struct err *err)
{
	struct stmt *s = stmt_use(db, "inbox_charge");

	stmt_int(s, ":id", id);
	return stmt_write(s, NULL, err);
}

enum err_code inbox_known(struct db *db, const char *hash, int64_t except,
    bool *known, enum inbox_state *state, struct err *err)
{
	struct stmt *s = stmt_use(db, "inbox_known");

	stmt_text(s, ":hash", hash);
	stmt_int(s, ":except", except);
	*known = stmt_next(s);
	if (*known)
		*state =
		    (enum inbox_state)stmt_get_word(s, 0, states, INBOX__MAX);
	return stmt_end(s, err);
}

/* Enough to know it by; the mail itself has the whole. */
static const char *kept_subject(
    struct arena *arena, const struct inbox_outcome *outcome)
{
	const char *subject = outcome->subject == NULL ? "" : outcome->subject;
	struct str cut = utf8_cut(str_c(subject), SUBJECT_KEPT);

	if (outcome->state == INBOX_DONE)
		return "";
	if (subject[cut.n] == '\0')
		return subject;
	return arena_printf(arena, "%s…", arena_dup(arena, cut));
}

enum err_code inbox_settle(struct db *db, int64_t id,
    const struct inbox_outcome *outcome, int64_t now, struct err *err)
{
	struct arena arena = { 0 };
	int64_t changes = 0;
	struct stmt *s;
	enum err_code rc = db_need(db, "inbox_settle", err);

	if (rc != ERR_OK)
		return rc;
	if (outcome->state == INBOX_RECEIVED)
		return err_set(err, ERR_INTERNAL,
		    "\"received\" is not an outcome of a message");
	s = stmt_use(db, "inbox_settle");
	stmt_int(s, ":id", id);
	stmt_text(s, ":state", states[outcome->state]);
	stmt_text(s, ":hash", outcome->hash);
	stmt_text(s, ":kind", outcome->kind);
	stmt_text(s, ":action", outcome->action);
	stmt_text(s, ":reason", outcome->reason);
	stmt_text(s, ":message_id", outcome->message_id);
	stmt_text(
	    s, ":sender", outcome->state == INBOX_DONE ? "" : outcome->sender);
	stmt_text(s, ":subject", kept_subject(&arena, outcome));
	stmt_int(s, ":size", outcome->size);
	stmt_int(s, ":now", now);
	rc = stmt_run(s, &changes, err);
	arena_free(&arena);
	if (rc == ERR_OK && changes == 0)
		rc = err_set(err, ERR_REFUSED,
		    "message %lld of the inbox is settled already, or gone",
		    (long long)id);
	return rc;
}

enum err_code inbox_unmoved(struct db *db, struct arena *arena,
    const char *mailbox, uint32_t uidvalidity, struct inbox **out,
    size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "inbox_unmoved");
	struct inbox *items = NULL;
	size_t n = 0;

	stmt_text(s, ":mailbox", mailbox);
	stmt_int(s, ":uidvalidity", uidvalidity);
	while (stmt_next(s)) {
		items = stmt_grow(arena, items, n, sizeof(*items));
		read_row(s, &items[n++]);
	}
	*out = items;
	*count = n;
	return stmt_end(s, err);
}

enum err_code inbox_set_filed(
    struct db *db, const struct inbox_filed *filed, struct err *err)
{
	enum err_code rc = db_begin(db, err);

	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; rc == ERR_OK && i < filed->count; i++) {
		struct stmt *s = stmt_use(db, "inbox_set_filed");
		stmt_int(s, ":id", filed->ids[i]);
		stmt_text(s, ":folder", states[filed->folder]);
		stmt_int(s, ":uidvalidity", filed->uidvalidity);
		stmt_int(s, ":uid", filed->uids == NULL ? 0 : filed->uids[i]);
		rc = stmt_run(s, NULL, err);
	}
	return db_end(db, rc, err);
}

enum err_code inbox_last_uidvalidity(
    struct db *db, const char *mailbox, uint32_t *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "inbox_last_uidvalidity");
	int64_t value;
	enum err_code rc;

	stmt_text(s, ":mailbox", mailbox);
	rc = stmt_scalar(s, &value, err);
	*out = (uint32_t)value;
	return rc;
}

enum err_code inbox_purge(struct db *db, int64_t until, struct err *err)
{
	struct stmt *s;
	bool own;
	enum err_code rc = db_join(db, &own, err);

	if (rc != ERR_OK)
		return rc;
	rc = held_purge(db, until, err);
	if (rc == ERR_OK) {
		s = stmt_use(db, "inbox_forget");
		stmt_int(s, ":until", until);
		rc = stmt_run(s, NULL, err);
	}
	if (rc == ERR_OK) {
		s = stmt_use(db, "inbox_purge");
		stmt_int(s, ":until", until - HASH_KEPT);
		rc = stmt_run(s, NULL, err);
	}
	return db_leave(db, own, rc, err);
}
