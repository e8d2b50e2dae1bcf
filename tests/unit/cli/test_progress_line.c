/* What is said of long work, in lines of any width. */
#include "cli/progress_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/meter.h"

static const struct {
	struct progress_line line;
	size_t width;
	const char *want;
} rows[] = {
	{ { .label = "checking", .done = 7 }, 79, "checking 7" },
	{ { .label = "checking", .done = 7, .rate = 3 }, 79,
	    "checking 7, 3.0/s" },
	{ { .label = "sending", .total = 500 }, 79, "sending 0/500 (0 %)" },
	{ { .label = "sending", .done = 120, .total = 500, .rate = 31.4 }, 79,
	    "sending 120/500 (24 %), 31/s, 0:13 left" },
	{ { .label = "sending",
	      .done = 120,
	      .total = 500,
	      .rate = 0.5,
	      .failed = 2,
	      .later = 1 },
	    79,
	    "sending 120/500 (24 %), 30/min, 12:41 left, 2 failed, "
	    "1 to be tried later" },
	{ { .label = "",
	      .done = 1,
	      .total = 9,
	      .rate = 2,
	      .no_estimate = true },
	    79, "1/9 (11 %), 2.0/s" },
	/* A day and more is told in hours. */
	{ { .label = "sending", .done = 1, .total = 3601, .rate = 0.01 }, 79,
	    "sending 1/3601 (0 %), 36.0/h, 100:00:01 left" },
	{ { .label = "sending", .done = 1, .total = 7, .rate = 0.001 }, 79,
	    "sending 1/7 (14 %), 3.6/h, 1:40:01 left" },
	/* All is done: no time is left. */
	{ { .label = "sending", .done = 5, .total = 5, .rate = 2 }, 79,
	    "sending 5/5 (100 %), 2.0/s" },
	/* While it waits, rate and estimate would mislead. */
	{ { .label = "sending",
	      .done = 30,
	      .total = 500,
	      .rate = 31,
	      .waiting = "14:30" },
	    79, "sending 30/500 (6 %), waiting until 14:30" },
	/* What has no room is left out; what went wrong goes last. */
	{ { .label = "sending",
	      .done = 120,
	      .total = 500,
	      .rate = 31.4,
	      .failed = 2 },
	    47, "sending 120/500 (24 %), 0:13 left, 2 failed" },
	{ { .label = "sending",
	      .done = 120,
	      .total = 500,
	      .rate = 31.4,
	      .failed = 2 },
	    33, "sending 120/500 (24 %), 2 failed" },
	{ { .label = "sending", .done = 120, .total = 500, .failed = 2 }, 10,
	    "sending 120/500 (24 %)" },
	{ { .label = "sending", .done = 120, .total = 500, .failed = 2 },
	    SIZE_MAX, "sending 120/500 (24 %), 2 failed" },
	{ { .label = "sending", .done = 3, .total = 4, .held = 1 }, SIZE_MAX,
	    "sending 3/4 (75 %), 1 held" },
	/* Columns are counted, not bytes. */
	{ { .label = "\xc3\xa9\xc3\xa9\xc3\xa9", .done = 1, .failed = 1 }, 15,
	    "\xc3\xa9\xc3\xa9\xc3\xa9 1, 1 failed" },
	{ { .label = "", .done = 7, .total = 14 }, 79, "7/14 (50 %)" },
	/* Numbers as large as they come. */
	{ { .label = "x", .done = INT64_MAX, .total = INT64_MAX }, 79,
	    "x 9223372036854775807/9223372036854775807 (100 %)" },
};

static void test_line(void **state)
{
	char got[200];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		progress_line(&rows[i].line, rows[i].width, got, sizeof(got));
		assert_string_equal(got, rows[i].want);
	}
}

/* A line longer than its place is cut, not written beyond. */
static void test_cut(void **state)
{
	const struct progress_line line = {
		.label = "sending", .done = 12, .failed = 3
	};
	char got[16];

	(void)state;
	memset(got, 'x', sizeof(got));
	progress_line(&line, SIZE_MAX, got, 12);
	assert_string_equal(got, "sending 12,");
	assert_int_equal(got[12], 'x');
}

static void test_meter(void **state)
{
	struct meter meter = { 0 };

	(void)state;
	assert_true(meter_rate(&meter, 5000, 7) == 0);
	meter_add(&meter, 1000, 0);
	/* Too soon to say. */
	assert_true(meter_rate(&meter, 1100, 50) == 0);
	assert_true(meter_rate(&meter, 2000, 50) == 50);
	/* Samples closer than a second are not kept. */
	meter_add(&meter, 1500, 25);
	assert_int_equal(meter.count, 1);
	/* Ten a second for a minute, then nothing: it comes down to zero. */
	for (int i = 1; i <= 60; i++)
		meter_add(&meter, 1000 + i * 1000, i * 10);
	assert_true(meter_rate(&meter, 61000, 600) == 10);
	for (int i = 61; i <= 80; i++)
		meter_add(&meter, 1000 + i * 1000, 600);
	assert_true(meter_rate(&meter, 81000, 600) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_meter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
