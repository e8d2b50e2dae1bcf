/* src/base/clock.c */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

static void time_can_be_pretended(void **state)
{
	int64_t real = (int64_t)time(NULL);
	int64_t before = clock_mono_ms();

	(void)state;
	assert_in_range(clock_now() - real, 0, 60);
	clock_pretend(1000000000);
	assert_in_range(clock_now() - 1000000000, 0, 60);
	clock_pretend(0);
	assert_in_range(clock_now() - real, 0, 60);
	assert_in_range(clock_mono_ms() - before, 0, 60000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_can_be_pretended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
