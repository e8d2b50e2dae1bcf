/* Hours of the day such as "08:00-20:00", in the local time of a zone. */
#ifndef BASE_HOURS_H
#define BASE_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { HOURS_MAX = 8 };

/* Minutes of the day: from <= minute < to, or over midnight. */
struct hours {
	struct {
		int from;
		int to;
	} range[HOURS_MAX];
	size_t count; /* 0 = always */
};

/* One or more ranges with blanks between; false when it is none. */
bool hours_parse(struct str text, struct hours *out);

/* Is this a time within the hours?  True for an unknown zone. */
bool hours_open(const struct hours *hours, const char *zone, int64_t when);

/*
 * The first moment from `when` on that is within the hours (or, with open
 * false, outside of them); right also where the clock is put forward or back.
 * `when` + two days if there is none.
 */
int64_t hours_next(
    const struct hours *hours, const char *zone, int64_t when, bool open);

#endif
