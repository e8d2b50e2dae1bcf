#include "cli/meter.h"

enum { APART_MS = 1000, ENOUGH_MS = 500 };

void meter_add(struct meter *meter, int64_t when, int64_t done)
{
	size_t next = meter->count % METER_SAMPLES;
	size_t last = (meter->count + METER_SAMPLES - 1) % METER_SAMPLES;

	if (meter->count > 0 && when - meter->samples[last].when < APART_MS)
		return;
	meter->samples[next].when = when;
	meter->samples[next].done = done;
	meter->count++;
}

double meter_rate(const struct meter *meter, int64_t now, int64_t done)
{
	size_t first =
	    meter->count < METER_SAMPLES ? 0 : meter->count % METER_SAMPLES;
	int64_t passed = now - meter->samples[first].when;

	if (meter->count == 0 || passed < ENOUGH_MS)
		return 0;
	return (double)(done - meter->samples[first].done) * 1000 /
	       (double)passed;
}
