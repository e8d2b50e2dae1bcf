/*
 * Small ledgers: consent (append-only), events, sliding windows of limits,
 * occasions, alarms, the archive.
 */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "store/db.h"

struct consent {
	int64_t list;
	int64_t subscriber;
	const char *address_hash;
	const char *action; /* the words of db/schema.sql */
	const char *how;
	const char *source;
	const char *text_version;
	enum lang language;
	const char *message_id;
	const char *authres;
	int64_t at;
};

enum err_code consent_add(
    struct db *db, const struct consent *consent, struct err *err);

/* All records of a subscriber on a list, oldest first; in the arena. */
enum err_code consent_list(struct db *db, struct arena *arena, int64_t list,
    int64_t subscriber, struct consent **out, size_t *count, struct err *err);

/* Who did what; list 0 = none. */
enum err_code event_add(struct db *db, const char *actor, const char *verb,
    int64_t list, const char *detail, int64_t now, struct err *err);

/* How many rows `key` has after `since` (exclusive). */
enum err_code allowance_count(struct db *db, const char *key, int64_t since,
    int64_t *count, struct err *err);
enum err_code allowance_add(
    struct db *db, const char *key, int64_t now, struct err *err);
/* Forgets one row of `key`, of this very second. */
enum err_code allowance_remove(
    struct db *db, const char *key, int64_t at, struct err *err);
/* Forgets rows at or before `until`. */
enum err_code allowance_purge(struct db *db, int64_t until, struct err *err);

/* ERR_EXISTS when this occasion was there already. */
enum err_code occasion_add(struct db *db, int64_t list, const char *kind,
    int64_t period, int64_t until, int64_t mailing, int64_t now,
    struct err *err);
/* The latest `until` of the kind, 0 if none. */
enum err_code occasion_last(struct db *db, int64_t list, const char *kind,
    int64_t *until, struct err *err);
enum err_code occasion_has(struct db *db, int64_t list, const char *kind,
    int64_t period, bool *out, struct err *err);

/* *fresh: raised now; false while it stands already. */
enum err_code alarm_raise(struct db *db, const char *key, const char *text,
    int64_t now, bool *fresh, struct err *err);
enum err_code alarm_clear(struct db *db, const char *key, struct err *err);
/* Those whose key begins like this and that were raised before `until`. */
enum err_code alarm_expire(
    struct db *db, const char *prefix, int64_t until, struct err *err);
/*
 * All that stand, *count of them: the key of number i is (*pairs)[2 * i], its
 * text the next one.  In the arena.
 */
enum err_code alarm_list(struct db *db, struct arena *arena,
    const char ***pairs, size_t *count, struct err *err);

struct archived {
	int64_t id;
	int64_t list;
	const char *kind; /* "newsletter", "post" */
	int64_t mailing;  /* 0 = none */
	const char *author;
	const char *subject;
	enum lang language;
	const char *text;
	int64_t at;
};

enum err_code archive_add(
    struct db *db, const struct archived *item, struct err *err);
/* Items with from <= at < until, oldest first; in the arena. */
enum err_code archive_range(struct db *db, struct arena *arena, int64_t list,
    int64_t from, int64_t until, struct archived **out, size_t *count,
    struct err *err);
/* The newsletters of a list, the first one first, without their texts. */
enum err_code archive_newsletters(struct db *db, struct arena *arena,
    int64_t list, struct archived **out, size_t *count, struct err *err);
/* One item; ERR_NOT_FOUND. */
enum err_code archive_get(struct db *db, struct arena *arena, int64_t id,
    struct archived *out, struct err *err);

#endif
