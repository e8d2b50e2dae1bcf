#include "base/hours.h"

#include "base/clock.h"
#include "base/date.h"

enum {
	DAY_MINUTES = 24 * 60,
	STEP_MINUTES = 30, /* at most: clocks are changed by no less */
	GIVE_UP = 2 * CLOCK_DAY
};

/* "08:00"; 24:00 is the end of a day. */
static bool parse_time(struct str text, int *out)
{
	struct str rest = text;
	struct str hour;
	uint64_t h;
	uint64_t m;

	if (text.n != 5 || text.p[2] != ':' || !str_split(&rest, ':', &hour) ||
	    !str_u64(hour, 24, &h) || !str_u64(rest, 59, &m) ||
	    h * 60 + m > DAY_MINUTES)
		return false;
	*out = (int)(h * 60 + m);
	return true;
}

bool hours_parse(struct str text, struct hours *out)
{
	struct str range;
	struct str rest = str_trim(text);

	*out = (struct hours){ .count = 0 };
	while (str_split(&rest, ' ', &range)) {
		struct str begin;
		int from;
		int to;
		if (range.n == 0)
			continue;
		if (out->count == HOURS_MAX ||
		    !str_split(&range, '-', &begin) ||
		    !parse_time(begin, &from) || !parse_time(range, &to) ||
		    from == to || from == DAY_MINUTES)
			return false;
		out->range[out->count].from = from;
		out->range[out->count++].to = to;
	}
	return out->count > 0;
}

static bool is_open(const struct hours *hours, int minute)
{
	for (size_t i = 0; i < hours->count; i++) {
		int from = hours->range[i].from;
		int to = hours->range[i].to;
		bool after = minute >= from;
		bool before = minute < to;
		if (from < to ? after && before : after || before)
			return true;
	}
	return hours->count == 0;
}

bool hours_open(const struct hours *hours, const char *zone, int64_t when)
{
	int minute;

	return hours->count == 0 || !date_local_minute(when, zone, &minute) ||
	       is_open(hours, minute);
}

/* Seconds to the next full minute. */
static int64_t to_minute(int64_t when)
{
	return CLOCK_MINUTE - when % CLOCK_MINUTE;
}

/* Minutes from this time of the day to the next begin or end of a range. */
static int to_boundary(const struct hours *hours, int minute)
{
	int best = STEP_MINUTES;

	for (size_t i = 0; i < hours->count; i++) {
		const int ends[] = { hours->range[i].from, hours->range[i].to };
		for (int e = 0; e < 2; e++) {
			int far =
			    (ends[e] - minute + DAY_MINUTES) % DAY_MINUTES;
			if (far > 0 && far < best)
				best = far;
		}
	}
	return best;
}

int64_t hours_next(
    const struct hours *hours, const char *zone, int64_t when, bool open)
{
	int64_t before = when;
	int64_t now = when;
	int minute;

	while (hours_open(hours, zone, now) != open) {
		if (now - when >= GIVE_UP ||
		    !date_local_minute(now, zone, &minute))
			return when + GIVE_UP;
		before = now;
		now += to_minute(now) +
		       (int64_t)(to_boundary(hours, minute) - 1) * CLOCK_MINUTE;
	}
	/* The clock may have been changed within the last step. */
	while (before < now && hours_open(hours, zone, before) != open)
		before += to_minute(before);
	return before;
}
