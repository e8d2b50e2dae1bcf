/* Lists, subscribers, subscriptions, suppressions. */
#ifndef STORE_SUBSCRIPTION_H
#define STORE_SUBSCRIPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "store/db.h"

enum sub_status { SUB_ACTIVE, SUB_SUSPENDED, SUB_LEFT, SUB_STATUS__MAX };

enum sub_delivery { SUB_EACH, SUB_DIGEST, SUB_NONE, SUB_DELIVERY__MAX };

struct subscription {
	int64_t id;
	int64_t list;
	int64_t subscriber;
	const char *address;
	const char *address_key;
	const char *name;
	enum sub_status status;
	enum sub_delivery delivery;
	enum lang language;
	const char *topics;
	int64_t since;
	int64_t changed;
	int64_t paused_until; /* the last second without mailings, 0 = none */
	const char *fields;   /* personal ones: core/fields.h; "" = none */
};

/* A pause that only its person ends: the last second of the year 9999. */
#define SUB_PAUSE_OPEN INT64_C(253402300799)

/* Does the person get no mailing now? */
bool sub_is_paused(const struct subscription *sub, int64_t now);

/* The words of the database, the command line and JSON; parse: false. */
const char *sub_status_name(enum sub_status status);
bool sub_status_parse(const char *word, enum sub_status *out);
const char *sub_delivery_name(enum sub_delivery delivery);
bool sub_delivery_parse(const char *word, enum sub_delivery *out);

/* The list's id, or ERR_NOT_FOUND. */
enum err_code list_find(
    struct db *db, const char *name, int64_t *id, struct err *err);

/* The same, and makes the row when it is missing. */
enum err_code list_ensure(
    struct db *db, const char *name, int64_t now, int64_t *id, struct err *err);

/* The name of a list id; ERR_NOT_FOUND. */
enum err_code list_name(struct db *db, struct arena *arena, int64_t id,
    char **out, struct err *err);

/* By key, or by id: ERR_NOT_FOUND.  Strings live in the arena. */
enum err_code subscription_find(struct db *db, struct arena *arena,
    int64_t list, const char *address_key, struct subscription *out,
    struct err *err);
enum err_code subscription_get(struct db *db, struct arena *arena, int64_t id,
    struct subscription *out, struct err *err);

/*
 * Makes the subscriber (or takes the one with this key; a non-empty name
 * replaces an empty one) and the subscription, or brings an existing one to
 * the given status, delivery, language, topics, and ends its pause.  `sub`
 * gives address, address_key, name, list, fields (NULL: as they are) and these;
 * ids are filled in.  The address and the `since` of a row that is there stay.
 * Needs a transaction.
 */
enum err_code subscription_put(
    struct db *db, struct subscription *sub, int64_t now, struct err *err);

/*
 * Brings the row `sub->id` to this status, delivery, language, topics, pause
 * and fields (NULL: as they are), and its person to this name (NULL: as it is).
 * ERR_NOT_FOUND.
 */
enum err_code subscription_update(struct db *db, const struct subscription *sub,
    int64_t now, struct err *err);

/* Counts by status (an array of SUB_STATUS__MAX) for a list. */
enum err_code subscription_count(
    struct db *db, int64_t list, int64_t counts[], struct err *err);

/* How many of the active ones pause. */
enum err_code subscription_paused(
    struct db *db, int64_t list, int64_t now, int64_t *count, struct err *err);

/*
 * Calls `each` for every subscription of a list in order of address_key
 * (status SUB_STATUS__MAX: all).  Strings are valid during the call only.
 */
typedef enum err_code subscription_fn(
    void *ctx, const struct subscription *sub, struct err *err);
enum err_code subscription_each(struct db *db, int64_t list,
    enum sub_status status, subscription_fn *each, void *ctx, struct err *err);

/*
 * The same for the active ones of these lists, those of one person one after
 * the other.
 */
enum err_code subscription_readers(struct db *db, const int64_t *lists,
    size_t count, subscription_fn *each, void *ctx, struct err *err);

/*
 * The lists (names) where this address is active or suspended, and whether it
 * is suspended there because it fails.
 */
enum err_code subscription_lists_of(struct db *db, struct arena *arena,
    const char *address_key, const char ***names, bool **suspended,
    size_t *count, struct err *err);

/* The person with this address key; 0 = none. */
enum err_code subscriber_find(
    struct db *db, const char *address_key, int64_t *id, struct err *err);

/*
 * All subscriptions of a person, or those that are suspended because the
 * address fails (`bounced`); in the arena.
 */
enum err_code subscription_of(struct db *db, struct arena *arena,
    int64_t subscriber, bool bounced, struct subscription **out, size_t *count,
    struct err *err);

/*
 * Suppression by keyed hash; list 0 = every list.  Reason: "left",
 * "objected", "complaint"; the last one given stands.
 */
enum err_code suppression_add(struct db *db, const char *address_hash,
    int64_t list, const char *reason, int64_t now, struct err *err);
enum err_code suppression_remove(
    struct db *db, const char *address_hash, int64_t list, struct err *err);
/* Also true for a suppression on every list. */
enum err_code suppression_has(struct db *db, const char *address_hash,
    int64_t list, bool *out, struct err *err);

#endif
