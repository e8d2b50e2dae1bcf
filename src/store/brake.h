/* Who is written to more slowly for now; the rules are in core/slow.h. */
#ifndef STORE_BRAKE_H
#define STORE_BRAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

struct brake {
	int64_t until; /* nothing starts before */
	int64_t gap;   /* seconds between two starts after that */
	int strikes;   /* put off so often in a row */
	int quota;     /* found the relay's allowance used up, in a row */
};

/* The brakes of a relay ("" = the site's own), by domain; "" = all mail. */
typedef void brake_fn(void *ctx, const char *domain, const struct brake *brake);
enum err_code brake_each(struct db *db, const char *relay, brake_fn *each,
    void *ctx, struct err *err);

/* Stores it, or forgets it when it is NULL. */
enum err_code brake_put(struct db *db, const char *relay, const char *domain,
    const struct brake *brake, struct err *err);

/* Forgets those that ended before `until`. */
enum err_code brake_purge(struct db *db, int64_t until, struct err *err);

#endif
