/*
 * Statements by name: db/queries/ holds every statement after a line
 * "-- name: NAME"; each is prepared once per database and used again.
 *
 *	struct stmt *s = stmt_use(db, "list_find");
 *	stmt_text(s, ":name", name);
 *	if (stmt_next(s))
 *		id = stmt_get_int(s, 0);
 *	return stmt_end(s, err);
 *
 * The first failure sticks and is reported by the function that ends the use.
 * Bound strings must live until then.  For the files of src/store alone.
 */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "store/db.h"

struct stmt;

/* Reads the names; done by db_open(), undone by db_close(). */
void stmt_load(struct db *db);
void stmt_unload(struct db *db);

/*
 * A statement that is in use until stmt_end(), stmt_run() and the like.
 * Never NULL; the same name may be in use twice at a time.
 */
struct stmt *stmt_use(struct db *db, const char *name);

void stmt_int(struct stmt *s, const char *param, int64_t value);
void stmt_ref(struct stmt *s, const char *param, int64_t id); /* 0: NULL */
void stmt_text(
    struct stmt *s, const char *param, const char *text); /* NULL: '' */
void stmt_blob(struct stmt *s, const char *param, struct str bytes);

/* True for a row; false at the end or on failure. */
bool stmt_next(struct stmt *s);

/* Columns of the row, from 0; text and bytes live until the next step. */
int64_t stmt_get_int(struct stmt *s, int column);      /* NULL: 0 */
const char *stmt_get_text(struct stmt *s, int column); /* NULL: "" */
struct str stmt_get_blob(struct stmt *s, int column);
enum lang stmt_get_lang(struct stmt *s, int column);
/* The place of the word in the table; a foreign word is a failure. */
int stmt_get_word(
    struct stmt *s, int column, const char *const words[], int count);

/* Ends the use: ERR_OK, or what failed. */
enum err_code stmt_end(struct stmt *s, struct err *err);

/* To the end; *changes rows were changed (may be NULL). */
enum err_code stmt_run(struct stmt *s, int64_t *changes, struct err *err);

/* The first column of the first row, 0 if there is none. */
enum err_code stmt_scalar(struct stmt *s, int64_t *out, struct err *err);

/* These join the open transaction or make one of their own around it. */
enum err_code stmt_write(struct stmt *s, int64_t *changes, struct err *err);
enum err_code stmt_write_scalar(struct stmt *s, int64_t *out, struct err *err);

/*
 * An array in an arena with room for one more item: pass what it returned
 * before (NULL at first) and how many items are in it.
 */
void *stmt_grow(struct arena *arena, void *items, size_t count, size_t size);

/* The first column of all rows, in the arena; ends the use. */
enum err_code stmt_ids(struct stmt *s, struct arena *arena, int64_t **out,
    size_t *count, struct err *err);

/* The place of the word in a table of words, or -1. */
int stmt_word(const char *const words[], int count, const char *word);

#endif
