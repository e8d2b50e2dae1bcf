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

/* Is a delivery of a mailing from `created` still worth trying at `now`? */
bool backoff_goes_on(int64_t created, int64_t now);

#endif
