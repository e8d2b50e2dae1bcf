/* Hours of the day, also where clocks are changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/hours.h"

static void written(void **state)
{
	static const struct {
		const char *text;
		size_t ranges; /* 0 = it is none */
	} rows[] = {
		{ "08:00-20:00", 1 },
		{ "22:00-06:00", 1 },
		{ "00:00-24:00", 1 },
		{ " 08:00-12:00  14:00-18:30 ", 2 },
		{ "", 0 },
		{ "8:00-20:00", 0 },
		{ "08:00-08:00", 0 },
		{ "08:00-25:00", 0 },
		{ "08:00-24:01", 0 },
		{ "24:00-08:00", 0 },
		{ "08:60-09:00", 0 },
		{ "08:00", 0 },
		{ "08:00-", 0 },
		{ "08:00-12:00-14:00", 0 },
		{ "08.00-12.00", 0 },
		{ "+8:00-12:00", 0 },
		{ "00:00-01:00 02:00-03:00 04:00-05:00 06:00-07:00 "
		  "08:00-09:00 10:00-11:00 12:00-13:00 14:00-15:00 "
		  "16:00-17:00",
		    0 },
	};
	struct hours hours;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bool ok = hours_parse(str_c(rows[i].text), &hours);
		if (ok != (rows[i].ranges > 0))
			fail_msg("\"%s\": %d", rows[i].text, ok);
		if (ok)
			assert_int_equal(hours.count, rows[i].ranges);
	}
}

/* 2026-10-25 03:00 goes back to 02:00, 2026-03-29 02:00 on to 03:00. */
static void when_they_begin(void **state)
{
	static const struct {
		const char *hours;
		int64_t when;
		const char *open; /* the next moment */
		const char *closed;
	} rows[] = {
		/* 2026-11-22T10:00:30Z, 11:00:30 in Paris */
		{ "08:00-20:00", 1795341630, "2026-11-22T10:00:30Z",
		    "2026-11-22T19:00:00Z" },
		{ "14:00-15:00", 1795341630, "2026-11-22T13:00:00Z",
		    "2026-11-22T10:00:30Z" },
		{ "22:00-06:00", 1795341630, "2026-11-22T21:00:00Z",
		    "2026-11-22T10:00:30Z" },
		{ "08:00-09:00 13:37-13:38", 1795341630, "2026-11-22T12:37:00Z",
		    "2026-11-22T10:00:30Z" },
		/* The evening before the clock is put back. */
		{ "08:00-20:00", 1792868400, "2026-10-25T07:00:00Z",
		    "2026-10-24T19:00:00Z" },
		/* Half past two is there twice. */
		{ "02:30-02:45", 1792868400, "2026-10-25T00:30:00Z",
		    "2026-10-24T19:00:00Z" },
		/* The evening before it is put forward. */
		{ "08:00-20:00", 1774731600, "2026-03-29T06:00:00Z",
		    "2026-03-28T21:00:00Z" },
		/* Half past two is not there. */
		{ "02:30-03:30", 1774731600, "2026-03-29T01:00:00Z",
		    "2026-03-28T21:00:00Z" },
	};
	char text[DATE_SIZE];
	struct hours hours;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_true(hours_parse(str_c(rows[i].hours), &hours));
		date_iso(hours_next(&hours, "Europe/Paris", rows[i].when, true),
		    text);
		assert_string_equal(text, rows[i].open);
		date_iso(
		    hours_next(&hours, "Europe/Paris", rows[i].when, false),
		    text);
		assert_string_equal(text, rows[i].closed);
	}
}

static void always(void **state)
{
	struct hours hours = { .count = 0 };

	(void)state;
	assert_true(hours_open(&hours, "Europe/Paris", 1795341630));
	assert_true(hours_parse(str_c("00:00-24:00"), &hours));
	assert_true(hours_open(&hours, "Europe/Paris", 1795341630));
	/* It ends: there is no moment outside. */
	assert_true(
	    hours_next(&hours, "Europe/Paris", 1795341630, false) > 1795341630);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written),
		cmocka_unit_test(when_they_begin),
		cmocka_unit_test(always),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
