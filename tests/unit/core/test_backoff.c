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

/* Around the schedule, the same for the same seed, and not all at once. */
static void spread(void **state)
{
	int64_t quarters[4] = { 0 };

	(void)state;
	for (uint64_t seed = 1; seed <= 4000; seed++) {
		for (int n = 1; n < 8; n++) {
			int64_t wait = backoff_seconds(n);
			int64_t got = backoff_spread(n, seed);
			assert_in_range(got, wait - wait / 4, wait + wait / 4);
			assert_int_equal(got, backoff_spread(n, seed));
		}
		quarters[(backoff_spread(5, seed) - 2970) * 4 / 1981]++;
	}
	for (int i = 0; i < 4; i++)
		assert_in_range(quarters[i], 900, 1100);
	/* Greylisting: the first retry comes within 15 minutes. */
	assert_true(backoff_spread(1, 7) <= 15 * CLOCK_MINUTE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seconds),
		cmocka_unit_test(five_days),
		cmocka_unit_test(spread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
