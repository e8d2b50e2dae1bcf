/*
 * Schema versions: db/migrations/NNNN-what.sql leads from NNNN - 1 to NNNN,
 * forward only; a fresh database takes db/schema.sql.  For src/store alone.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/asset.h"
#include "base/err.h"
#include "store/db.h"

/* The newest version among these assets (the program's: asset_table). */
int64_t migrate_newest(const struct asset *assets, size_t count);

/* PRAGMA user_version, 0 for an empty database. */
enum err_code migrate_version(struct db *db, int64_t *out, struct err *err);

/*
 * Takes the missing steps, each in one transaction, after a copy beside the
 * database, liaison.db.before-N (N = the version it had; none in memory).
 */
enum err_code migrate_run(
    struct db *db, const struct asset *assets, size_t count, struct err *err);

/* Makes the present schema in an empty database. */
enum err_code migrate_create(struct db *db, struct err *err);

/* Is there no table at all? */
enum err_code migrate_is_empty(struct db *db, bool *out, struct err *err);

#endif
