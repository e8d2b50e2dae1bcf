/* src/base/date.c */
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void written(void **state)
{
	static const struct {
		int64_t when;
		const char *mail;
		const char *iso;
	} rows[] = {
		{ 0, "Thu, 01 Jan 1970 00:00:00 +0000",
		    "1970-01-01T00:00:00Z" },
		{ 1795341600, "Sun, 22 Nov 2026 10:00:00 +0000",
		    "2026-11-22T10:00:00Z" },
		{ 1709164799, "Wed, 28 Feb 2024 23:59:59 +0000",
		    "2024-02-28T23:59:59Z" },
		{ 1709164800, "Thu, 29 Feb 2024 00:00:00 +0000",
		    "2024-02-29T00:00:00Z" },
		{ 4102444800, "Fri, 01 Jan 2100 00:00:00 +0000",
		    "2100-01-01T00:00:00Z" },
	};
	char text[DATE_SIZE];

	(void)state;
	/* Neither the machine's zone nor its language matters. */
	assert_int_equal(setenv("TZ", "America/New_York", 1), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		date_rfc5322(rows[i].when, text);
		assert_string_equal(text, rows[i].mail);
		date_iso(rows[i].when, text);
		assert_string_equal(text, rows[i].iso);
	}
}

static void zones(void **state)
{
	static const struct {
		const char *name;
		bool exists;
	} rows[] = {
		{ "Europe/Paris", true },
		{ "UTC", true },
		{ "America/Argentina/Ushuaia", true },
		{ "Europe/Pari", false },
		{ "Mars/Olympus", false },
		{ "", false },
		{ NULL, false },
		{ "+02", false },
		{ "+02:00", false },
		{ "/etc/localtime", false },
		{ "../Europe/Paris", false },
	};
	char day[DATE_SIZE];
	int64_t start;
	int64_t next;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bool got = date_zone_exists(rows[i].name);
		if (got != rows[i].exists)
			fail_msg("row %zu: %d", i, got);
		assert_int_equal(date_local_day(0, rows[i].name, day), got);
		assert_int_equal(
		    date_period(0, DATE_DAY, rows[i].name, &start, &next), got);
		assert_int_equal(
		    date_parse_day("2026-01-01", rows[i].name, &start), got);
	}
}

/* `start` and `next` as RFC 3339. */
static const struct period {
	int64_t when;
	enum date_period period;
	const char *zone;
	const char *start;
	const char *next;
} periods[] = {
	/* Sunday 22 November 2026, 11:00 in Paris */
	{ 1795341600, DATE_DAY, "Europe/Paris", "2026-11-21T23:00:00Z",
	    "2026-11-22T23:00:00Z" },
	{ 1795341600, DATE_WEEK, "Europe/Paris", "2026-11-15T23:00:00Z",
	    "2026-11-22T23:00:00Z" },
	{ 1795341600, DATE_MONTH, "Europe/Paris", "2026-10-31T23:00:00Z",
	    "2026-11-30T23:00:00Z" },
	/* its first and last seconds */
	{ 1795302000, DATE_DAY, "Europe/Paris", "2026-11-21T23:00:00Z",
	    "2026-11-22T23:00:00Z" },
	{ 1795301999, DATE_DAY, "Europe/Paris", "2026-11-20T23:00:00Z",
	    "2026-11-21T23:00:00Z" },
	/* 29 March 2026 has 23 hours, 25 October 25 */
	{ 1774742400, DATE_DAY, "Europe/Paris", "2026-03-28T23:00:00Z",
	    "2026-03-29T22:00:00Z" },
	{ 1774742400, DATE_WEEK, "Europe/Paris", "2026-03-22T23:00:00Z",
	    "2026-03-29T22:00:00Z" },
	{ 1774742400, DATE_MONTH, "Europe/Paris", "2026-02-28T23:00:00Z",
	    "2026-03-31T22:00:00Z" },
	{ 1792890000, DATE_DAY, "Europe/Paris", "2026-10-24T22:00:00Z",
	    "2026-10-25T23:00:00Z" },
	/* a leap day; the end of a year; a week over both */
	{ 1709164800, DATE_MONTH, "UTC", "2024-02-01T00:00:00Z",
	    "2024-03-01T00:00:00Z" },
	{ 1798761599, DATE_MONTH, "UTC", "2026-12-01T00:00:00Z",
	    "2027-01-01T00:00:00Z" },
	{ 1798761599, DATE_WEEK, "UTC", "2026-12-28T00:00:00Z",
	    "2027-01-04T00:00:00Z" },
	/* Havana puts the clock forward at midnight, 8 March 2026 */
	{ 1772946000, DATE_DAY, "America/Havana", "2026-03-08T05:00:00Z",
	    "2026-03-09T04:00:00Z" },
	{ 1772945999, DATE_DAY, "America/Havana", "2026-03-07T05:00:00Z",
	    "2026-03-08T05:00:00Z" },
	/* the Azores back from 1:00 to midnight, 25 October 2026 */
	{ 1792888200, DATE_DAY, "Atlantic/Azores", "2026-10-25T00:00:00Z",
	    "2026-10-26T01:00:00Z" },
	{ 1792891800, DATE_DAY, "Atlantic/Azores", "2026-10-25T00:00:00Z",
	    "2026-10-26T01:00:00Z" },
	/* Samoa had no 30 December 2011 */
	{ 1325239200, DATE_DAY, "Pacific/Apia", "2011-12-30T10:00:00Z",
	    "2011-12-31T10:00:00Z" },
};

static void period_boundaries(void **state)
{
	char start_text[DATE_SIZE];
	char next_text[DATE_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(periods) / sizeof(*periods); i++) {
		const struct period *row = &periods[i];
		int64_t start;
		int64_t next;
		assert_true(date_period(
		    row->when, row->period, row->zone, &start, &next));
		date_iso(start, start_text);
		date_iso(next, next_text);
		if (start > row->when || next <= row->when)
			fail_msg("row %zu: %s is not around %lld", i,
			    start_text, (long long)row->when);
		assert_string_equal(start_text, row->start);
		assert_string_equal(next_text, row->next);
	}
}

/* Period follows period without a gap, over every change of the clock. */
static void periods_meet(void **state)
{
	static const char *const names[] = { "Europe/Paris", "America/Havana",
		"Atlantic/Azores", "Australia/Lord_Howe", "Asia/Kathmandu" };
	int64_t start;
	int64_t next;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		int64_t when = 1767225600; /* two years from 2026 on */
		while (when < 1767225600 + 730LL * 86400) {
			assert_true(date_period(
			    when, DATE_DAY, names[i], &start, &next));
			assert_in_range(next - start, 82800, 90000);
			assert_true(start <= when && when < next);
			assert_true(date_period(
			    next, DATE_DAY, names[i], &start, &when));
			assert_int_equal(start, next);
		}
	}
}

static void days(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "2026-11-22", "2026-11-21T23:00:00Z" },
		{ "2026-07-01", "2026-06-30T22:00:00Z" },
		{ "2024-02-29", "2024-02-28T23:00:00Z" },
		{ "2026-02-29", NULL },
		{ "2026-00-10", NULL },
		{ "2026-13-10", NULL },
		{ "2026-04-31", NULL },
		{ "1969-12-31", NULL },
		{ "2026-1-1", NULL },
		{ " 2026-1-01", NULL },
		{ "2026-+1-01", NULL },
		{ "2026- 1-01", NULL },
		{ "2026-01-1 ", NULL },
		{ "2026/01/01", NULL },
		{ "2026-01-011", NULL },
		{ "2026-01-0", NULL },
		{ "", NULL },
	};
	char text[DATE_SIZE];
	int64_t when;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bool ok = date_parse_day(rows[i].text, "Europe/Paris", &when);
		if (ok != (rows[i].want != NULL))
			fail_msg("\"%s\": %d", rows[i].text, ok);
		if (!ok)
			continue;
		date_iso(when, text);
		assert_string_equal(text, rows[i].want);
		assert_true(date_local_day(when, "Europe/Paris", text));
		assert_string_equal(text, rows[i].text);
		assert_true(date_local_day(when - 1, "Europe/Paris", text));
		assert_string_not_equal(text, rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written),
		cmocka_unit_test(zones),
		cmocka_unit_test(period_boundaries),
		cmocka_unit_test(periods_meet),
		cmocka_unit_test(days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
