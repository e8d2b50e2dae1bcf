/*
 * How fast a domain, or the whole relay, may be written to after it has put
 * mail off: a gap between two starts that doubles each time it happens again
 * and shrinks with every mail that is taken; and the pause when the account
 * may send no more.  Pure.
 */
#ifndef CORE_SLOW_H
#define CORE_SLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "core/verdict.h"
#include "store/brake.h"

enum {
	SLOW_GAP_MAX = 15 * 60,
	SLOW_SPREAD_MAX = 60 * 60, /* how far away a mail is put */
	SLOW_QUOTA_MAX = 4 * 60 * 60
};

enum slow {
	SLOW_NOT,
	SLOW_HINT, /* perhaps; several in a row, with no mail taken, are sure */
	SLOW_DOWN,
	SLOW_STOP /* the account's allowance is used up */
};

struct slow_effect {
	enum slow domain;
	enum slow relay;
};

/*
 * Whom a refusal slows down.  `session`: it ended the session and was not
 * about this mail; relays end them for many reasons.
 */
struct slow_effect slow_effect_of(enum verdict verdict, int code, bool session);

/* What was put off, at `now`. */
void slow_down(struct brake *brake, enum slow slow, int64_t now);

/* A mail was taken: it was begun after the last slow_down(). */
void slow_went_well(struct brake *brake);

/* A mail starts. */
void slow_started(struct brake *brake, int64_t now);

/* When the next may start; `now` if it may.  The clock may have jumped. */
int64_t slow_until(const struct brake *brake, int64_t now);

/*
 * When a mail that has to wait is tried, as the n-th (0, 1, ...) of those
 * that are put away together: one gap after the other, but none very far, so
 * that they are there when all is well again; jittered by the seed.
 */
int64_t slow_place(
    const struct brake *brake, int64_t n, uint64_t seed, int64_t now);

/* Does it slow down nobody any more? */
bool slow_is_over(const struct brake *brake);

#endif
