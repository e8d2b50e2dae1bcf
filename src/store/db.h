/*
 * The database: opening, migrating, transactions.  The only layer that knows
 * SQLite; no rules of lists live here.  One connection per process, one
 * process at a time in a write transaction (the turnstile).
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct db;

enum db_mode {
	DB_READ,  /* must exist; nothing is written, no file is created */
	DB_WRITE, /* created from db/schema.sql when missing, migrated if old */
};

/*
 * Opens STATE/liaison.db.  ERR_NOT_FOUND (no folder, or DB_READ and no
 * database yet), ERR_PERM (also when others may write into the folder),
 * ERR_DB: a database of another program, or of a newer version, is refused
 * with a sentence and left untouched.  WAL, synchronous=FULL, foreign keys,
 * DEFENSIVE, trusted_schema off; values checked after setting.  Files are
 * 0600 whatever the umask, and belong to the folder's owner even if root
 * makes them.  A migration leaves a copy, liaison.db.before-N, of the version
 * that was there.  DB_READ of a database that nobody has open leaves SQLite's
 * -wal and -shm beside it; it cannot where the folder is not writable.
 */
enum err_code db_open(const char *state_folder, enum db_mode mode,
    struct db **out, struct err *err);

/* A private database in memory, for unit tests and for `explain`. */
enum err_code db_open_memory(struct db **out, struct err *err);

/*
 * NULL is fine.  No statistics are kept (ANALYZE): those of the first few rows
 * would choose the plans for the first hundred thousand.
 */
void db_close(struct db *db);

/*
 * A write transaction, behind the turnstile (flock around BEGIN IMMEDIATE).
 * ERR_BUSY after 30 s.  They do not nest: ERR_INTERNAL.  When db_commit()
 * fails, nothing was kept and no transaction is open.
 *
 * Functions of the store that write join the open transaction or, without
 * one, make one of their own; their headers say so where they need the
 * caller's (ERR_INTERNAL without it) or insist on their own.  Do not write
 * inside the callback of an ..._each(): after a write of another process
 * that is ERR_BUSY at once.
 */
enum err_code db_begin(struct db *db, struct err *err);
enum err_code db_commit(struct db *db, struct err *err);
/* Commits when `rc` is ERR_OK, else rolls back; the transaction's outcome. */
enum err_code db_end(struct db *db, enum err_code rc, struct err *err);
void db_rollback(struct db *db); /* fine when none is open */
bool db_in_transaction(const struct db *db);

/*
 * A part of the open transaction (ERR_INTERNAL without one) that can fail
 * alone: db_part_end() with ERR_OK keeps it, with another code undoes all
 * since db_part_begin().  It returns that code, or what failed instead; where
 * SQLite itself gave up the transaction, none is open afterwards.
 */
enum err_code db_part_begin(struct db *db, struct err *err);
enum err_code db_part_end(struct db *db, enum err_code rc, struct err *err);

/*
 * Touches STATE/wake/WORKER ("reader", "sender", "timer") so that a waiting
 * worker looks at once.  Failure is logged only: the 60 s timer is the net.
 */
void db_wake(const struct db *db, const char *worker);

/* The folder given to db_open(); NULL in memory. */
const char *db_state(const struct db *db);

/*
 * Shrinks a large write-ahead log; for who writes much, between transactions,
 * and for the timer.
 */
void db_checkpoint(struct db *db);

/*
 * Halves the pages kept in memory (1 MB): for who walks through the tables
 * once, in their order.
 */
enum err_code db_keep_less(struct db *db, struct err *err);

#endif
