/* Transactions, and the errors of SQLite as ours. */
#include "store/handle.h"

#include <errno.h>
#include <string.h>

#include "base/hook.h"
#include "base/i18n.h"
#include "store/stmt.h"

enum err_code db_begin(struct db *db, struct err *err)
{
	enum err_code rc;

	if (db->mode != DB_WRITE)
		return err_set(err, ERR_INTERNAL,
		    "%s: was opened for reading only", db->path);
	if (db_in_transaction(db))
		return err_set(err, ERR_INTERNAL,
		    "%s: a transaction is open already", db->path);
	rc = turn_take(db, err);
	if (rc != ERR_OK)
		return rc;
	rc = stmt_run(stmt_use(db, "db_begin"), NULL, err);
	turn_give(db);
	return rc;
}

enum err_code db_commit(struct db *db, struct err *err)
{
	enum err_code rc;

	/* SQLite itself rolls back after some failures, a full disk say. */
	rc = db_need(db, "commit", err);
	if (rc != ERR_OK)
		return rc;
	hook_point("db.before-commit");
	rc = stmt_run(stmt_use(db, "db_commit"), NULL, err);
	if (rc != ERR_OK) {
		db_rollback(db);
		return rc;
	}
	hook_point("db.after-commit");
	return ERR_OK;
}

void db_rollback(struct db *db)
{
	if (db_in_transaction(db))
		(void)sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
}

bool db_in_transaction(const struct db *db)
{
	return sqlite3_get_autocommit(db->sql) == 0;
}

enum err_code db_part_begin(struct db *db, struct err *err)
{
	enum err_code rc = db_need(db, "a part of it", err);

	return rc == ERR_OK ? stmt_run(stmt_use(db, "db_part_begin"), NULL, err)
			    : rc;
}

enum err_code db_part_end(struct db *db, enum err_code rc, struct err *err)
{
	struct err why = { 0 };

	if (rc == ERR_OK)
		return stmt_run(stmt_use(db, "db_part_end"), NULL, err);
	if (!db_in_transaction(db))
		return rc;
	if (stmt_run(stmt_use(db, "db_part_undo"), NULL, &why) != ERR_OK ||
	    stmt_run(stmt_use(db, "db_part_end"), NULL, &why) != ERR_OK) {
		db_rollback(db);
		*err = why;
		return why.code;
	}
	return rc;
}

enum err_code db_join(struct db *db, bool *own, struct err *err)
{
	*own = !db_in_transaction(db);
	return *own ? db_begin(db, err) : ERR_OK;
}

enum err_code db_end(struct db *db, enum err_code rc, struct err *err)
{
	if (rc == ERR_OK)
		return db_commit(db, err);
	db_rollback(db);
	return rc;
}

enum err_code db_leave(
    struct db *db, bool own, enum err_code rc, struct err *err)
{
	return own ? db_end(db, rc, err) : rc;
}

enum err_code db_need(const struct db *db, const char *who, struct err *err)
{
	if (db_in_transaction(db))
		return ERR_OK;
	return err_set(err, ERR_INTERNAL,
	    "%s: %s needs a transaction, and none is open", db->path, who);
}

static enum err_code fail_constraint(
    const struct db *db, int rc, struct err *err)
{
	bool unique = rc == SQLITE_CONSTRAINT_UNIQUE ||
		      rc == SQLITE_CONSTRAINT_PRIMARYKEY;

	return err_set(err, unique ? ERR_EXISTS : ERR_INTERNAL,
	    unique ? N_("%s: it is there already (%s)")
		   : N_("%s: against the rules of the schema (%s)"),
	    db->path, sqlite3_errmsg(db->sql));
}

static enum err_code fail_full(const char *path, struct err *err)
{
	return err_set(err, ERR_DB,
	    "%s: the disk is full; nothing was changed; make room and try "
	    "again",
	    path);
}

/* Of the system where it has any: these are translated. */
static const char *words_of(const struct db *db, int rc)
{
	const int code = sqlite3_system_errno(db->sql);

	return code != 0 ? strerror(code) : sqlite3_errstr(rc);
}

static enum err_code fail_rights(const struct db *db, int rc, struct err *err)
{
	const int code = sqlite3_system_errno(db->sql);

	/* WAL needs its companion files, even for reading. */
	if (db->mode == DB_READ &&
	    ((rc & 0xff) == SQLITE_READONLY || code == ENOENT || code == EROFS))
		return err_set(err, ERR_PERM,
		    "%s: cannot be read while no daemon has it open, because "
		    "this user cannot write into its folder; try again as "
		    "the user who runs liaison",
		    db->path);
	return err_set(err, ERR_PERM,
	    "%s: cannot be opened or written by this user (%s); see who owns "
	    "the file and its folder",
	    db->path, words_of(db, rc));
}

enum err_code db_fail(const struct db *db, int rc, struct err *err)
{
	const char *path = db->path;

	switch (rc & 0xff) {
	case SQLITE_OK:
		return ERR_OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(err, ERR_BUSY,
		    "%s: another program is writing; try again later", path);
	case SQLITE_FULL:
		return fail_full(path, err);
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return fail_rights(db, rc, err);
	case SQLITE_CONSTRAINT:
		return fail_constraint(db, rc, err);
	case SQLITE_TOOBIG:
		return err_set(
		    err, ERR_LIMIT, "%s: a value is too long to store", path);
	case SQLITE_NOTADB:
		return err_set(err, ERR_DB, "%s: not a liaison database", path);
	case SQLITE_CORRUPT:
		return err_set(err, ERR_DB,
		    "%s: the database is damaged; restore it from a backup",
		    path);
	case SQLITE_RANGE:
	case SQLITE_MISUSE:
		return err_set(err, ERR_INTERNAL, "%s: wrong use (%s)", path,
		    sqlite3_errmsg(db->sql));
	case SQLITE_IOERR:
		if (sqlite3_system_errno(db->sql) == ENOSPC)
			return fail_full(path, err);
		return err_set(err, ERR_DB,
		    "%s: reading or writing failed (%s); see whether the disk "
		    "is full or failing",
		    path, words_of(db, rc));
	}
	return err_set(err, ERR_DB, "%s: %s", path, sqlite3_errmsg(db->sql));
}

enum err_code db_exec(struct db *db, const char *text, struct err *err)
{
	return db_fail(db, sqlite3_exec(db->sql, text, NULL, NULL, NULL), err);
}

enum err_code db_pragma(
    struct db *db, const char *text, int64_t *out, struct err *err)
{
	sqlite3_stmt *raw = NULL;
	int rc = sqlite3_prepare_v2(db->sql, text, -1, &raw, NULL);

	*out = 0;
	if (rc == SQLITE_OK)
		rc = sqlite3_step(raw);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(raw, 0);
	(void)sqlite3_finalize(raw);
	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		return ERR_OK;
	return db_fail(db, rc, err);
}
