#include "store/pending.h"

#include "store/handle.h"
#include "store/stmt.h"

static const char *const verbs[] = {
	[PENDING_SUBSCRIBE] = "subscribe",
	[PENDING_UNSUBSCRIBE] = "unsubscribe",
	[PENDING_SET] = "set",
	[PENDING_ERASE] = "erase",
	[PENDING_OBJECT] = "object",
	[PENDING_CORRECT] = "correct",
	[PENDING_MOVE] = "move",
};

static const char *const states[] = {
	[PENDING_WAITING] = "waiting",
	[PENDING_ASKED] = "asked",
	[PENDING_USED] = "used",
};

enum { VERBS = sizeof(verbs) / sizeof(*verbs) };
enum { STATES = sizeof(states) / sizeof(*states) };

/* The columns of every pending_* query that reads. */
static void read_row(struct stmt *s, struct arena *arena, struct pending *out)
{
	*out = (struct pending){
		.id = stmt_get_int(s, 0),
		.list = stmt_get_int(s, 1),
		.verb = (enum pending_verb)stmt_get_word(s, 2, verbs, VERBS),
		.address = arena_strdup(arena, stmt_get_text(s, 3)),
		.address_key = arena_strdup(arena, stmt_get_text(s, 4)),
		.name = arena_strdup(arena, stmt_get_text(s, 5)),
		.language = stmt_get_lang(s, 6),
		.state =
		    (enum pending_state)stmt_get_word(s, 7, states, STATES),
		.origin = arena_strdup(arena, stmt_get_text(s, 8)),
		.request_id = arena_strdup(arena, stmt_get_text(s, 9)),
		.created = stmt_get_int(s, 10),
		.asked = stmt_get_int(s, 11),
		.expires = stmt_get_int(s, 12),
		.text_version = arena_strdup(arena, stmt_get_text(s, 13)),
		.detail = arena_strdup(arena, stmt_get_text(s, 14)),
	};
}

static enum err_code read_one(
    struct stmt *s, struct arena *arena, struct pending *out, struct err *err)
{
	bool found = stmt_next(s);
	enum err_code rc;

	if (found)
		read_row(s, arena, out);
	rc = stmt_end(s, err);
	if (rc == ERR_OK && !found)
		rc = err_set(err, ERR_NOT_FOUND,
		    "there is no such request, or it has expired");
	return rc;
}

enum err_code pending_get(struct db *db, struct arena *arena, int64_t id,
    struct pending *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "pending_get");

	stmt_int(s, ":id", id);
	return read_one(s, arena, out, err);
}

/* Who asks for what, whatever the change. */
static void bind_key(struct stmt *s, const struct pending *like)
{
	stmt_int(s, ":list", like->list);
	stmt_text(s, ":key", like->address_key);
	stmt_text(s, ":verb", verbs[like->verb]);
}

enum err_code pending_find(struct db *db, struct arena *arena,
    const struct pending *like, struct pending *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "pending_find");

	bind_key(s, like);
	stmt_text(s, ":detail", like->detail);
	return read_one(s, arena, out, err);
}

static enum err_code insert(
    struct db *db, struct pending *pending, struct err *err)
{
	struct stmt *s = stmt_use(db, "pending_insert");

	stmt_ref(s, ":list", pending->list);
	stmt_text(s, ":verb", verbs[pending->verb]);
	stmt_text(s, ":detail", pending->detail);
	stmt_text(s, ":address", pending->address);
	stmt_text(s, ":key", pending->address_key);
	stmt_text(s, ":name", pending->name);
	stmt_text(s, ":language", lang_name(pending->language));
	stmt_text(s, ":state", states[pending->state]);
	stmt_text(s, ":origin", pending->origin);
	stmt_text(s, ":request_id", pending->request_id);
	stmt_int(s, ":created", pending->created);
	stmt_ref(s, ":asked", pending->asked);
	stmt_int(s, ":expires", pending->expires);
	return stmt_scalar(s, &pending->id, err);
}

static enum err_code replace(
    struct db *db, const struct pending *pending, struct err *err)
{
	struct stmt *s = stmt_use(db, "pending_replace");

	bind_key(s, pending);
	return stmt_run(s, NULL, err);
}

static enum err_code prolong(
    struct db *db, int64_t id, int64_t expires, struct err *err)
{
	struct stmt *s = stmt_use(db, "pending_prolong");

	stmt_int(s, ":id", id);
	stmt_int(s, ":expires", expires);
	return stmt_run(s, NULL, err);
}

enum err_code pending_put(struct db *db, struct arena *arena,
    struct pending *pending, bool *fresh, struct err *err)
{
	struct pending open = { 0 };
	enum err_code rc = db_need(db, "pending_put", err);

	*fresh = false;
	if (rc != ERR_OK)
		return rc;
	rc = pending_find(db, arena, pending, &open, err);
	if (rc == ERR_NOT_FOUND) {
		*fresh = true;
		rc = replace(db, pending, err);
		return rc == ERR_OK ? insert(db, pending, err) : rc;
	}
	if (rc == ERR_OK && open.expires < pending->expires) {
		rc = prolong(db, open.id, pending->expires, err);
		open.expires = pending->expires;
	}
	if (rc == ERR_OK)
		*pending = open;
	return rc;
}

/* An open row was not there to be changed: was it used, or never there? */
static enum err_code explain_miss(struct db *db, int64_t id, struct err *err)
{
	struct stmt *s = stmt_use(db, "pending_exists");
	int64_t exists;
	enum err_code rc;

	stmt_int(s, ":id", id);
	rc = stmt_scalar(s, &exists, err);
	if (rc != ERR_OK)
		return rc;
	if (exists != 0)
		return err_set(
		    err, ERR_EXISTS, "this request has been confirmed already");
	return err_set(
	    err, ERR_NOT_FOUND, "there is no such request, or it has expired");
}

enum err_code pending_set_asked(struct db *db, int64_t id,
    const char *text_version, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "pending_set_asked");
	int64_t changes = 0;
	enum err_code rc;

	stmt_int(s, ":id", id);
	stmt_text(s, ":version", text_version);
	stmt_int(s, ":now", now);
	rc = stmt_write(s, &changes, err);
	if (rc == ERR_OK && changes == 0)
		rc = explain_miss(db, id, err);
	return rc;
}

enum err_code pending_use(struct db *db, int64_t id, struct err *err)
{
	struct stmt *s = stmt_use(db, "pending_use");
	int64_t changes = 0;
	enum err_code rc;

	stmt_int(s, ":id", id);
	rc = stmt_write(s, &changes, err);
	if (rc == ERR_OK && changes == 0)
		rc = explain_miss(db, id, err);
	return rc;
}

enum err_code pending_waiting(struct db *db, struct arena *arena, int64_t after,
    size_t max, struct pending **out, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "pending_waiting");
	struct pending *items = NULL;
	size_t n = 0;

	stmt_int(s, ":after", after);
	stmt_int(s, ":max", max < INT64_MAX ? (int64_t)max : INT64_MAX);
	while (stmt_next(s)) {
		items = stmt_grow(arena, items, n, sizeof(*items));
		read_row(s, arena, &items[n++]);
	}
	*out = items;
	*count = n;
	return stmt_end(s, err);
}

enum err_code pending_drop(struct db *db, int64_t id, struct err *err)
{
	struct stmt *s = stmt_use(db, "pending_drop");

	stmt_int(s, ":id", id);
	return stmt_write(s, NULL, err);
}

enum err_code pending_expire(
    struct db *db, int64_t now, int64_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "pending_expire");

	*count = 0;
	stmt_int(s, ":now", now);
	return stmt_write(s, count, err);
}
