/* The pace clock and the windows, by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/pace.h"

static void time_passes_as_it_did(void **state)
{
	static const struct {
		struct clock_reading then;
		struct clock_reading now;
		int64_t passed;
	} rows[] = {
		/* one boot: whatever the wall clock says */
		{ { "a", 100, 5000, true }, { "a", 130, 9000, true }, 30 },
		{ { "a", 100, 5000, true }, { "a", 130, 10, false }, 30 },
		{ { "a", 100, 5000, true }, { "a", 90, 6000, true }, 0 },
		/* another boot: the wall clock if it is right at both ends */
		{ { "a", 100, 5000, true }, { "b", 20, 5900, true }, 900 },
		{ { "a", 100, 5000, false }, { "b", 20, 5900, true }, 20 },
		{ { "a", 100, 5000, true }, { "b", 20, 5900, false }, 20 },
		{ { "a", 100, 5000, true }, { "b", 20, 4000, true }, 20 },
		{ { "a", 100, 5000, true }, { "b", 300, 5010, false }, 300 },
		/* who knows: never more than can be proven */
		{ { "", 100, 5000, false }, { "b", 130, 9000, false }, 30 },
		{ { "a", 100, 5000, false }, { "", 20, 9000, false }, 20 },
		{ { "", 100, 5000, true }, { "", 20, 9000, true }, 4000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct pace_anchor anchor = { rows[i].then, 7000 };
		assert_int_equal(
		    pace_now(&anchor, &rows[i].now), 7000 + rows[i].passed);
	}
}

static void a_tenth_is_kept_for_notices(void **state)
{
	static const struct {
		enum pace_span span;
		int limit;
		int bulk;
	} rows[] = {
		{ PACE_SECOND, 10, 10 },
		{ PACE_MINUTE, 1, 1 },
		{ PACE_MINUTE, 2, 1 },
		{ PACE_MINUTE, 30, 27 },
		{ PACE_HOUR, 19, 18 },
		{ PACE_DAY, 300, 270 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(
		    pace_allowed(rows[i].span, rows[i].limit, true),
		    rows[i].bulk);
		assert_int_equal(
		    pace_allowed(rows[i].span, rows[i].limit, false),
		    rows[i].limit);
	}
}

static void the_next_one_waits_for_its_turn(void **state)
{
	const int64_t second = 1000;
	const int64_t now = 1000 * second;
	/* 5 starts 60 s ago, 5 of them 30 s ago. */
	const struct pace_bucket buckets[] = { { 940, 5 }, { 970, 5 } };

	(void)state;
	assert_int_equal(pace_wait(PACE_MINUTE, buckets, 2, 11, 0, now), 0);
	assert_int_equal(
	    pace_wait(PACE_MINUTE, buckets, 2, 10, 0, now), 2 * second);
	/* With others ahead of it. */
	assert_int_equal(
	    pace_wait(PACE_MINUTE, buckets, 2, 11, 1, now), 2 * second);
	assert_int_equal(
	    pace_wait(PACE_MINUTE, buckets, 2, 10, 5, now), 32 * second);
	/* They take it all: the time alone does not help. */
	assert_int_equal(
	    pace_wait(PACE_MINUTE, NULL, 0, 3, 3, now), 1 * second);
	assert_int_equal(pace_wait(PACE_MINUTE, NULL, 0, 3, 2, now), 0);
}

static void a_bucket_counts_as_long_as_it_may(void **state)
{
	(void)state;
	for (int i = 0; i < PACE_SPAN__MAX; i++) {
		enum pace_span span = (enum pace_span)i;
		int64_t width = pace_width(span);
		int64_t start = 1000 * width + 3;
		int64_t wait;
		struct pace_bucket one = { pace_bucket(span, start), 1 };

		assert_true(
		    pace_bucket(span, start) >= pace_oldest(span, start));
		assert_true(
		    pace_bucket(span, start) - pace_oldest(span, start) <
		    PACE_BUCKETS);
		wait = pace_wait(span, &one, 1, 1, 0, start);
		assert_true(pace_oldest(span, start + wait - 1) <= one.at);
		assert_true(pace_oldest(span, start + wait) > one.at);
	}
	assert_int_equal(pace_bucket(PACE_MINUTE, -1), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_passes_as_it_did),
		cmocka_unit_test(a_tenth_is_kept_for_notices),
		cmocka_unit_test(the_next_one_waits_for_its_turn),
		cmocka_unit_test(a_bucket_counts_as_long_as_it_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
