/* How fast mailings go: what was sent in each of the last minutes. */
#ifndef STORE_RATE_H
#define STORE_RATE_H

#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

/* A rate is that of the last five minutes. */
enum { RATE_SECONDS = 300 };

/*
 * `count` mails of this mailing went out between `since` and `now`, less than
 * a minute apart.  A mailing that is gone is none's affair any more.
 */
enum err_code rate_add(struct db *db, int64_t mailing, int64_t count,
    int64_t since, int64_t now, struct err *err);

/* Mails per second in the last minutes, 0 if there were none. */
enum err_code rate_get(
    struct db *db, int64_t mailing, int64_t now, double *out, struct err *err);

/* Forgets what is older. */
enum err_code rate_purge(struct db *db, int64_t until, struct err *err);

#endif
