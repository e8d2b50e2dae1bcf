/* How fast work goes: from what was done in the last quarter of a minute. */
#ifndef CLI_METER_H
#define CLI_METER_H

#include <stddef.h>
#include <stdint.h>

enum { METER_SAMPLES = 16 };

/* All zero at first. */
struct meter {
	struct {
		int64_t when; /* milliseconds */
		int64_t done;
	} samples[METER_SAMPLES]; /* a ring, at least a second apart */
	size_t count;             /* ever taken */
};

/* So much is done at this time. */
void meter_add(struct meter *meter, int64_t when, int64_t done);

/* Per second, until now; 0 = nothing is known yet. */
double meter_rate(const struct meter *meter, int64_t now, int64_t done);

#endif
