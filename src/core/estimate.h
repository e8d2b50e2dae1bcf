/*
 * When the last of so many mails leaves, at the pace that the relay's limits,
 * its hours and the speed that was measured allow.  Pure.
 */
#ifndef CORE_ESTIMATE_H
#define CORE_ESTIMATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/hours.h"
#include "core/pace.h"

struct estimate_window {
	struct pace_bucket buckets[PACE_BUCKETS]; /* that still count */
	size_t count;
};

struct estimate {
	int64_t now;        /* the wall clock, seconds */
	int64_t pace;       /* the pace clock, milliseconds */
	int64_t not_before; /* the relay wants to be left alone; 0 */
	double rate;        /* mails per second, measured; 0 = not known */
	struct pace_limits limits;
	struct estimate_window windows[PACE_SPAN__MAX];
	struct hours hours;
	const char *zone;
};

/*
 * Seconds since 1970; 0 when nothing tells: neither limits nor hours, and no
 * speed was measured.
 */
int64_t estimate_end(const struct estimate *estimate, int64_t mails);

/* What another mailing has left, and its weight (core/share.h). */
struct estimate_rival {
	int64_t left;
	int weight;
};

/* Mails that leave until the last of ours, ours among them. */
int64_t estimate_ahead(const struct estimate_rival *ours,
    const struct estimate_rival *rivals, size_t count);

#endif
