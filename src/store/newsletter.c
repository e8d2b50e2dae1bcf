#include "store/newsletter.h"

#include "store/stmt.h"

static const char *const states[NEWSLETTER_STATE__MAX] = {
	[NEWSLETTER_PROOF] = "proof",
	[NEWSLETTER_SCHEDULED] = "scheduled",
	[NEWSLETTER_PAUSED] = "paused",
	[NEWSLETTER_SENT] = "sent",
	[NEWSLETTER_REFUSED] = "refused",
	[NEWSLETTER_CANCELLED] = "cancelled",
	[NEWSLETTER_EXPIRED] = "expired",
};

static const char *const whys[NEWSLETTER_WHY__MAX] = {
	[NEWSLETTER_WHY_NONE] = "",
	[NEWSLETTER_WHY_APPROVAL] = "approval",
	[NEWSLETTER_WHY_LATE] = "late",
	[NEWSLETTER_WHY_CHANGED] = "changed",
	[NEWSLETTER_WHY_MAIL] = "mail",
};

const char *newsletter_state_name(enum newsletter_state state)
{
	return states[state];
}

const char *newsletter_why_name(enum newsletter_why why)
{
	return whys[why];
}

enum err_code newsletter_add(
    struct db *db, struct newsletter *row, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_add");

	stmt_text(s, ":lists", row->lists);
	stmt_text(s, ":name", row->name);
	stmt_text(s, ":origin", row->origin);
	stmt_text(s, ":subject", row->subject);
	stmt_text(s, ":hash", row->hash);
	stmt_text(s, ":seen", row->seen);
	stmt_text(s, ":state", states[row->state]);
	stmt_text(s, ":why", whys[row->why]);
	stmt_text(s, ":author", row->author);
	stmt_text(s, ":editor", row->editor);
	stmt_text(s, ":approver", row->approver);
	stmt_int(s, ":created", row->created);
	stmt_int(s, ":as_of", row->as_of);
	stmt_text(s, ":send_at", row->send_at);
	stmt_text(s, ":zone", row->zone);
	stmt_ref(s, ":due", row->due);
	stmt_ref(s, ":expires", row->expires);
	stmt_int(s, ":again", row->again ? 1 : 0);
	return stmt_write_scalar(s, &row->id, err);
}

enum err_code newsletter_add_file(struct db *db, int64_t newsletter,
    const char *name, struct str bytes, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_add_file");

	stmt_int(s, ":newsletter", newsletter);
	stmt_text(s, ":name", name);
	stmt_blob(s, ":bytes", bytes);
	return stmt_write(s, NULL, err);
}

enum err_code newsletter_copy_files(
    struct db *db, int64_t from, int64_t to, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_copy_files");

	stmt_int(s, ":from", from);
	stmt_int(s, ":to", to);
	return stmt_write(s, NULL, err);
}

/* The columns of every query that reads newsletters. */
static void read_row(
    struct stmt *s, struct arena *arena, struct newsletter *out)
{
	*out = (struct newsletter){
		.id = stmt_get_int(s, 0),
		.lists = arena_strdup(arena, stmt_get_text(s, 1)),
		.name = arena_strdup(arena, stmt_get_text(s, 2)),
		.origin = arena_strdup(arena, stmt_get_text(s, 3)),
		.subject = arena_strdup(arena, stmt_get_text(s, 4)),
		.hash = arena_strdup(arena, stmt_get_text(s, 5)),
		.seen = arena_strdup(arena, stmt_get_text(s, 6)),
		.state = (enum newsletter_state)stmt_get_word(
		    s, 7, states, NEWSLETTER_STATE__MAX),
		.why = (enum newsletter_why)stmt_get_word(
		    s, 8, whys, NEWSLETTER_WHY__MAX),
		.author = arena_strdup(arena, stmt_get_text(s, 9)),
		.editor = arena_strdup(arena, stmt_get_text(s, 10)),
		.approver = arena_strdup(arena, stmt_get_text(s, 11)),
		.created = stmt_get_int(s, 12),
		.as_of = stmt_get_int(s, 13),
		.send_at = arena_strdup(arena, stmt_get_text(s, 14)),
		.zone = arena_strdup(arena, stmt_get_text(s, 15)),
		.due = stmt_get_int(s, 16),
		.expires = stmt_get_int(s, 17),
		.settled = stmt_get_int(s, 18),
		.again = stmt_get_int(s, 19) != 0,
	};
}

enum err_code newsletter_get(struct db *db, struct arena *arena, int64_t id,
    struct newsletter *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_get");
	bool found;
	enum err_code rc;

	stmt_int(s, ":id", id);
	found = stmt_next(s);
	if (found)
		read_row(s, arena, out);
	rc = stmt_end(s, err);
	if (rc == ERR_OK && !found)
		rc = err_set(err, ERR_NOT_FOUND,
		    "there is no newsletter with the number %lld",
		    (long long)id);
	return rc;
}

enum err_code newsletter_file(struct db *db, struct arena *arena,
    int64_t newsletter, const char *name, struct str *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_file");
	bool found;
	enum err_code rc;

	stmt_int(s, ":newsletter", newsletter);
	stmt_text(s, ":name", name);
	found = stmt_next(s);
	if (found) {
		*out = stmt_get_blob(s, 0);
		*out = str_n(arena_dup(arena, *out), out->n);
	}
	rc = stmt_end(s, err);
	if (rc == ERR_OK && !found)
		rc = err_set(err, ERR_NOT_FOUND,
		    "newsletter %lld holds no file \"%s\"",
		    (long long)newsletter, name);
	return rc;
}

static enum err_code read_all(struct stmt *s, struct arena *arena,
    struct newsletter **out, size_t *count, struct err *err)
{
	struct newsletter *rows = NULL;
	size_t n = 0;

	while (stmt_next(s)) {
		rows = stmt_grow(arena, rows, n, sizeof(*rows));
		read_row(s, arena, &rows[n++]);
	}
	*out = rows;
	*count = n;
	return stmt_end(s, err);
}

enum err_code newsletter_open(struct db *db, struct arena *arena,
    struct newsletter **out, size_t *count, struct err *err)
{
	return read_all(
	    stmt_use(db, "newsletter_open"), arena, out, count, err);
}

enum err_code newsletter_newest(struct db *db, struct arena *arena, size_t max,
    struct newsletter **out, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_each");

	stmt_int(s, ":max", max < INT64_MAX ? (int64_t)max : INT64_MAX);
	return read_all(s, arena, out, count, err);
}

enum err_code newsletter_same(struct db *db, struct arena *arena,
    const struct newsletter *like, int64_t **ids, size_t *count,
    struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_same");

	stmt_text(s, ":name", like->name);
	stmt_text(s, ":origin", like->origin);
	stmt_text(s, ":list", like->lists);
	stmt_int(s, ":except", like->id);
	return stmt_ids(s, arena, ids, count, err);
}

enum err_code newsletter_taken(struct db *db, const struct newsletter *like,
    const char *name, bool *taken, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_taken");
	int64_t count = 0;
	enum err_code rc;

	stmt_text(s, ":list", like->lists);
	stmt_text(s, ":hash", like->hash);
	stmt_text(s, ":origin", like->origin);
	stmt_text(s, ":name", name);
	rc = stmt_scalar(s, &count, err);
	*taken = count > 0;
	return rc;
}

enum err_code newsletter_mailed(
    struct db *db, int64_t since, int64_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_mailed");

	stmt_int(s, ":since", since);
	return stmt_scalar(s, count, err);
}

/* Nothing changed: somebody else was faster. */
static enum err_code moved(struct stmt *s, int64_t id, struct err *err)
{
	int64_t changes = 0;
	enum err_code rc = stmt_write(s, &changes, err);

	if (rc == ERR_OK && changes == 0)
		rc = err_set(err, ERR_REFUSED,
		    "newsletter %lld is not what it was any more; look at it "
		    "again",
		    (long long)id);
	return rc;
}

enum err_code newsletter_set_state(struct db *db, int64_t id,
    enum newsletter_state from, enum newsletter_state to, int64_t now,
    struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_set_state");

	stmt_int(s, ":id", id);
	stmt_text(s, ":from", states[from]);
	stmt_text(s, ":state", states[to]);
	stmt_int(s, ":now", now);
	return moved(s, id, err);
}

enum err_code newsletter_approve(
    struct db *db, const struct newsletter *row, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_approve");

	stmt_int(s, ":id", row->id);
	stmt_text(s, ":approver", row->approver);
	stmt_text(s, ":send_at", row->send_at);
	stmt_int(s, ":due", row->due);
	stmt_int(s, ":now", now);
	return moved(s, row->id, err);
}

enum err_code newsletter_set_due(
    struct db *db, int64_t id, int64_t due, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_set_due");

	stmt_int(s, ":id", id);
	stmt_int(s, ":due", due);
	return moved(s, id, err);
}

enum err_code newsletter_purge(struct db *db, int64_t until, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_purge");

	stmt_int(s, ":until", until);
	return stmt_write(s, NULL, err);
}

enum err_code newsletter_add_proof(
    struct db *db, int64_t newsletter, const char *address, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_add_proof");

	stmt_int(s, ":newsletter", newsletter);
	stmt_text(s, ":address", address);
	return stmt_write(s, NULL, err);
}

enum err_code newsletter_proofs(struct db *db, struct arena *arena,
    int64_t newsletter, const char ***out, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_proofs");
	const char **rows = NULL;
	size_t n = 0;

	stmt_int(s, ":newsletter", newsletter);
	while (stmt_next(s)) {
		rows = stmt_grow(arena, rows, n, sizeof(*rows));
		rows[n++] = arena_strdup(arena, stmt_get_text(s, 0));
	}
	*out = rows;
	*count = n;
	return stmt_end(s, err);
}

enum err_code newsletter_mailing(
    struct db *db, int64_t newsletter, int64_t *mailing, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_mailing");

	stmt_int(s, ":newsletter", newsletter);
	return stmt_scalar(s, mailing, err);
}

enum err_code newsletter_preparing(struct db *db, struct arena *arena,
    int64_t newsletter, int64_t **ids, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "newsletter_preparing");

	stmt_int(s, ":newsletter", newsletter);
	return stmt_ids(s, arena, ids, count, err);
}
