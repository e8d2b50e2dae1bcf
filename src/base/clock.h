/*
 * Time: seconds since 1970 for dates, milliseconds that never jump for
 * intervals.  Tests replace the first.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

enum { CLOCK_MINUTE = 60, CLOCK_HOUR = 3600, CLOCK_DAY = 86400 };

/* The wall clock, UTC, seconds since 1970-01-01. */
int64_t clock_now(void);

/* CLOCK_MONOTONIC in milliseconds. */
int64_t clock_mono_ms(void);

/* From now on clock_now() starts at this time and runs on; 0 = real time. */
void clock_pretend(int64_t now);

#endif
