/* Requests that wait for their confirmation. */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "store/db.h"

enum pending_verb {
	PENDING_SUBSCRIBE,
	PENDING_UNSUBSCRIBE,
	PENDING_SET,   /* choices on a list */
	PENDING_ERASE, /* of the whole site, as are the next ones: list 0 */
	PENDING_OBJECT,
	PENDING_CORRECT, /* the old address is asked */
	PENDING_MOVE,    /* the new one */
	PENDING_VERB__MAX
};

enum pending_state { PENDING_WAITING, PENDING_ASKED, PENDING_USED };

struct pending {
	int64_t id;
	int64_t list; /* 0 = the whole site */
	enum pending_verb verb;
	const char *detail; /* what will change; NULL = "" */
	const char *address;
	const char *address_key;
	const char *name;
	enum lang language;
	enum pending_state state;
	const char *origin; /* "email", "invite", "token" */
	const char *request_id;
	int64_t created;
	int64_t asked;            /* 0 = not yet */
	const char *text_version; /* of the text they were asked with */
	int64_t expires;
};

/*
 * Makes a request, or finds the open one for (list, address_key, verb,
 * detail) and leaves it as it is but for a later `expires`; fills in what the
 * row holds now.  A new detail takes the place of one that still waits to be
 * asked, never of one that was.  *fresh: it was made now.  Needs a transaction.
 */
enum err_code pending_put(struct db *db, struct arena *arena,
    struct pending *pending, bool *fresh, struct err *err);

/* ERR_NOT_FOUND when it has expired and was erased, or never was. */
enum err_code pending_get(struct db *db, struct arena *arena, int64_t id,
    struct pending *out, struct err *err);

/* The open request with this list, verb, detail and key, or ERR_NOT_FOUND. */
enum err_code pending_find(struct db *db, struct arena *arena,
    const struct pending *like, struct pending *out, struct err *err);

/*
 * waiting -> asked, with this version of the text; asked again -> new time.
 */
enum err_code pending_set_asked(struct db *db, int64_t id,
    const char *text_version, int64_t now, struct err *err);

/*
 * asked or waiting -> used, in one statement: ERR_EXISTS when it was used
 * before, so that exactly one of two confirmations has an effect.
 */
enum err_code pending_use(struct db *db, int64_t id, struct err *err);

/*
 * The oldest ones in state waiting whose id is over `after`, at most max; *out
 * in the arena.
 */
enum err_code pending_waiting(struct db *db, struct arena *arena, int64_t after,
    size_t max, struct pending **out, size_t *count, struct err *err);

/* Erases a request that was not confirmed; fine if there is none. */
enum err_code pending_drop(struct db *db, int64_t id, struct err *err);

/* Erases what has expired; *count rows. */
enum err_code pending_expire(
    struct db *db, int64_t now, int64_t *count, struct err *err);

#endif
