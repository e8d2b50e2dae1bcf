/*
 * Time: seconds since 1970 for dates, milliseconds that never jump for
 * intervals.  Tests replace the first.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_MINUTE = 60, CLOCK_HOUR = 3600, CLOCK_DAY = 86400 };

/* The wall clock, UTC, seconds since 1970-01-01. */
int64_t clock_now(void);

/* CLOCK_MONOTONIC in milliseconds. */
int64_t clock_mono_ms(void);
int64_t clock_mono_us(void);

/*
 * What this machine knows of the time at one moment; core/pace.h makes of it
 * a clock that no jump and no restart puts forward.
 */
enum { CLOCK_BOOT_SIZE = 40 };
struct clock_reading {
	char boot[CLOCK_BOOT_SIZE]; /* which boot of the machine, "" unknown */
	int64_t boot_ms;            /* since then, also while asleep */
	int64_t wall_ms;            /* since 1970 */
	bool synced; /* the wall clock follows others (NTP): it is right */
};
void clock_read(struct clock_reading *out);

/* From now on clock_now() starts at this time and runs on; 0 = real time. */
void clock_pretend(int64_t now);

#endif
