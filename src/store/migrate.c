#include "store/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/handle.h"
#include "store/stmt.h"

/* The NNNN of db/migrations/NNNN-what.sql; 0 for another file. */
static int64_t number_of(const struct asset *asset)
{
	struct str path = str_c(asset->path);
	struct str folder = str_c("db/migrations/");
	struct str digits;
	uint64_t n;

	if (!str_starts(path, folder))
		return 0;
	path = str_from(path, folder.n);
	if (!str_split(&path, '-', &digits) || !str_u64(digits, 9999, &n))
		return 0;
	return (int64_t)n;
}

static const struct asset *step_to(
    const struct asset *assets, size_t count, int64_t version)
{
	for (size_t i = 0; i < count; i++) {
		if (number_of(&assets[i]) == version)
			return &assets[i];
	}
	return NULL;
}

int64_t migrate_newest(const struct asset *assets, size_t count)
{
	int64_t newest = 0;

	for (size_t i = 0; i < count; i++) {
		int64_t n = number_of(&assets[i]);
		newest = n > newest ? n : newest;
	}
	return newest;
}

enum err_code migrate_version(struct db *db, int64_t *out, struct err *err)
{
	return db_pragma(db, "PRAGMA user_version", out, err);
}

enum err_code migrate_is_empty(struct db *db, bool *out, struct err *err)
{
	int64_t tables;
	enum err_code rc = stmt_scalar(stmt_use(db, "db_tables"), &tables, err);

	*out = tables == 0;
	return rc;
}

static enum err_code set_number(
    struct db *db, const char *pragma, int64_t value, struct err *err)
{
	char *text = mem_printf("PRAGMA %s = %" PRId64, pragma, value);
	enum err_code rc = db_exec(db, text, err);

	free(text);
	return rc;
}

/* Text and version in the open transaction. */
static enum err_code apply(
    struct db *db, const struct asset *asset, int64_t version, struct err *err)
{
	enum err_code rc = db_exec(db, (const char *)asset->bytes, err);

	if (rc != ERR_OK)
		return err_prefix(err, "%s", asset->path);
	return set_number(db, "user_version", version, err);
}

enum err_code migrate_create(struct db *db, struct err *err)
{
	const struct asset *schema = asset_find("db/schema.sql");
	bool empty;
	enum err_code rc;

	if (schema == NULL)
		return err_set(err, ERR_INTERNAL,
		    "the program was built without db/schema.sql");
	rc = db_begin(db, err);
	if (rc != ERR_OK)
		return rc;
	/* Another process may have been faster. */
	rc = migrate_is_empty(db, &empty, err);
	if (rc == ERR_OK && empty)
		rc = apply(
		    db, schema, migrate_newest(asset_table, asset_count), err);
	if (rc == ERR_OK && empty)
		rc = set_number(db, "application_id", DB_APPLICATION, err);
	return db_end(db, rc, err);
}

/* An empty file of mode 0600 that VACUUM INTO may fill. */
static enum err_code make_empty(const char *path, struct err *err)
{
	int fd;

	(void)unlink(path); /* of an attempt that was cut short */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(err, ERR_PERM, "%s: cannot be made (%s)", path,
		    strerror(errno));
	(void)close(fd);
	return ERR_OK;
}

static enum err_code backup(struct db *db, int64_t version, struct err *err)
{
	enum err_code rc;
	struct stmt *s;
	char *path;

	if (db->folder == NULL)
		return ERR_OK;
	path = mem_printf("%s.before-%" PRId64, db->path, version);
	rc = make_empty(path, err);
	if (rc == ERR_OK) {
		s = stmt_use(db, "db_backup");
		stmt_text(s, ":path", path);
		rc = stmt_run(s, NULL, err);
		if (rc != ERR_OK)
			(void)err_prefix(err, "copying to %s", path);
	}
	free(path);
	return rc;
}

/* Foreign keys are off while steps run; what they left must hold. */
static enum err_code check_references(struct db *db, struct err *err)
{
	int64_t broken;
	enum err_code rc =
	    stmt_scalar(stmt_use(db, "db_broken_references"), &broken, err);

	if (rc == ERR_OK && broken > 0)
		rc = err_set(err, ERR_DB,
		    "%s: %" PRId64 " rows point to rows that do not exist",
		    db->path, broken);
	return rc;
}

static enum err_code take_step(
    struct db *db, const struct asset *step, int64_t version, struct err *err)
{
	int64_t now;
	enum err_code rc = db_begin(db, err);

	if (rc != ERR_OK)
		return rc;
	rc = migrate_version(db, &now, err);
	if (rc == ERR_OK && now < version)
		rc = apply(db, step, version, err);
	if (rc == ERR_OK)
		rc = check_references(db, err);
	return db_end(db, rc, err);
}

enum err_code migrate_run(
    struct db *db, const struct asset *assets, size_t count, struct err *err)
{
	const int64_t newest = migrate_newest(assets, count);
	int64_t version;
	enum err_code rc = migrate_version(db, &version, err);

	if (rc != ERR_OK || version >= newest)
		return rc;
	rc = backup(db, version, err);
	while (rc == ERR_OK && version < newest) {
		const struct asset *step = step_to(assets, count, ++version);
		if (step == NULL)
			return err_set(err, ERR_INTERNAL,
			    "the step to schema %" PRId64 " is missing",
			    version);
		rc = take_step(db, step, version, err);
	}
	return rc;
}
