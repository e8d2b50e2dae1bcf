/*
 * Starts of mails toward a relay, counted in buckets of pace time, and the
 * anchor of that time (core/pace.h says what both mean).  Whoever counts does
 * so in the transaction that makes the row `sending`, so that all processes
 * share one count.
 */
#ifndef STORE_PACE_H
#define STORE_PACE_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "store/db.h"

/* One moment, as the machine's clocks and as the pace clock told it. */
struct pace_anchor {
	struct clock_reading at;
	int64_t pace; /* milliseconds */
};

/* What is counted: relay "" = the site's, domain "" = all recipients. */
struct pace_key {
	const char *relay;
	const char *domain;
	int64_t width; /* of a bucket, milliseconds */
};

struct pace_bucket {
	int64_t at; /* pace time / width */
	int64_t starts;
};

/* The anchor, or `begin` where none was stored yet. */
enum err_code pace_anchor_get(struct db *db, const struct pace_anchor *begin,
    struct pace_anchor *out, struct err *err);
enum err_code pace_anchor_set(
    struct db *db, const struct pace_anchor *anchor, struct err *err);

/* Buckets of the key from `oldest` on, oldest first; ERR_LIMIT over `max`. */
enum err_code pace_read(struct db *db, const struct pace_key *key,
    int64_t oldest, struct pace_bucket *out, size_t max, size_t *count,
    struct err *err);
enum err_code pace_add(struct db *db, const struct pace_key *key,
    int64_t bucket, int64_t starts, struct err *err);
/*
 * The domain that most of a mailing still has to go to, or (mailing 0) that
 * most mail to a list goes to; *mails of them, 0 = there is none.
 */
enum { PACE_DOMAIN_SIZE = 256 };
enum err_code pace_domain(struct db *db, int64_t mailing, int64_t list,
    char out[PACE_DOMAIN_SIZE], int64_t *mails, struct err *err);

/* Forgets buckets of this width before `oldest`. */
enum err_code pace_purge(
    struct db *db, int64_t width, int64_t oldest, struct err *err);

#endif
