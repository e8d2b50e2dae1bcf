#include "core/pace.h"

#include <string.h>

/*
 * A window is a little longer than its name says: a mail leaves some moments
 * after its start was counted, and the relay's clock is not ours.
 */
static const struct {
	int64_t length; /* milliseconds */
	int64_t width;  /* of a bucket */
} windows[PACE_SPAN__MAX] = {
	[PACE_SECOND] = { 1050, 50 },
	[PACE_MINUTE] = { 61000, 1000 },
	[PACE_HOUR] = { 3605000, 60000 },
	[PACE_DAY] = { 86430000, 900000 },
};

static bool same_boot(
    const struct clock_reading *a, const struct clock_reading *b)
{
	return a->boot[0] != '\0' && strcmp(a->boot, b->boot) == 0;
}

static bool other_boot(
    const struct clock_reading *a, const struct clock_reading *b)
{
	return a->boot[0] != '\0' && b->boot[0] != '\0' && !same_boot(a, b);
}

/* What the time since boot proves to have passed. */
static int64_t proven(
    const struct clock_reading *then, const struct clock_reading *now)
{
	if (now->boot_ms >= then->boot_ms && !other_boot(then, now))
		return now->boot_ms - then->boot_ms;
	return same_boot(then, now) ? 0 : now->boot_ms;
}

int64_t pace_now(
    const struct pace_anchor *anchor, const struct clock_reading *reading)
{
	const struct clock_reading *then = &anchor->at;
	int64_t passed = proven(then, reading);
	int64_t wall = reading->wall_ms - then->wall_ms;

	if (!same_boot(then, reading) && then->synced && reading->synced &&
	    wall > passed)
		passed = wall;
	return anchor->pace + passed;
}

int64_t pace_width(enum pace_span span)
{
	return windows[span].width;
}

/* Rounded down. */
static int64_t divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

int64_t pace_bucket(enum pace_span span, int64_t now)
{
	return divide(now, windows[span].width);
}

int64_t pace_oldest(enum pace_span span, int64_t now)
{
	return divide(now - windows[span].length, windows[span].width);
}

int pace_allowed(enum pace_span span, int limit, bool bulk)
{
	int kept = limit >= 10 ? limit / 10 : 1;

	if (!bulk || span == PACE_SECOND || limit <= 1)
		return limit;
	return limit - kept;
}

int64_t pace_used(const struct pace_bucket *buckets, size_t count)
{
	int64_t used = 0;

	for (size_t i = 0; i < count; i++)
		used += buckets[i].starts;
	return used;
}

int64_t pace_wait(enum pace_span span, const struct pace_bucket *buckets,
    size_t count, int64_t allowed, int64_t ahead, int64_t now)
{
	int64_t used = pace_used(buckets, count);
	int64_t end;

	if (used + ahead < allowed)
		return 0;
	for (size_t i = 0; i < count; i++) {
		used -= buckets[i].starts;
		if (used + ahead >= allowed)
			continue;
		end = (buckets[i].at + 1) * windows[span].width;
		return end + windows[span].length - now;
	}
	/* Those ahead take all there is: look again when they have started. */
	return windows[span].width;
}
