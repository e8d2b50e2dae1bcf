/* src/base/date_local.c */
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void around_the_changes(void **state)
{
	static const struct {
		const char *zone;
		const char *text;
		const char *want; /* in UTC */
		const char *back; /* what the clocks show then; NULL = text */
	} rows[] = {
		{ "Europe/Paris", "2026-12-01 08:00", "2026-12-01T07:00:00Z",
		    NULL },
		{ "Europe/Paris", "2026-07-01T08:00", "2026-07-01T06:00:00Z",
		    "2026-07-01 08:00" },
		/* put forward at 02:00 on 29 March, back at 03:00 on 25 Oct. */
		{ "Europe/Paris", "2026-03-29 01:59", "2026-03-29T00:59:00Z",
		    NULL },
		{ "Europe/Paris", "2026-03-29 02:00", "2026-03-29T01:00:00Z",
		    "2026-03-29 03:00" },
		{ "Europe/Paris", "2026-03-29 02:30", "2026-03-29T01:00:00Z",
		    "2026-03-29 03:00" },
		{ "Europe/Paris", "2026-03-29 03:00", "2026-03-29T01:00:00Z",
		    NULL },
		{ "Europe/Paris", "2026-10-25 01:59", "2026-10-24T23:59:00Z",
		    NULL },
		{ "Europe/Paris", "2026-10-25 02:00", "2026-10-25T00:00:00Z",
		    NULL },
		{ "Europe/Paris", "2026-10-25 02:30", "2026-10-25T00:30:00Z",
		    NULL },
		{ "Europe/Paris", "2026-10-25 03:00", "2026-10-25T02:00:00Z",
		    NULL },
		/* half an hour, on the other side of the world */
		{ "Australia/Lord_Howe", "2026-10-04 02:10",
		    "2026-10-03T15:30:00Z", "2026-10-04 02:30" },
		{ "Australia/Lord_Howe", "2026-04-05 01:45",
		    "2026-04-04T14:45:00Z", NULL },
		/* at midnight; a winter that is "summer time" set back */
		{ "America/Havana", "2026-03-08 00:30", "2026-03-08T05:00:00Z",
		    "2026-03-08 01:00" },
		{ "America/Havana", "2026-11-01 00:30", "2026-11-01T04:30:00Z",
		    NULL },
		{ "Europe/Dublin", "2026-10-25 01:30", "2026-10-25T00:30:00Z",
		    NULL },
		{ "America/New_York", "2026-11-01 01:30",
		    "2026-11-01T05:30:00Z", NULL },
		/* a day that Samoa left out */
		{ "Pacific/Apia", "2011-12-30 12:00", "2011-12-30T10:00:00Z",
		    "2011-12-31 00:00" },
		{ "UTC", "2028-02-29 00:00", "2028-02-29T00:00:00Z", NULL },
	};
	char text[DATE_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *back =
		    rows[i].back == NULL ? rows[i].text : rows[i].back;
		struct date_local local;
		int64_t when;

		assert_true(date_parse_local(rows[i].text, &local));
		assert_true(date_from_local(&local, rows[i].zone, &when));
		date_iso(when, text);
		if (strcmp(text, rows[i].want) != 0)
			fail_msg("%s %s: %s", rows[i].zone, rows[i].text, text);
		assert_true(date_to_local(when, rows[i].zone, &local));
		date_print_local(&local, text);
		if (strcmp(text, back) != 0)
			fail_msg("%s %s: %s", rows[i].zone, rows[i].text, text);
	}
}

static void no_dates(void **state)
{
	static const char *const texts[] = { "", "2026-12-01",
		"2026-12-01 8:00", "2026-12-01 24:00", "2026-12-01 12:60",
		"2026-02-29 12:00", "2026-00-01 12:00", "2026-13-01 12:00",
		"1969-12-31 23:00", "2026-12-01 08:00 ", "2026/12/01 08:00",
		"2026-12-01 +8:00", "2026-12-00 08:00" };
	struct date_local local;
	int64_t when;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (date_parse_local(texts[i], &local))
			fail_msg("\"%s\" is taken for a date", texts[i]);
	assert_true(date_parse_local("2026-12-01 08:00", &local));
	assert_false(date_from_local(&local, "Mars/Olympus", &when));
	assert_false(date_to_local(0, "+02", &local));
	local.month = 13;
	assert_false(date_from_local(&local, "UTC", &when));
}

/* Again and again in a year, in zones that change their clocks. */
static void there_and_back(void **state)
{
	static const char *const zones[] = { "Europe/Paris", "America/New_York",
		"Australia/Lord_Howe" };
	const int64_t begin = 1767225600; /* 2026-01-01 */

	(void)state;
	for (size_t z = 0; z < sizeof(zones) / sizeof(*zones); z++) {
		for (int64_t t = begin; t < begin + INT64_C(86400) * 400;
		     t += 12600) {
			struct date_local local;
			struct date_local again;
			int64_t when;

			assert_true(date_to_local(t, zones[z], &local));
			assert_true(date_from_local(&local, zones[z], &when));
			assert_true(
			    when == t || when == t - 3600 || when == t - 1800);
			assert_true(date_to_local(when, zones[z], &again));
			assert_memory_equal(&local, &again, sizeof(local));
		}
	}
}

static void calendar(void **state)
{
	(void)state;
	assert_int_equal(date_weekday(2026, 11, 22), 6);
	assert_int_equal(date_weekday(2026, 12, 7), 0);
	assert_int_equal(date_weekday(1970, 1, 1), 3);
	assert_int_equal(date_weekday(2000, 2, 29), 1);
	assert_int_equal(date_month_days(2026, 2), 28);
	assert_int_equal(date_month_days(2028, 2), 29);
	assert_int_equal(date_month_days(2026, 12), 31);
}

static void next_days(void **state)
{
	static const struct date_local days[][2] = {
		{ { 2026, 12, 31, 8, 5 }, { 2027, 1, 1, 8, 5 } },
		{ { 2028, 2, 28, 0, 0 }, { 2028, 2, 29, 0, 0 } },
		{ { 2026, 2, 28, 0, 0 }, { 2026, 3, 1, 0, 0 } },
		{ { 2026, 10, 25, 0, 10 }, { 2026, 10, 26, 0, 10 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		struct date_local day = days[i][0];
		date_add_days(&day, 1);
		assert_memory_equal(&day, &days[i][1], sizeof(day));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(around_the_changes),
		cmocka_unit_test(no_dates),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(calendar),
		cmocka_unit_test(next_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
