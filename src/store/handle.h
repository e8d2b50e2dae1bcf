/*
 * Inside of struct db, for the files of src/store alone, and what they share:
 * transactions that join, and errors of SQLite as ours.
 */
#ifndef STORE_HANDLE_H
#define STORE_HANDLE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

enum {
	DB_APPLICATION = 0x4c494149, /* "LIAI", PRAGMA application_id */
	DB_WAIT_MS = 30000,          /* for another writer, then ERR_BUSY */
	DB_RECENT = 128,             /* queries found without a search */
};

struct db {
	sqlite3 *sql;
	char *folder; /* NULL in memory */
	char *path;   /* for sentences */
	enum db_mode mode;
	int turn; /* the turnstile's descriptor, -1 in memory */
	int64_t wait_ms;
	int64_t waiting_since;
	struct query *queries; /* sorted by name */
	size_t query_count;
	struct query *recent[DB_RECENT];
};

/* Joins the open transaction (*own false) or begins one (*own true). */
enum err_code db_join(struct db *db, bool *own, struct err *err);
/* Ends what db_join() began: commits if rc is ERR_OK, else rolls back. */
enum err_code db_leave(
    struct db *db, bool own, enum err_code rc, struct err *err);
/* ERR_INTERNAL when no transaction is open. */
enum err_code db_need(const struct db *db, const char *who, struct err *err);

/* What SQLite reported, as a code of ours and a sentence. */
enum err_code db_fail(const struct db *db, int rc, struct err *err);

/* Runs constant text: PRAGMA, BEGIN, COMMIT, the schema. */
enum err_code db_exec(struct db *db, const char *text, struct err *err);
/* One number from a PRAGMA. */
enum err_code db_pragma(
    struct db *db, const char *text, int64_t *out, struct err *err);

/* Takes the turnstile (ERR_BUSY after wait_ms) and lets it go. */
enum err_code turn_take(struct db *db, struct err *err);
void turn_give(struct db *db);
/* For sqlite3_busy_handler(); ctx is the struct db. */
int turn_wait(void *ctx, int tries);

#endif
