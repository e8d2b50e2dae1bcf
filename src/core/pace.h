/*
 * How many mails may leave: sliding windows, and the clock that they run on.
 * Pure: the time is passed in, counts are kept by store/pace.h.
 *
 * Starts are counted in buckets, a fraction of the window each.  A bucket that
 * lies in the window only in part counts whole, so that no window of this
 * length, wherever it begins, ever holds more starts than its limit.
 */
#ifndef CORE_PACE_H
#define CORE_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "store/pace.h"

enum pace_span {
	PACE_SECOND,
	PACE_MINUTE,
	PACE_HOUR,
	PACE_DAY,
	PACE_SPAN__MAX
};

/* Buckets that a window can touch, at most. */
enum { PACE_BUCKETS = 128 };

/* Starts per second, minute, hour, day; 0 = no limit. */
struct pace_limits {
	int starts[PACE_SPAN__MAX];
};

/*
 * The pace clock in milliseconds.  Never ahead of the time that really passed
 * since the anchor, and never behind it: within one boot it is the time since
 * boot; over a restart of the machine it is the wall clock if that is known to
 * be right at both ends, else the time since the restart alone.
 */
int64_t pace_now(
    const struct pace_anchor *anchor, const struct clock_reading *reading);

/* Milliseconds of a bucket: it names the window in the database. */
int64_t pace_width(enum pace_span span);
/* The bucket of a start, and the oldest one that still counts. */
int64_t pace_bucket(enum pace_span span, int64_t now);
int64_t pace_oldest(enum pace_span span, int64_t now);

/*
 * Of this limit, what is for bulk mail: all but a tenth, at least one, of
 * windows of a minute and longer; the rest is for notices.
 */
int pace_allowed(enum pace_span span, int limit, bool bulk);

/* Starts in the buckets. */
int64_t pace_used(const struct pace_bucket *buckets, size_t count);

/*
 * Milliseconds until one more start may be, with `ahead` others about to be:
 * 0 for now.  The buckets, oldest first, are those that count.
 */
int64_t pace_wait(enum pace_span span, const struct pace_bucket *buckets,
    size_t count, int64_t allowed, int64_t ahead, int64_t now);

#endif
