/* When the last mail leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/estimate.h"

enum {
	MINUTE = 60,
	HOUR = 3600,
	DAY = 86400,
	NOW = 1795341600 /* Sun, 22 Nov 2026 10:00:00 UTC */
};

/* `seconds` from now, or a little more. */
static void about(int64_t end, int64_t seconds)
{
	assert_in_range(end - NOW, seconds, seconds + seconds * 5 / 100 + 5);
}

static struct estimate free_relay(void)
{
	return (struct estimate){
		.now = NOW,
		.pace = INT64_C(1000000000),
		.zone = "Europe/Paris",
	};
}

static void what_nobody_knows(void **state)
{
	struct estimate e = free_relay();

	(void)state;
	assert_int_equal(estimate_end(&e, 1000), 0);
}

static void by_limits(void **state)
{
	static const struct {
		struct pace_limits limits;
		int64_t mails;
		int64_t seconds;
	} rows[] = {
		{ { { 0, 30, 0, 0 } }, 27, 0 },
		{ { { 0, 30, 0, 0 } }, 28, MINUTE },
		{ { { 0, 30, 0, 0 } }, 270, 9 * MINUTE },
		{ { { 0, 0, 100, 0 } }, 900, 9 * HOUR },
		{ { { 0, 0, 0, 300 } }, 2700, 9 * DAY },
		{ { { 0, 30, 0, 300 } }, 270, 9 * MINUTE },
		{ { { 0, 30, 0, 300 } }, 271, DAY },
		{ { { 10, 0, 0, 0 } }, 10000, 1000 },
		/* More than is followed mail by mail. */
		{ { { 10, 0, 0, 0 } }, 1000000, 100000 },
		{ { { 0, 1, 0, 0 } }, 11, 10 * MINUTE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct estimate e = free_relay();
		e.limits = rows[i].limits;
		int64_t end = estimate_end(&e, rows[i].mails);
		if (end - NOW < rows[i].seconds ||
		    end - NOW > rows[i].seconds * 110 / 100 + 5)
			fail_msg("row %zu: %lld s", i, (long long)(end - NOW));
	}
}

static void what_was_sent_already(void **state)
{
	struct estimate e = free_relay();

	(void)state;
	e.limits.starts[PACE_DAY] = 300;
	e.windows[PACE_DAY].count = 1;
	e.windows[PACE_DAY].buckets[0] = (struct pace_bucket){
		.at = pace_bucket(PACE_DAY, e.pace - (int64_t)4 * HOUR * 1000),
		.starts = 270,
	};
	about(estimate_end(&e, 1), 20 * HOUR);
	e.windows[PACE_DAY].buckets[0].starts = 260;
	about(estimate_end(&e, 10), 0);
}

static void by_speed(void **state)
{
	struct estimate e = free_relay();

	(void)state;
	e.rate = 5;
	about(estimate_end(&e, 500), 100);
	e.not_before = NOW + 1000;
	about(estimate_end(&e, 500), 1100);
}

static void by_hours(void **state)
{
	struct estimate e = free_relay(); /* 11:00 in Paris */

	(void)state;
	assert_true(hours_parse(str_c("08:00-20:00"), &e.hours));
	e.limits.starts[PACE_HOUR] = 100;
	/* Nine hours are left today; the tenth window begins tomorrow. */
	about(estimate_end(&e, 90), 0);
	about(estimate_end(&e, 810), 8 * HOUR);
	about(estimate_end(&e, 990), 22 * HOUR);
	/* Closed now. */
	assert_true(hours_parse(str_c("14:00-15:00"), &e.hours));
	about(estimate_end(&e, 10), 3 * HOUR);
	/* A measured speed does not run over the end. */
	e.limits.starts[PACE_HOUR] = 0;
	e.rate = 1;
	about(estimate_end(&e, 3600), 4 * HOUR);
	about(estimate_end(&e, 3660), 27 * HOUR);
}

static void with_others(void **state)
{
	const struct estimate_rival rivals[] = { { 100000, 5 }, { 10, 5 },
		{ 1000, 9 } };
	const struct estimate_rival ours = { 100, 5 };

	(void)state;
	assert_int_equal(estimate_ahead(&ours, rivals, 0), 100);
	assert_int_equal(estimate_ahead(&ours, rivals, 1), 200);
	assert_int_equal(
	    estimate_ahead(&ours, rivals, 3), 100 + 100 + 10 + 180);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_nobody_knows),
		cmocka_unit_test(by_limits),
		cmocka_unit_test(what_was_sent_already),
		cmocka_unit_test(by_speed),
		cmocka_unit_test(by_hours),
		cmocka_unit_test(with_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
