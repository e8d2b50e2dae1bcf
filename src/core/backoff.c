#include "core/backoff.h"

#include "base/clock.h"

enum { FIRST = 5 * CLOCK_MINUTE, LONGEST = 66 * CLOCK_MINUTE, DAYS = 5 };

int64_t backoff_seconds(int attempts)
{
	int64_t wait = FIRST;

	for (int i = 1; i < attempts && wait < LONGEST; i++)
		wait *= 2;
	return wait < LONGEST ? wait : LONGEST;
}

bool backoff_goes_on(int64_t created, int64_t now)
{
	return now - created < (int64_t)DAYS * CLOCK_DAY;
}
