/* A person over all lists: who they are, what is held about them. */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"
#include "store/subscription.h"

struct person {
	int64_t id;
	const char *address;
	const char *address_key;
	const char *name;
	int64_t created;
};

/* ERR_NOT_FOUND; strings in the arena. */
enum err_code person_find(struct db *db, struct arena *arena, const char *key,
    struct person *out, struct err *err);

/* All their subscriptions, whatever the status. */
enum err_code person_subscriptions(struct db *db, struct arena *arena,
    const char *key, struct subscription **out, size_t *count, struct err *err);

enum err_code person_rename(
    struct db *db, int64_t id, const char *name, struct err *err);

/*
 * Gives the person another address, that nobody has yet; what is queued for
 * them goes there.  Needs a transaction.
 */
enum err_code person_readdress(struct db *db, const struct person *person,
    const char *address, const char *key, struct err *err);

/*
 * Moves a subscription to another person, who is not on this list, with what
 * is queued.  Needs a transaction.
 */
enum err_code person_give(struct db *db, const struct subscription *sub,
    const struct person *to, struct err *err);

/*
 * The same when `to` is theirs on this list already: the ledger of `sub`
 * becomes theirs, `sub` goes.  Needs a transaction.
 */
enum err_code person_unite(struct db *db, const struct subscription *sub,
    const struct subscription *to, struct err *err);

/* The row alone: nothing may point to it any more. */
enum err_code person_delete(struct db *db, int64_t id, struct err *err);

/* What is held about somebody, one row of a kind. */
struct person_fact {
	const char *list; /* name, "" = none */
	const char *kind; /* mailing: its kind; request: its verb; failure: the
			     verdict; suppression: the reason; held: its kind */
	const char *text; /* mailing and held: subject; request: detail;
			     failure: the words of the report */
	const char *more; /* held: why */
	const char *state;
	int64_t at;
	int64_t until; /* request: when it is erased */
};

struct person_facts {
	struct person_fact *rows;
	size_t count;
	int64_t more; /* that are not told, but for their number */
};

/* The newest of each; anybody can write in somebody's name, any number. */
enum { PERSON_MAILINGS = 10000, PERSON_HELD = 100 };

/* Of an address key; all in the arena. */
enum err_code person_mailings(struct db *db, struct arena *arena,
    const char *key, struct person_facts *out, struct err *err);
enum err_code person_requests(struct db *db, struct arena *arena,
    const char *key, struct person_facts *out, struct err *err);
enum err_code person_held(struct db *db, struct arena *arena, const char *key,
    struct person_facts *out, struct err *err);
enum err_code person_failures(struct db *db, struct arena *arena,
    const char *key, struct person_facts *out, struct err *err);
/* Of the keyed hash of an address. */
enum err_code person_suppressed(struct db *db, struct arena *arena,
    const char *hash, struct person_facts *out, struct err *err);

/*
 * Every place that holds the address loses it: the person with their
 * subscriptions, requests, notices (unless `keep_notices`: they have an office
 * here), what is queued for them; deliveries keep their counts, proofs their
 * hash.  Only the suppression list is left to the caller.  Needs a
 * transaction.
 */
enum err_code person_erase(struct db *db, const char *key, bool keep_notices,
    int64_t now, struct err *err);

#endif
