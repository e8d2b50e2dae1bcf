#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

static int64_t shift;

int64_t clock_mono_ms(void)
{
	struct timespec ts = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t real_now(void)
{
	struct timespec ts = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec;
}

int64_t clock_now(void)
{
	return real_now() + shift;
}

void clock_pretend(int64_t now)
{
	shift = now == 0 ? 0 : now - real_now();
}
