/* Making, listing and counting deliveries, of store/mailing.h. */
#include "store/delivery.h"

#include "store/handle.h"

const char *const mailing_envelopes[] = {
	[MAILING_NULL] = "null",
	[MAILING_VERP] = "verp",
	[MAILING_FIXED] = "fixed",
};

static const char *const states[DELIVERY_STATE__MAX] = {
	[DELIVERY_QUEUED] = "queued",
	[DELIVERY_CLAIMED] = "claimed",
	[DELIVERY_SENDING] = "sending",
	[DELIVERY_SENT] = "sent",
	[DELIVERY_DEFERRED] = "deferred",
	[DELIVERY_FAILED] = "failed",
	[DELIVERY_UNCERTAIN] = "uncertain",
	[DELIVERY_HELD] = "held",
	[DELIVERY_CANCELLED] = "cancelled",
};

const char *delivery_state_name(enum delivery_state state)
{
	return states[state];
}

bool delivery_state_parse(const char *word, enum delivery_state *out)
{
	int i = stmt_word(states, DELIVERY_STATE__MAX, word);

	if (i >= 0)
		*out = (enum delivery_state)i;
	return i >= 0;
}

enum mailing_envelope mailing_get_envelope(struct stmt *s, int column)
{
	return (enum mailing_envelope)stmt_get_word(s, column,
	    mailing_envelopes,
	    sizeof(mailing_envelopes) / sizeof(*mailing_envelopes));
}

enum delivery_state delivery_get_state(struct stmt *s, int column)
{
	return (enum delivery_state)stmt_get_word(
	    s, column, states, DELIVERY_STATE__MAX);
}

enum err_code delivery_read_counts(
    struct stmt *s, int64_t counts[], struct err *err)
{
	for (int i = 0; i < DELIVERY_STATE__MAX; i++)
		counts[i] = 0;
	while (stmt_next(s)) {
		enum delivery_state state = delivery_get_state(s, 0);
		counts[state] = stmt_get_int(s, 1);
	}
	return stmt_end(s, err);
}

enum err_code delivery_count(struct db *db, int64_t counts[], struct err *err)
{
	return delivery_read_counts(
	    stmt_use(db, "delivery_count"), counts, err);
}

enum err_code delivery_add(struct db *db, int64_t mailing, const char *address,
    const char *variant, int64_t due, int64_t *id, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_add");

	stmt_int(s, ":mailing", mailing);
	stmt_text(s, ":address", address);
	stmt_text(s, ":variant", variant);
	stmt_int(s, ":due", due);
	return stmt_write_scalar(s, id, err);
}

/* The columns of every delivery_* query that reads; strings borrowed. */
static void read_row(struct stmt *s, struct delivery *out)
{
	*out = (struct delivery){
		.id = stmt_get_int(s, 0),
		.mailing = stmt_get_int(s, 1),
		.subscription = stmt_get_int(s, 2),
		.list = stmt_get_int(s, 3),
		.envelope = mailing_get_envelope(s, 4),
		.address = stmt_get_text(s, 5),
		.address_key = stmt_get_text(s, 6),
		.name = stmt_get_text(s, 7),
		.variant = stmt_get_text(s, 8),
		.state = delivery_get_state(s, 9),
		.attempts = (int)stmt_get_int(s, 10),
		.doubts = (int)stmt_get_int(s, 11),
		.created = stmt_get_int(s, 12),
		.due = stmt_get_int(s, 13),
		.lease = stmt_get_int(s, 14),
		.code = (int)stmt_get_int(s, 15),
		.enhanced = stmt_get_text(s, 16),
		.reply = stmt_get_text(s, 17),
		.settled = stmt_get_int(s, 18),
		.list_name = stmt_get_text(s, 19),
		.since = stmt_get_int(s, 20),
		.verdict = stmt_get_text(s, 21),
		.field_names = stmt_get_text(s, 22),
		.fields = stmt_get_text(s, 23),
	};
}

static void keep_row(struct arena *arena, struct delivery *row)
{
	row->address = arena_strdup(arena, row->address);
	row->address_key = arena_strdup(arena, row->address_key);
	row->name = arena_strdup(arena, row->name);
	row->list_name = arena_strdup(arena, row->list_name);
	row->variant = arena_strdup(arena, row->variant);
	row->enhanced = arena_strdup(arena, row->enhanced);
	row->reply = arena_strdup(arena, row->reply);
	row->verdict = arena_strdup(arena, row->verdict);
	row->field_names = arena_strdup(arena, row->field_names);
	row->fields = arena_strdup(arena, row->fields);
}

enum err_code delivery_get(struct db *db, struct arena *arena, int64_t id,
    struct delivery *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_get");
	bool found;
	enum err_code rc;

	stmt_int(s, ":id", id);
	found = stmt_next(s);
	if (found) {
		read_row(s, out);
		keep_row(arena, out);
	}
	rc = stmt_end(s, err);
	if (rc == ERR_OK && !found)
		rc = err_set(err, ERR_NOT_FOUND, "there is no delivery %lld",
		    (long long)id);
	return rc;
}

enum err_code delivery_each(struct db *db, int64_t mailing,
    enum delivery_state state, delivery_fn *each, void *ctx, struct err *err)
{
	struct stmt *s =
	    stmt_use(db, mailing == 0 ? "delivery_each" : "delivery_each_of");
	enum err_code rc = ERR_OK;
	enum err_code end;
	struct err ended;

	if (mailing != 0)
		stmt_int(s, ":mailing", mailing);
	stmt_text(
	    s, ":state", state == DELIVERY_STATE__MAX ? "" : states[state]);
	while (rc == ERR_OK && stmt_next(s)) {
		struct delivery row;
		read_row(s, &row);
		rc = each(ctx, &row, err);
	}
	end = stmt_end(s, rc == ERR_OK ? err : &ended);
	return rc == ERR_OK ? end : rc;
}

/* What the rows of one claim have in common; false: it may not be sent. */
static enum err_code read_shared(struct db *db, struct arena *arena,
    int64_t mailing, struct delivery *out, bool *runs, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_mailing");

	stmt_int(s, ":mailing", mailing);
	*runs = stmt_next(s);
	if (*runs)
		*out = (struct delivery){
			.mailing = mailing,
			.list = stmt_get_int(s, 0),
			.envelope = mailing_get_envelope(s, 1),
			.created = stmt_get_int(s, 2),
			.list_name = arena_strdup(arena, stmt_get_text(s, 3)),
			.field_names = arena_strdup(arena, stmt_get_text(s, 4)),
			.fields = "",
			.state = DELIVERY_CLAIMED,
			.enhanced = "",
			.reply = "",
			.verdict = "",
		};
	return stmt_end(s, err);
}

static void read_claimed(struct stmt *s, struct arena *arena,
    const struct delivery *shared, struct delivery *out)
{
	*out = *shared;
	out->id = stmt_get_int(s, 0);
	out->subscription = stmt_get_int(s, 1);
	out->address = arena_strdup(arena, stmt_get_text(s, 2));
	out->address_key = arena_strdup(arena, stmt_get_text(s, 3));
	out->name = arena_strdup(arena, stmt_get_text(s, 4));
	out->variant = arena_strdup(arena, stmt_get_text(s, 5));
	out->attempts = (int)stmt_get_int(s, 6);
	out->doubts = (int)stmt_get_int(s, 7);
	out->due = stmt_get_int(s, 8);
	out->since = stmt_get_int(s, 9);
	if (stmt_get_text(s, 10)[0] != '\0')
		out->verdict = arena_strdup(arena, stmt_get_text(s, 10));
	if (stmt_get_text(s, 11)[0] != '\0')
		out->fields = arena_strdup(arena, stmt_get_text(s, 11));
}

/* Which of a mailing's deliveries, at most so many. */
struct due {
	int64_t after;
	int64_t now;
	size_t max;
};

static struct stmt *next_due(
    struct db *db, const char *name, int64_t mailing, const struct due *due)
{
	struct stmt *s = stmt_use(db, name);

	stmt_int(s, ":mailing", mailing);
	stmt_int(s, ":after", due->after);
	stmt_int(s, ":now", due->now);
	stmt_int(
	    s, ":max", due->max < INT64_MAX ? (int64_t)due->max : INT64_MAX);
	return s;
}

static enum err_code read_due(struct db *db, struct arena *arena,
    struct delivery_claim *claim, const struct delivery *shared,
    const struct due *due, struct err *err)
{
	struct stmt *s =
	    next_due(db, "delivery_claimable", claim->mailing, due);

	while (stmt_next(s)) {
		claim->rows = stmt_grow(
		    arena, claim->rows, claim->count, sizeof(*claim->rows));
		read_claimed(s, arena, shared, &claim->rows[claim->count++]);
	}
	return stmt_end(s, err);
}

static enum err_code claim_due(struct db *db, struct arena *arena,
    struct delivery_claim *claim, const struct delivery *shared,
    const struct due *due, struct err *err)
{
	const size_t before = claim->count;
	struct stmt *s;
	enum err_code rc = ERR_OK;

	if (due->max > 0)
		rc = read_due(db, arena, claim, shared, due, err);
	if (rc != ERR_OK || claim->count == before)
		return rc;
	s = next_due(db, "delivery_claim", claim->mailing, due);
	stmt_int(s, ":lease", shared->lease);
	stmt_text(s, ":relay", claim->relay);
	return stmt_run(s, NULL, err);
}

static enum err_code first_due(
    struct db *db, int64_t mailing, int64_t *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_first_due");

	stmt_int(s, ":mailing", mailing);
	return stmt_scalar(s, out, err);
}

/*
 * Half for who was put off and is due again: a long backlog, which was due
 * before, must not keep them waiting, nor they it.  A single place is theirs
 * every other second; what one half does not use is for the other.
 */
static enum err_code claim_running(struct db *db, struct arena *arena,
    struct delivery_claim *claim, const struct delivery *shared, int64_t now,
    struct err *err)
{
	const size_t half = claim->max / 2 + (claim->max & (size_t)now & 1);
	struct due due = { .after = -1, .now = now, .max = claim->max - half };
	int64_t backlog = 0;
	enum err_code rc = first_due(db, claim->mailing, &backlog, err);

	if (rc == ERR_OK)
		rc = claim_due(db, arena, claim, shared, &due, err);
	due.after = backlog;
	due.max = half;
	if (rc == ERR_OK)
		rc = claim_due(db, arena, claim, shared, &due, err);
	due.after = -1;
	due.max = claim->max - claim->count;
	return rc == ERR_OK ? claim_due(db, arena, claim, shared, &due, err)
			    : rc;
}

static enum err_code claim_mailing(struct db *db, struct arena *arena,
    struct delivery_claim *claim, int64_t now, struct err *err)
{
	struct delivery shared;
	bool runs;
	enum err_code rc =
	    read_shared(db, arena, claim->mailing, &shared, &runs, err);

	if (rc != ERR_OK || !runs)
		return rc;
	shared.lease = now + claim->lease_seconds;
	return claim_running(db, arena, claim, &shared, now, err);
}

enum err_code delivery_claim(struct db *db, struct arena *arena,
    struct delivery_claim *claim, int64_t now, struct err *err)
{
	bool own;
	enum err_code rc = db_join(db, &own, err);

	claim->rows = NULL;
	claim->count = 0;
	if (rc != ERR_OK)
		return rc;
	rc = claim_mailing(db, arena, claim, now, err);
	return db_leave(db, own, rc, err);
}

enum err_code delivery_next_due(struct db *db,
    const struct mailing_scope *scope, int64_t *due, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_next_due");

	mailing_bind_scope(s, scope);
	return stmt_scalar(s, due, err);
}
