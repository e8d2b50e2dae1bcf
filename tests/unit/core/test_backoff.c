/* When a delivery is tried again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/clock.h"
#include "core/backoff.h"

static void seconds(void **state)
{
	static const struct {
		int attempts;
		int64_t minutes;
	} rows[] = {
		{ 0, 5 },
		{ 1, 5 },
		{ 2, 10 },
		{ 3, 20 },
		{ 4, 40 },
		{ 5, 66 },
		{ 6, 66 },
		{ 1000000, 66 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(backoff_seconds(rows[i].attempts),
		    rows[i].minutes * CLOCK_MINUTE);
}

static void five_days(void **state)
{
	const int64_t created = 1800000000;

	(void)state;
	assert_true(backoff_goes_on(created, created));
	assert_true(backoff_goes_on(created, created + 5 * CLOCK_DAY - 1));
	assert_false(backoff_goes_on(created, created + 5 * CLOCK_DAY));
	assert_true(backoff_goes_on(created, created - CLOCK_DAY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seconds),
		cmocka_unit_test(five_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
