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

/* The finish of splitmix64: every bit of the seed changes half of them. */
int64_t backoff_random(uint64_t seed, int64_t limit)
{
	uint64_t x = seed + UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	x ^= x >> 31;
	return (int64_t)(x % (uint64_t)limit);
}

int64_t backoff_spread(int attempts, uint64_t seed)
{
	int64_t wait = backoff_seconds(attempts);
	uint64_t turn = seed * 64 + (uint64_t)(attempts < 64 ? attempts : 63);

	return wait - wait / 4 + backoff_random(turn, wait / 2 + 1);
}

int64_t backoff_oldest(int64_t now)
{
	return now - (int64_t)DAYS * CLOCK_DAY;
}

bool backoff_goes_on(int64_t since, int64_t now)
{
	return since > backoff_oldest(now);
}
