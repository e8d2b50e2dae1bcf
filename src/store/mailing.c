#include "store/mailing.h"

#include "base/i18n.h"
#include "store/delivery.h"
#include "store/handle.h"

static const char *const kinds[MAILING_KIND__MAX] = {
	[MAILING_NOTICE] = "notice",
	[MAILING_NEWSLETTER] = "newsletter",
	[MAILING_DIGEST] = "digest",
	[MAILING_POST] = "post",
};

static const char *const states[MAILING_STATE__MAX] = {
	[MAILING_PREPARING] = "preparing",
	[MAILING_RUNNING] = "running",
	[MAILING_PAUSED] = "paused",
	[MAILING_DONE] = "done",
	[MAILING_CANCELLED] = "cancelled",
};

/* What a person may order; running -> done is mailing_finish(). */
static const bool allowed[MAILING_STATE__MAX][MAILING_STATE__MAX] = {
	[MAILING_PREPARING] = { [MAILING_RUNNING] = true,
	    [MAILING_CANCELLED] = true },
	[MAILING_RUNNING] = { [MAILING_PAUSED] = true,
	    [MAILING_CANCELLED] = true },
	[MAILING_PAUSED] = { [MAILING_RUNNING] = true,
	    [MAILING_CANCELLED] = true },
};

const char *mailing_kind_name(enum mailing_kind kind)
{
	return kinds[kind];
}

const char *mailing_state_word(enum mailing_state state)
{
	switch (state) {
	case MAILING_PREPARING:
		return _c("mailing", "preparing");
	case MAILING_RUNNING:
		return _c("mailing", "running");
	case MAILING_PAUSED:
		return _c("mailing", "paused");
	case MAILING_DONE:
		return _c("mailing", "done");
	case MAILING_CANCELLED:
		return _c("mailing", "cancelled");
	case MAILING_STATE__MAX:
		break;
	}
	return "";
}

const char *mailing_state_name(enum mailing_state state)
{
	return states[state];
}

enum err_code mailing_add(
    struct db *db, struct mailing *mailing, struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_add");

	mailing->state = MAILING_PREPARING;
	stmt_ref(s, ":list", mailing->list);
	stmt_text(s, ":kind", kinds[mailing->kind]);
	stmt_int(s, ":priority", mailing->priority);
	stmt_text(s, ":subject", mailing->subject);
	stmt_text(s, ":author", mailing->author);
	stmt_text(s, ":hash", mailing->content_hash);
	stmt_text(s, ":envelope", mailing_envelopes[mailing->envelope]);
	stmt_text(s, ":fields", mailing->fields);
	stmt_int(s, ":created", mailing->created);
	stmt_ref(s, ":newsletter", mailing->newsletter);
	stmt_text(s, ":topics", mailing->topics);
	stmt_ref(s, ":first", mailing->first);
	return stmt_write_scalar(s, &mailing->id, err);
}

enum err_code mailing_variants(struct db *db, struct arena *arena,
    int64_t mailing, const char ***out, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_variants");

	*out = NULL;
	*count = 0;
	stmt_int(s, ":mailing", mailing);
	while (stmt_next(s)) {
		*out = stmt_grow(arena, *out, *count, sizeof(**out));
		(*out)[(*count)++] = arena_strdup(arena, stmt_get_text(s, 0));
	}
	return stmt_end(s, err);
}

static enum err_code no_mailing(int64_t id, struct err *err)
{
	return err_set(
	    err, ERR_NOT_FOUND, "there is no mailing %lld", (long long)id);
}

enum err_code mailing_state_of(
    struct db *db, int64_t id, enum mailing_state *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_state_of");
	bool found;
	enum err_code rc;

	stmt_int(s, ":id", id);
	found = stmt_next(s);
	if (found)
		*out = (enum mailing_state)stmt_get_word(
		    s, 0, states, MAILING_STATE__MAX);
	rc = stmt_end(s, err);
	return rc == ERR_OK && !found ? no_mailing(id, err) : rc;
}

static enum err_code cancel_deliveries(
    struct db *db, int64_t mailing, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "delivery_cancel_mailing");

	enum err_code rc;

	stmt_int(s, ":mailing", mailing);
	stmt_int(s, ":now", now);
	rc = stmt_run(s, NULL, err);
	if (rc != ERR_OK)
		return rc;
	s = stmt_use(db, "delivery_cancel_claims");
	stmt_int(s, ":mailing", mailing);
	stmt_int(s, ":now", now);
	return stmt_run(s, NULL, err);
}

static enum err_code change_state(struct db *db, int64_t id,
    enum mailing_state state, int64_t now, struct err *err)
{
	enum mailing_state from = MAILING_DONE;
	struct stmt *s;
	enum err_code rc = mailing_state_of(db, id, &from, err);

	if (rc != ERR_OK)
		return rc;
	if (from == state)
		return err_set(err, ERR_REFUSED, "mailing %lld is %s already",
		    (long long)id, mailing_state_word(state));
	if (!allowed[from][state])
		return err_set(err, ERR_REFUSED,
		    "mailing %lld is %s and cannot be %s any more",
		    (long long)id, mailing_state_word(from),
		    mailing_state_word(state));
	s = stmt_use(db, "mailing_set_state");
	stmt_int(s, ":id", id);
	stmt_text(s, ":state", states[state]);
	stmt_int(s, ":now", now);
	rc = stmt_run(s, NULL, err);
	if (rc == ERR_OK && state == MAILING_CANCELLED)
		rc = cancel_deliveries(db, id, now, err);
	return rc;
}

enum err_code mailing_set_state(struct db *db, int64_t id,
    enum mailing_state state, int64_t now, struct err *err)
{
	bool own;
	enum err_code rc = db_join(db, &own, err);

	if (rc != ERR_OK)
		return rc;
	rc = change_state(db, id, state, now, err);
	return db_leave(db, own, rc, err);
}

enum err_code mailing_set_priority(
    struct db *db, int64_t id, int priority, struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_set_priority");
	int64_t changes = 0;
	enum err_code rc;

	stmt_int(s, ":id", id);
	stmt_int(s, ":priority", priority);
	rc = stmt_write(s, &changes, err);
	if (rc == ERR_OK && changes == 0)
		rc = err_set(err, ERR_REFUSED,
		    "mailing %lld has no priority to change: it is over, or a "
		    "notice, and these go first",
		    (long long)id);
	return rc;
}

/* The columns of mailing_get and mailing_each; strings borrowed. */
static void read_row(struct stmt *s, struct mailing *out)
{
	*out = (struct mailing){
		.id = stmt_get_int(s, 0),
		.list = stmt_get_int(s, 1),
		.kind = (enum mailing_kind)stmt_get_word(
		    s, 2, kinds, MAILING_KIND__MAX),
		.state = (enum mailing_state)stmt_get_word(
		    s, 3, states, MAILING_STATE__MAX),
		.priority = (int)stmt_get_int(s, 4),
		.envelope = mailing_get_envelope(s, 5),
		.subject = stmt_get_text(s, 6),
		.author = stmt_get_text(s, 7),
		.content_hash = stmt_get_text(s, 8),
		.created = stmt_get_int(s, 9),
		.started = stmt_get_int(s, 10),
		.finished = stmt_get_int(s, 11),
		.fields = stmt_get_text(s, 12),
		.newsletter = stmt_get_int(s, 13),
		.topics = stmt_get_text(s, 14),
		.first = stmt_get_int(s, 15),
	};
}

static enum err_code read_counts(
    struct db *db, struct mailing *mailing, struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_counts");

	stmt_int(s, ":mailing", mailing->id);
	return delivery_read_counts(s, mailing->counts, err);
}

enum err_code mailing_get(struct db *db, struct arena *arena, int64_t id,
    struct mailing *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_get");
	bool found;
	enum err_code rc;

	stmt_int(s, ":id", id);
	found = stmt_next(s);
	if (found) {
		read_row(s, out);
		out->subject = arena_strdup(arena, out->subject);
		out->author = arena_strdup(arena, out->author);
		out->content_hash = arena_strdup(arena, out->content_hash);
		out->fields = arena_strdup(arena, out->fields);
		out->topics = arena_strdup(arena, out->topics);
	}
	rc = stmt_end(s, err);
	if (rc == ERR_OK && !found)
		rc = no_mailing(id, err);
	return rc == ERR_OK ? read_counts(db, out, err) : rc;
}

/* Calls `each` for the rows; ends the statement. */
static enum err_code call_each(
    struct db *db, struct stmt *s, mailing_fn *each, void *ctx, struct err *err)
{
	enum err_code rc = ERR_OK;
	enum err_code end;
	struct err ended;

	while (rc == ERR_OK && stmt_next(s)) {
		struct mailing mailing;
		read_row(s, &mailing);
		rc = read_counts(db, &mailing, err);
		if (rc == ERR_OK)
			rc = each(ctx, &mailing, err);
	}
	end = stmt_end(s, rc == ERR_OK ? err : &ended);
	return rc == ERR_OK ? end : rc;
}

enum err_code mailing_each(struct db *db, int64_t list, enum mailing_kind kind,
    size_t max, mailing_fn *each, void *ctx, struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_each");

	stmt_int(s, ":list", list);
	stmt_text(s, ":kind", kind == MAILING_KIND__MAX ? "" : kinds[kind]);
	stmt_int(s, ":max", max < INT64_MAX ? (int64_t)max : INT64_MAX);
	return call_each(db, s, each, ctx, err);
}

enum err_code mailing_unfinished(
    struct db *db, mailing_fn *each, void *ctx, struct err *err)
{
	return call_each(
	    db, stmt_use(db, "mailing_unfinished"), each, ctx, err);
}

void mailing_bind_scope(struct stmt *s, const struct mailing_scope *scope)
{
	stmt_text(s, ":lists", scope->lists);
	stmt_int(s, ":named", scope->named);
}

enum err_code mailing_runnable(struct db *db, struct arena *arena,
    const struct mailing_scope *scope, int64_t now, struct runnables *out,
    struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_runnable");

	*out = (struct runnables){ 0 };
	mailing_bind_scope(s, scope);
	stmt_int(s, ":now", now);
	while (stmt_next(s)) {
		out->rows =
		    stmt_grow(arena, out->rows, out->count, sizeof(*out->rows));
		out->rows[out->count++] = (struct runnable){
			.mailing = stmt_get_int(s, 0),
			.list = stmt_get_int(s, 1),
			.kind = (enum mailing_kind)stmt_get_word(
			    s, 2, kinds, MAILING_KIND__MAX),
			.priority = (int)stmt_get_int(s, 3),
			.served = stmt_get_int(s, 4),
		};
	}
	return stmt_end(s, err);
}

enum err_code mailing_serve(
    struct db *db, int64_t id, int64_t served, struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_serve");

	stmt_int(s, ":mailing", id);
	stmt_int(s, ":served", served);
	return stmt_write(s, NULL, err);
}

enum err_code mailing_same_content(struct db *db, int64_t list,
    const char *content_hash, int64_t since, int64_t *id, struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_same_content");
	struct arena arena = { 0 };
	struct str rest = str_c(content_hash);
	struct str first = rest;
	struct str second;
	enum err_code rc;

	(void)str_split(&rest, ' ', &first);
	second = str_split(&rest, ' ', &second) ? second : first;
	stmt_int(s, ":list", list);
	stmt_text(s, ":first", arena_dup(&arena, first));
	stmt_text(s, ":second", arena_dup(&arena, second));
	stmt_int(s, ":since", since);
	rc = stmt_scalar(s, id, err);
	arena_free(&arena);
	return rc;
}

enum err_code mailing_finish(
    struct db *db, int64_t now, int64_t *count, struct err *err)
{
	enum err_code rc =
	    stmt_scalar(stmt_use(db, "mailing_finishable"), count, err);
	struct stmt *s;

	/* Asked after every turn: mostly there is nothing to write. */
	if (rc != ERR_OK || *count == 0)
		return rc;
	s = stmt_use(db, "mailing_finish");
	stmt_int(s, ":now", now);
	return stmt_write(s, count, err);
}

enum err_code mailing_purge_notices(
    struct db *db, int64_t until, struct err *err)
{
	struct stmt *s = stmt_use(db, "mailing_purge_notices");

	stmt_int(s, ":until", until);
	return stmt_write(s, NULL, err);
}
