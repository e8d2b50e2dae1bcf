/* Bars of a chart, in blocks and in plain letters. */
#include "cli/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

static const struct {
	int64_t part;
	int64_t whole;
	size_t width;
	bool blocks;
	const char *want;
} rows[] = {
	{ 0, 10, 4, false, "    " },
	{ 10, 10, 4, false, "####" },
	{ 5, 10, 4, false, "##  " },
	/* One of many still shows; all but one does not look like all. */
	{ 1, 100000, 4, false, "#   " },
	{ 99999, 100000, 4, false, "### " },
	{ 11, 10, 4, false, "####" },
	{ 0, 0, 4, false, "    " },
	{ 3, 0, 4, false, "    " },
	{ -1, 10, 4, false, "    " },
	{ 10, 10, 4, true, "████" },
	{ 1, 32, 4, true, "▏   " },
	{ 1, 100000, 4, true, "▏   " },
	{ 9, 32, 4, true, "█▏  " },
	{ 99999, 100000, 4, true, "███▉" },
	{ 5, 10, 3, true, "█▌ " },
	{ 0, 10, 2, true, "  " },
	{ 7, 10, 0, true, "" },
};

static void test_bars(void **state)
{
	char bar[CHART_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		chart_bar(rows[i].part, rows[i].whole, rows[i].width,
		    rows[i].blocks, bar);
		assert_string_equal(bar, rows[i].want);
		assert_int_equal(utf8_width(str_c(bar)), rows[i].width);
	}
}

/* Never wider than it may be, and never shorter for more. */
static void test_every_width(void **state)
{
	char bar[CHART_SIZE];

	(void)state;
	for (size_t width = 0; width <= CHART_WIDTH_MAX + 2; width++) {
		size_t before = 0;
		size_t wide = width < CHART_WIDTH_MAX ? width : CHART_WIDTH_MAX;
		for (int64_t part = 0; part <= 50; part++) {
			chart_bar(part, 50, width, true, bar);
			assert_int_equal(utf8_width(str_c(bar)), wide);
			size_t shown = strcspn(bar, " ");
			assert_true(shown >= before);
			before = shown;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_every_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
