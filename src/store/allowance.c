/* Limits, occasions and alarms, of store/ledger.h. */
#include "store/ledger.h"

#include "store/stmt.h"

enum err_code allowance_count(struct db *db, const char *key, int64_t since,
    int64_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "allowance_count");

	stmt_text(s, ":key", key);
	stmt_int(s, ":since", since);
	return stmt_scalar(s, count, err);
}

enum err_code allowance_add(
    struct db *db, const char *key, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "allowance_add");

	stmt_text(s, ":key", key);
	stmt_int(s, ":now", now);
	return stmt_write(s, NULL, err);
}

enum err_code allowance_remove(
    struct db *db, const char *key, int64_t at, struct err *err)
{
	struct stmt *s = stmt_use(db, "allowance_remove");

	stmt_text(s, ":key", key);
	stmt_int(s, ":at", at);
	return stmt_write(s, NULL, err);
}

enum err_code allowance_purge(struct db *db, int64_t until, struct err *err)
{
	struct stmt *s = stmt_use(db, "allowance_purge");

	stmt_int(s, ":until", until);
	return stmt_write(s, NULL, err);
}

enum err_code occasion_add(struct db *db, int64_t list, const char *kind,
    int64_t period, int64_t until, int64_t mailing, int64_t now,
    struct err *err)
{
	struct stmt *s = stmt_use(db, "occasion_add");
	int64_t changes = 0;
	enum err_code rc;

	stmt_int(s, ":list", list);
	stmt_text(s, ":kind", kind);
	stmt_int(s, ":period", period);
	stmt_int(s, ":until", until);
	stmt_ref(s, ":mailing", mailing);
	stmt_int(s, ":now", now);
	rc = stmt_write(s, &changes, err);
	if (rc == ERR_OK && changes == 0)
		rc = err_set(err, ERR_EXISTS,
		    "the %s of this period was made already", kind);
	return rc;
}

enum err_code occasion_last(struct db *db, int64_t list, const char *kind,
    int64_t *until, struct err *err)
{
	struct stmt *s = stmt_use(db, "occasion_last");

	stmt_int(s, ":list", list);
	stmt_text(s, ":kind", kind);
	return stmt_scalar(s, until, err);
}

enum err_code occasion_has(struct db *db, int64_t list, const char *kind,
    int64_t period, bool *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "occasion_has");
	int64_t found;
	enum err_code rc;

	stmt_int(s, ":list", list);
	stmt_text(s, ":kind", kind);
	stmt_int(s, ":period", period);
	rc = stmt_scalar(s, &found, err);
	*out = found != 0;
	return rc;
}

enum err_code alarm_raise(struct db *db, const char *key, const char *text,
    int64_t now, bool *fresh, struct err *err)
{
	struct stmt *s = stmt_use(db, "alarm_raise");
	int64_t changes = 0;
	enum err_code rc;

	stmt_text(s, ":key", key);
	stmt_text(s, ":text", text);
	stmt_int(s, ":now", now);
	rc = stmt_write(s, &changes, err);
	*fresh = changes > 0;
	return rc;
}

enum err_code alarm_clear(struct db *db, const char *key, struct err *err)
{
	struct stmt *s = stmt_use(db, "alarm_clear");

	stmt_text(s, ":key", key);
	return stmt_write(s, NULL, err);
}

enum err_code alarm_expire(
    struct db *db, const char *prefix, int64_t until, struct err *err)
{
	struct stmt *s = stmt_use(db, "alarm_expire");

	stmt_text(s, ":prefix", prefix);
	stmt_int(s, ":until", until);
	return stmt_write(s, NULL, err);
}

enum err_code alarm_list(struct db *db, struct arena *arena,
    const char ***pairs, size_t *count, struct err *err)
{
	struct stmt *s = stmt_use(db, "alarm_list");
	const char **items = NULL;
	size_t n = 0;

	while (stmt_next(s)) {
		items = stmt_grow(arena, items, n, 2 * sizeof(*items));
		items[2 * n] = arena_strdup(arena, stmt_get_text(s, 0));
		items[2 * n + 1] = arena_strdup(arena, stmt_get_text(s, 1));
		n++;
	}
	*pairs = items;
	*count = n;
	return stmt_end(s, err);
}
