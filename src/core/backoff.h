/* When to try a delivery again, and when to stop.  Pure. */
#ifndef CORE_BACKOFF_H
#define CORE_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Seconds to wait after the n-th failed attempt (1, 2, ...): 5 minutes,
 * doubling up to 66 minutes (RFC 5321 section 4.5.4.1 allows closer first
 * retries, which greylisting wants).
 */
int64_t backoff_seconds(int attempts);

/*
 * The same, up to a quarter more or less: who was put off together does not
 * come back together.  The same seed (a delivery's id, say) gives the same.
 */
int64_t backoff_spread(int attempts, uint64_t seed);

/* An evenly spread number below `limit` (over 0) that the seed decides. */
int64_t backoff_random(uint64_t seed, int64_t limit);

/* Is a delivery that waits since then still worth trying at `now`? */
bool backoff_goes_on(int64_t since, int64_t now);

/* Who waits since then, or longer, has waited long enough. */
int64_t backoff_oldest(int64_t now);

#endif
