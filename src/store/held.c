#include "store/held.h"

#include "store/stmt.h"

enum err_code held_put(struct db *db, const struct held *held, struct err *err)
{
	struct stmt *s = stmt_use(db, "held_put");

	stmt_int(s, ":inbox", held->inbox);
	stmt_ref(s, ":list", held->list);
	stmt_text(s, ":kind", held->kind);
	stmt_text(s, ":why", held->why);
	stmt_int(s, ":created", held->created);
	stmt_ref(s, ":reported", held->reported);
	stmt_ref(s, ":forwarded", held->forwarded);
	stmt_text(s, ":language", held->language);
	stmt_text(s, ":answered", held->answered);
	stmt_text(s, ":proposal", held->proposal);
	stmt_text(s, ":command", held->command);
	stmt_text(s, ":applied", held->applied);
	return stmt_write(s, NULL, err);
}

enum err_code held_settle(
    struct db *db, int64_t inbox, const char *state, struct err *err)
{
	struct stmt *s = stmt_use(db, "held_settle");

	stmt_int(s, ":inbox", inbox);
	stmt_text(s, ":state", state);
	return stmt_write(s, NULL, err);
}

enum err_code held_count(
    struct db *db, const char *kind, int64_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "held_count");

	stmt_text(s, ":kind", kind);
	return stmt_scalar(s, count, err);
}

enum err_code held_news(struct db *db, struct arena *arena,
    struct held_news **out, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "held_news");
	struct held_news *items = NULL;
	size_t n = 0;

	while (stmt_next(s)) {
		items = stmt_grow(arena, items, n, sizeof(*items));
		items[n++] = (struct held_news){
			.inbox = stmt_get_int(s, 0),
			.list = arena_strdup(arena, stmt_get_text(s, 1)),
		};
	}
	*out = items;
	*count = n;
	return stmt_end(s, err);
}

enum err_code held_set_reported(
    struct db *db, int64_t inbox, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "held_set_reported");

	stmt_int(s, ":inbox", inbox);
	stmt_int(s, ":now", now);
	return stmt_write(s, NULL, err);
}

enum err_code held_purge(struct db *db, int64_t until, struct err *err)
{
	struct stmt *s = stmt_use(db, "held_purge");

	stmt_int(s, ":until", until);
	return stmt_write(s, NULL, err);
}
