/* Lists and suppressions, of store/subscription.h. */
#include "store/subscription.h"

#include "store/handle.h"
#include "store/stmt.h"

enum err_code list_find(
    struct db *db, const char *name, int64_t *id, struct err *err)
{
	struct stmt *s = stmt_use(db, "list_find");
	enum err_code rc;

	stmt_text(s, ":name", name);
	rc = stmt_scalar(s, id, err);
	if (rc == ERR_OK && *id == 0)
		rc = err_set(err, ERR_NOT_FOUND,
		    "%s: no such list in the database yet", name);
	return rc;
}

enum err_code list_ensure(
    struct db *db, const char *name, int64_t now, int64_t *id, struct err *err)
{
	struct stmt *s;
	enum err_code rc = list_find(db, name, id, err);

	if (rc != ERR_NOT_FOUND)
		return rc;
	s = stmt_use(db, "list_ensure");
	stmt_text(s, ":name", name);
	stmt_int(s, ":now", now);
	return stmt_write_scalar(s, id, err);
}

enum err_code list_name(
    struct db *db, struct arena *arena, int64_t id, char **out, struct err *err)
{
	struct stmt *s = stmt_use(db, "list_name");
	enum err_code rc;

	*out = NULL;
	stmt_int(s, ":id", id);
	if (stmt_next(s))
		*out = arena_strdup(arena, stmt_get_text(s, 0));
	rc = stmt_end(s, err);
	if (rc == ERR_OK && *out == NULL)
		rc = err_set(err, ERR_NOT_FOUND, "there is no list number %lld",
		    (long long)id);
	return rc;
}

enum err_code suppression_add(struct db *db, const char *address_hash,
    int64_t list, const char *reason, int64_t now, struct err *err)
{
	struct stmt *s = stmt_use(db, "suppression_add");

	stmt_text(s, ":hash", address_hash);
	stmt_ref(s, ":list", list);
	stmt_text(s, ":reason", reason);
	stmt_int(s, ":now", now);
	return stmt_write(s, NULL, err);
}

enum err_code suppression_remove(
    struct db *db, const char *address_hash, int64_t list, struct err *err)
{
	struct stmt *s = stmt_use(db, "suppression_remove");

	stmt_text(s, ":hash", address_hash);
	stmt_int(s, ":list", list);
	return stmt_write(s, NULL, err);
}

enum err_code suppression_has(struct db *db, const char *address_hash,
    int64_t list, bool *out, struct err *err)
{
	struct stmt *s = stmt_use(db, "suppression_has");
	int64_t found;
	enum err_code rc;

	stmt_text(s, ":hash", address_hash);
	stmt_int(s, ":list", list);
	rc = stmt_scalar(s, &found, err);
	*out = found != 0;
	return rc;
}
