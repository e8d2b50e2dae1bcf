/* The days that a new newsletter begins with. */
#include "core/scaffold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static const struct {
	const char *now;
	const char *zone;
	const char *first;
	const char *event;
	const char *deadline;
} rows[] = {
	{ "2026-11-22 12:00", "Europe/Paris", "2026-12-01", "2026-12-10",
	    "2026-12-31" },
	/* The first day is a Saturday; a leap year. */
	{ "2028-01-31 12:00", "Europe/Paris", "2028-02-01", "2028-02-10",
	    "2028-02-29" },
	{ "2026-07-15 12:00", "Europe/Paris", "2026-08-03", "2026-08-13",
	    "2026-08-31" },
	/* The next year; a Sunday first. */
	{ "2027-12-31 23:30", "Europe/Paris", "2028-01-03", "2028-01-13",
	    "2028-01-31" },
	/* The same moment is another month elsewhere. */
	{ "2026-11-30 23:30", "UTC", "2026-12-01", "2026-12-10", "2026-12-31" },
	{ "2026-11-30 23:30", "Asia/Tokyo", "2027-01-01", "2027-01-14",
	    "2027-01-31" },
};

static void check(const struct date_local *day, const char *want)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "%04d-%02d-%02d", day->year,
	    day->month, day->day);
	assert_string_equal(text, want);
}

static void test_days(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scaffold_days days;
		struct date_local local;
		int64_t now;
		const char *zone = i >= 4 ? "UTC" : rows[i].zone;
		assert_true(date_parse_local(rows[i].now, &local));
		assert_true(date_from_local(&local, zone, &now));
		assert_true(scaffold_days(now, rows[i].zone, &days));
		check(&days.first, rows[i].first);
		check(&days.event, rows[i].event);
		check(&days.deadline, rows[i].deadline);
	}
}

static void test_no_zone(void **state)
{
	struct scaffold_days days;

	(void)state;
	assert_false(scaffold_days(0, "Mars/Olympus", &days));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_no_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
