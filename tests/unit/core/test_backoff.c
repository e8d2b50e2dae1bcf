/* src/core/backoff.c */
#include "core/backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/clock.h"

static void waits_double_up_to_a_bound(void **state)
{
	static const int minutes[] = { 5, 5, 10, 20, 40, 66, 66 };

	(void)state;
	for (int i = 0; i < 7; i++)
		assert_int_equal(backoff_seconds(i), minutes[i] * CLOCK_MINUTE);
	assert_int_equal(backoff_seconds(1000000000), 66 * CLOCK_MINUTE);
	assert_int_equal(backoff_seconds(-1), 5 * CLOCK_MINUTE);
}

static void tries_for_five_days(void **state)
{
	const int64_t created = 1790000000;

	(void)state;
	assert_true(backoff_goes_on(created, created));
	assert_true(backoff_goes_on(created, created + 5 * CLOCK_DAY - 1));
	assert_false(backoff_goes_on(created, created + 5 * CLOCK_DAY));
	assert_true(backoff_goes_on(created, created - CLOCK_DAY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_double_up_to_a_bound),
		cmocka_unit_test(tries_for_five_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
