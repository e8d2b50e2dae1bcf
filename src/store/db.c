#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/handle.h"
#include "store/migrate.h"
#include "store/stmt.h"

enum {
	WAL_LARGE = 16 * 1024 * 1024, /* bytes before a checkpoint is forced */
	CHECKPOINT_WAIT_MS = 100,
	VALUE_MAX = 256 * 1024 * 1024 /* bytes of one text or blob */
};

static enum err_code folder_problem(
    const char *folder, int error, struct err *err)
{
	if (error == ENOENT)
		return err_set(err, ERR_NOT_FOUND,
		    "%s: the state folder does not exist; make it with: "
		    "install -d -m 700 %s",
		    folder, folder);
	if (error == ENOTDIR)
		return err_set(err, ERR_NOT_FOUND,
		    "%s: the state folder is not a folder", folder);
	return err_set(err, ERR_PERM,
	    "%s: the state folder cannot be used by this user (%s); it "
	    "must belong to the user who runs liaison",
	    folder, strerror(error));
}

static enum err_code check_folder(
    const char *folder, enum db_mode mode, struct stat *st, struct err *err)
{
	if (stat(folder, st) != 0)
		return folder_problem(folder, errno, err);
	if (!S_ISDIR(st->st_mode))
		return folder_problem(folder, ENOTDIR, err);
	if (mode == DB_READ)
		return ERR_OK;
	if ((st->st_mode & 022) != 0)
		return err_set(err, ERR_PERM,
		    "%s: others may write into the state folder; run: "
		    "chmod 700 %s",
		    folder, folder);
	/* With the rights of the process, not of who started it. */
	if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0)
		return folder_problem(folder, errno, err);
	return ERR_OK;
}

/*
 * Opens or makes a private file of the state folder.  What root makes there
 * belongs to the folder's owner, so that a command run by root does not shut
 * the daemon out.  -1 with errno set.
 */
static int private_file(const char *path, const struct stat *folder)
{
	int fd = open(
	    path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		errno = EINVAL;
		return -1;
	}
	if (geteuid() == 0 && st.st_size == 0 &&
	    fchown(fd, folder->st_uid, folder->st_gid) != 0)
		log_event(LOG_WARN, "state", "file=%s error=%s", path,
		    strerror(errno));
	if ((st.st_mode & 077) != 0)
		(void)fchmod(fd, 0600);
	return fd;
}

static enum err_code file_problem(const char *path, struct err *err)
{
	return err_set(err, errno == EACCES ? ERR_PERM : ERR_IO,
	    "%s: cannot be opened (%s)", path, strerror(errno));
}

/* The database's file and the turnstile, before SQLite sees them. */
static enum err_code prepare_files(
    struct db *db, const struct stat *folder, struct err *err)
{
	enum err_code rc = ERR_OK;
	char *turn;
	int fd;

	/* SQLite gives -wal and -shm the mode of the database. */
	fd = private_file(db->path, folder);
	if (fd < 0)
		return file_problem(db->path, err);
	(void)close(fd);
	turn = mem_printf("%s/turn", db->folder);
	db->turn = private_file(turn, folder);
	if (db->turn < 0)
		rc = file_problem(turn, err);
	free(turn);
	return rc;
}

static enum err_code open_handle(struct db *db, int flags, struct err *err)
{
	static const struct {
		int option;
		int value;
	} options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	};
	int rc = sqlite3_open_v2(db->path, &db->sql,
	    flags | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX, NULL);

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		int now = -1;
		if (rc == SQLITE_OK)
			rc = sqlite3_db_config(
			    db->sql, options[i].option, options[i].value, &now);
		if (rc == SQLITE_OK && now != options[i].value)
			rc = SQLITE_MISUSE;
	}
	if (rc != SQLITE_OK)
		return db_fail(db, rc, err);
	(void)sqlite3_limit(db->sql, SQLITE_LIMIT_LENGTH, VALUE_MAX);
	(void)sqlite3_busy_handler(db->sql, turn_wait, db);
	return ERR_OK;
}

static enum err_code read_identity(
    struct db *db, int64_t *application, int64_t *version, struct err *err)
{
	enum err_code rc =
	    db_pragma(db, "PRAGMA application_id", application, err);

	return rc == ERR_OK ? migrate_version(db, version, err) : rc;
}

/* Is it ours, empty, or something else?  Nothing is written before. */
static enum err_code check_identity(struct db *db, bool *empty, struct err *err)
{
	const int64_t known = migrate_newest(asset_table, asset_count);
	int64_t application;
	int64_t version;
	enum err_code rc = read_identity(db, &application, &version, err);

	*empty = false;
	if (rc == ERR_OK && application == 0 && version == 0)
		rc = migrate_is_empty(db, empty, err);
	/* Another process may have made it between two of these looks. */
	if (rc == ERR_OK && application == 0 && !*empty)
		rc = read_identity(db, &application, &version, err);
	if (rc != ERR_OK || *empty)
		return rc;
	if (application != DB_APPLICATION)
		return err_set(
		    err, ERR_DB, "%s: not a liaison database", db->path);
	if (version > known)
		return err_set(err, ERR_DB,
		    "%s: made by a newer liaison (schema %" PRId64
		    ", this program knows %" PRId64 ")",
		    db->path, version, known);
	if (version < known && db->mode == DB_READ)
		return err_set(err, ERR_DB,
		    "%s: made by an older liaison (schema %" PRId64
		    ", this program knows %" PRId64
		    "); the daemon or any command that writes brings it up "
		    "to date",
		    db->path, version, known);
	return ERR_OK;
}

/* Sets and reads back: a PRAGMA that is not understood does not complain. */
static enum err_code set_pragma(struct db *db, const char *set, const char *get,
    int64_t want, struct err *err)
{
	int64_t now;
	enum err_code rc = db_exec(db, set, err);

	if (rc == ERR_OK)
		rc = db_pragma(db, get, &now, err);
	if (rc == ERR_OK && now != want)
		rc = err_set(
		    err, ERR_DB, "%s: SQLite refuses \"%s\"", db->path, set);
	return rc;
}

/* What every connection keeps to once the schema is there. */
static enum err_code set_rules(struct db *db, struct err *err)
{
	enum err_code rc = set_pragma(
	    db, "PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", 1, err);

	if (rc == ERR_OK)
		rc = set_pragma(db, "PRAGMA recursive_triggers = ON",
		    "PRAGMA recursive_triggers", 1, err);
	if (rc == ERR_OK)
		rc = set_pragma(db, "PRAGMA synchronous = FULL",
		    "PRAGMA synchronous", 2, err);
	if (rc == ERR_OK) /* what is erased is overwritten */
		rc = set_pragma(db, "PRAGMA secure_delete = ON",
		    "PRAGMA secure_delete", 1, err);
	if (rc == ERR_OK && db->mode == DB_READ)
		rc = set_pragma(
		    db, "PRAGMA query_only = ON", "PRAGMA query_only", 1, err);
	return rc;
}

static enum err_code set_wal(struct db *db, bool empty, struct err *err)
{
	int64_t is_wal;
	enum err_code rc = ERR_OK;

	if (db->folder == NULL)
		return ERR_OK;
	/* Two processes may be making the same new database. */
	if (empty)
		rc = turn_take(db, err);
	if (rc != ERR_OK)
		return rc;
	rc = db_exec(db, "PRAGMA journal_mode = WAL", err);
	if (empty)
		turn_give(db);
	if (rc == ERR_OK)
		rc = stmt_scalar(stmt_use(db, "db_is_wal"), &is_wal, err);
	if (rc == ERR_OK && is_wal == 0)
		rc = err_set(err, ERR_DB,
		    "%s: SQLite cannot keep a write-ahead log here; the state "
		    "folder must be on a local disk",
		    db->path);
	return rc;
}

static enum err_code open_for_writing(struct db *db, struct err *err)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	bool empty = false;
	enum err_code rc = open_handle(db, flags, err);

	if (rc == ERR_OK)
		rc = check_identity(db, &empty, err);
	if (rc == ERR_OK)
		rc = set_wal(db, empty, err);
	if (rc == ERR_OK && empty)
		rc = migrate_create(db, err);
	if (rc == ERR_OK)
		rc = migrate_run(db, asset_table, asset_count, err);
	if (rc == ERR_OK)
		rc = set_rules(db, err);
	return rc;
}

static enum err_code open_for_reading(struct db *db, struct err *err)
{
	bool empty = false;
	struct stat st;
	enum err_code rc;

	if (stat(db->path, &st) != 0 && errno == ENOENT)
		return err_set(err, ERR_NOT_FOUND,
		    "%s: there is no database yet; the first subscriber that "
		    "is added, or mail that is read, makes it",
		    db->path);
	rc = open_handle(db, SQLITE_OPEN_READONLY, err);
	if (rc == ERR_OK)
		rc = check_identity(db, &empty, err);
	if (rc == ERR_OK && empty)
		rc = err_set(err, ERR_NOT_FOUND,
		    "%s: the database is still empty", db->path);
	if (rc == ERR_OK)
		rc = set_rules(db, err);
	return rc;
}

static struct db *make(const char *folder, const char *path, enum db_mode mode)
{
	struct db *db = mem_calloc(1, sizeof(*db));

	db->folder = mem_strdup(folder);
	db->path = mem_strdup(path);
	db->mode = mode;
	db->turn = -1;
	db->wait_ms = DB_WAIT_MS;
	stmt_load(db);
	return db;
}

enum err_code db_open(const char *state_folder, enum db_mode mode,
    struct db **out, struct err *err)
{
	struct stat st;
	struct db *db;
	char *path;
	enum err_code rc = check_folder(state_folder, mode, &st, err);

	*out = NULL;
	if (rc != ERR_OK)
		return rc;
	path = mem_printf("%s/liaison.db", state_folder);
	db = make(state_folder, path, mode);
	free(path);
	if (mode == DB_READ)
		rc = open_for_reading(db, err);
	else
		rc = prepare_files(db, &st, err);
	if (rc == ERR_OK && mode == DB_WRITE)
		rc = open_for_writing(db, err);
	if (rc != ERR_OK) {
		db_close(db);
		return rc;
	}
	*out = db;
	return ERR_OK;
}

enum err_code db_open_memory(struct db **out, struct err *err)
{
	struct db *db = make(NULL, ":memory:", DB_WRITE);
	enum err_code rc = open_for_writing(db, err);

	*out = NULL;
	if (rc != ERR_OK) {
		db_close(db);
		return rc;
	}
	*out = db;
	return ERR_OK;
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	if (db->sql != NULL)
		db_rollback(db);
	stmt_unload(db);
	(void)sqlite3_close(db->sql);
	if (db->turn >= 0)
		(void)close(db->turn);
	free(db->folder);
	free(db->path);
	free(db);
}

void db_wake(const struct db *db, const char *worker)
{
	struct stat st;
	char *folder;
	char *path;
	int fd = -1;

	if (db->folder == NULL || stat(db->folder, &st) != 0)
		return;
	folder = mem_printf("%s/wake", db->folder);
	path = mem_printf("%s/%s", folder, worker);
	if (mkdir(folder, 0700) == 0 && geteuid() == 0 &&
	    chown(folder, st.st_uid, st.st_gid) != 0)
		log_event(LOG_WARN, "wake", "folder=%s error=%s", folder,
		    strerror(errno));
	fd = private_file(path, &st);
	if (fd < 0 || futimens(fd, NULL) != 0)
		log_event(LOG_WARN, "wake", "file=%s error=%s", path,
		    strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	free(folder);
	free(path);
}

const char *db_state(const struct db *db)
{
	return db->folder;
}

enum err_code db_keep_less(struct db *db, struct err *err)
{
	return set_pragma(
	    db, "PRAGMA cache_size = -1000", "PRAGMA cache_size", -1000, err);
}

void db_checkpoint(struct db *db)
{
	struct stat st;
	char *wal;

	if (db->folder == NULL || db_in_transaction(db))
		return;
	wal = mem_printf("%s-wal", db->path);
	if (stat(wal, &st) == 0 && st.st_size > WAL_LARGE) {
		/* Busy: another checkpoint or a long reader; next time. */
		db->wait_ms = CHECKPOINT_WAIT_MS;
		(void)sqlite3_wal_checkpoint_v2(
		    db->sql, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
		db->wait_ms = DB_WAIT_MS;
	}
	free(wal);
}
