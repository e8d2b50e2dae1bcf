/*
 * The limits of one relay, looked at and counted in the database.  Looking
 * before a mail is begun is a forecast; what counts is to look and to count
 * in the transaction that makes its row `sending`.
 */
#ifndef CORE_PACING_H
#define CORE_PACING_H

#include "base/err.h"
#include "conf/conf.h"
#include "core/pace.h"

enum { PACING_DOMAIN_SIZE = 256 };

struct pacing {
	const char *relay; /* "" = the site's own */
	struct pace_limits all;
	struct pace_limits domain; /* the same for each recipient domain */
};

/* The limits in the settings of a relay. */
struct pacing pacing_of(const struct conf_smtp *relay);

/* Is there anything to keep to? */
bool pacing_is_limited(const struct pacing *pacing);

/* The domain of an address as it is counted: in lower case. */
void pacing_domain(const char *address, char out[PACING_DOMAIN_SIZE]);

/* A mail that wants to start, and how many are about to before it. */
struct pacing_start {
	const char *domain;
	bool bulk; /* not a notice: leaves the reserve alone */
	int64_t ahead;
	int64_t ahead_domain; /* those of them to the same domain */
};

/* Milliseconds to wait for its turn, 0 = none. */
struct pacing_waits {
	int64_t all;    /* nobody may start */
	int64_t domain; /* nobody of this domain */
};

/* The pace clock now. */
enum err_code pacing_now(struct db *db, const struct clock_reading *reading,
    int64_t *now, struct err *err);

enum err_code pacing_look(struct db *db, const struct pacing *pacing,
    const struct pacing_start *start, const struct clock_reading *reading,
    struct pacing_waits *out, struct err *err);

/* It starts: counts it in the caller's transaction. */
enum err_code pacing_count(struct db *db, const struct pacing *pacing,
    const char *domain, const struct clock_reading *reading, struct err *err);

/*
 * How many mails may start now, whatever their domain (very many: no limit),
 * and if none, in how many milliseconds the next one may.
 */
enum err_code pacing_room(struct db *db, const struct pacing *pacing,
    const struct pacing_start *start, const struct clock_reading *reading,
    int64_t *room, int64_t *wait, struct err *err);

/* The buckets that count now, of all recipients ("") or of a domain. */
enum err_code pacing_window(struct db *db, const struct pacing *pacing,
    const char *domain, enum pace_span span, int64_t now,
    struct pace_bucket buckets[PACE_BUCKETS], size_t *count, struct err *err);

/* Forgets what no window sees any more. */
enum err_code pacing_purge(
    struct db *db, const struct clock_reading *reading, struct err *err);

#endif
