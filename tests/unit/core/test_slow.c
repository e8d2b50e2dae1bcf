/* Who is slowed down by what, for how long, and how it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "core/slow.h"

static const int64_t now = 1000000000;

static void effects(void **state)
{
	static const struct {
		enum verdict verdict;
		int code;
		bool session;
		enum slow domain;
		enum slow relay;
	} rows[] = {
		{ VERDICT_NONE, 250, false, SLOW_NOT, SLOW_NOT },
		{ VERDICT_ADDRESS, 550, false, SLOW_NOT, SLOW_NOT },
		{ VERDICT_ADDRESS, 450, false, SLOW_HINT, SLOW_NOT },
		{ VERDICT_FULL, 452, false, SLOW_NOT, SLOW_NOT },
		{ VERDICT_LATER, 450, false, SLOW_HINT, SLOW_NOT },
		{ VERDICT_DOMAIN, 450, false, SLOW_DOWN, SLOW_NOT },
		{ VERDICT_DOMAIN, 421, true, SLOW_HINT, SLOW_NOT },
		{ VERDICT_RELAY, 451, false, SLOW_NOT, SLOW_DOWN },
		{ VERDICT_RELAY, 550, false, SLOW_NOT, SLOW_DOWN },
		{ VERDICT_RELAY, 421, true, SLOW_NOT, SLOW_HINT },
		{ VERDICT_SESSION, 421, true, SLOW_NOT, SLOW_NOT },
		{ VERDICT_QUOTA, 550, false, SLOW_NOT, SLOW_STOP },
		{ VERDICT_QUOTA, 421, true, SLOW_NOT, SLOW_STOP },
		{ VERDICT_POLICY, 554, false, SLOW_NOT, SLOW_NOT },
		{ VERDICT_LOGIN, 535, false, SLOW_NOT, SLOW_NOT },
		{ VERDICT_MESSAGE, 552, false, SLOW_NOT, SLOW_NOT },
		{ VERDICT_OTHER, 451, false, SLOW_NOT, SLOW_HINT },
		{ VERDICT_OTHER, 550, false, SLOW_NOT, SLOW_NOT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct slow_effect got = slow_effect_of(
		    rows[i].verdict, rows[i].code, rows[i].session);
		if (got.domain != rows[i].domain || got.relay != rows[i].relay)
			fail_msg("%s %d: %d %d", verdict_name(rows[i].verdict),
			    rows[i].code, got.domain, got.relay);
	}
}

static void doubling_and_shrinking(void **state)
{
	struct brake brake = { 0 };
	int64_t last = 0;
	int64_t t = now;
	int mails = 0;

	(void)state;
	assert_true(slow_is_over(&brake));
	assert_int_equal(slow_until(&brake, now), now);
	for (int i = 0; i < 30; i++) {
		slow_down(&brake, SLOW_DOWN, now);
		assert_int_equal(slow_until(&brake, now), now + brake.gap);
		assert_true(brake.gap == 2 * last || last == 0 ||
			    brake.gap == SLOW_GAP_MAX);
		last = brake.gap;
	}
	assert_int_equal(brake.gap, SLOW_GAP_MAX);
	while (!slow_is_over(&brake)) {
		t = slow_until(&brake, t);
		slow_started(&brake, t);
		assert_int_equal(brake.until, t + brake.gap);
		slow_went_well(&brake);
		assert_true(brake.gap < last);
		last = brake.gap;
		mails++;
	}
	assert_in_range(mails, 10, 40);
	assert_int_equal(brake.until, 0);
}

static void hints(void **state)
{
	struct brake brake = { 0 };

	(void)state;
	slow_down(&brake, SLOW_HINT, now);
	slow_down(&brake, SLOW_HINT, now);
	assert_int_equal(slow_until(&brake, now), now);
	slow_went_well(&brake);
	assert_true(slow_is_over(&brake));
	for (int i = 0; i < 3; i++)
		slow_down(&brake, SLOW_HINT, now);
	assert_int_equal(slow_until(&brake, now), now + 1);
	slow_down(&brake, SLOW_HINT, now);
	assert_int_equal(slow_until(&brake, now), now + 2);
	slow_down(&brake, SLOW_NOT, now);
	assert_int_equal(slow_until(&brake, now), now + 2);
}

static void quota(void **state)
{
	static const int64_t want[] = { 15 * CLOCK_MINUTE, CLOCK_HOUR,
		2 * CLOCK_HOUR, 4 * CLOCK_HOUR, 4 * CLOCK_HOUR,
		4 * CLOCK_HOUR };
	struct brake brake = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		slow_down(&brake, SLOW_STOP, now);
		assert_int_equal(slow_until(&brake, now), now + want[i]);
		slow_started(&brake, now);
		assert_int_equal(slow_until(&brake, now), now + want[i]);
	}
	slow_went_well(&brake);
	assert_true(slow_is_over(&brake));
	assert_int_equal(slow_until(&brake, now), now);
}

/* A clock that jumps back does not stop the mail for that long. */
static void jumps(void **state)
{
	struct brake brake = { 0 };

	(void)state;
	slow_down(&brake, SLOW_STOP, now);
	assert_int_equal(slow_until(&brake, now - CLOCK_DAY), now - CLOCK_DAY);
	assert_int_equal(slow_until(&brake, now + CLOCK_DAY), now + CLOCK_DAY);
}

/* Whatever happens, nothing waits for ever, and success ends it. */
static void any_course(void **state)
{
	(void)state;
	srand(7);
	for (int run = 0; run < 300; run++) {
		struct brake brake = { 0 };
		int64_t t = now;
		for (int i = 0; i < 200; i++) {
			int64_t until = slow_until(&brake, t);
			assert_in_range(until, t, t + SLOW_QUOTA_MAX);
			t += rand() % 5 == 0 ? until - t : rand() % 100;
			slow_started(&brake, t);
			if (rand() % 2 == 0)
				slow_went_well(&brake);
			else
				slow_down(&brake, (enum slow)(rand() % 4), t);
			assert_in_range(brake.gap, 0, SLOW_GAP_MAX);
		}
		for (int i = 0; i < 40; i++)
			slow_went_well(&brake);
		assert_true(slow_is_over(&brake));
	}
}

static void places(void **state)
{
	struct brake brake = { .until = now + 8, .gap = 8 };
	int64_t last = now;

	(void)state;
	for (int64_t n = 0; n < 10; n++) {
		int64_t at = slow_place(&brake, n, (uint64_t)n, now);
		assert_true(at > last);
		assert_in_range(at, now + 8 + n * 8, now + 8 + n * 8 + 4);
		last = at;
	}
	for (int64_t n = 10; n < 5000; n++)
		assert_in_range(
		    slow_place(&brake, n, (uint64_t)n, now), now + 8, now + 88);
	brake.gap = SLOW_GAP_MAX;
	for (int64_t n = 0; n < 5000; n++)
		assert_in_range(slow_place(&brake, n, (uint64_t)n, now),
		    now + 8, now + 8 + SLOW_SPREAD_MAX + SLOW_GAP_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(effects),
		cmocka_unit_test(doubling_and_shrinking),
		cmocka_unit_test(hints),
		cmocka_unit_test(quota),
		cmocka_unit_test(jumps),
		cmocka_unit_test(any_course),
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
