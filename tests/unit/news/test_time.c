/* src/news/time.c */
#include "news/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

/* "2026-12-07 18:00", "2026-12-07", "18:00", with an offset in seconds. */
static const char *shown(struct arena *arena, const char *text)
{
	struct news_written w;
	const char *day = "";
	const char *hour = "";
	const char *offset = "";

	if (!news_time_read(arena, text, &w))
		return "none";
	if (w.has_day)
		day = arena_printf(arena, "%04d-%02d-%02d", w.local.year,
		    w.local.month, w.local.day);
	if (w.has_hour)
		hour = arena_printf(arena, "%s%02d:%02d", w.has_day ? " " : "",
		    w.local.hour, w.local.minute);
	if (w.has_offset)
		offset = arena_printf(arena, " %+d", w.offset);
	return arena_printf(arena, "%s%s%s", day, hour, offset);
}

static const struct {
	const char *text;
	const char *shown;
} rows[] = {
	{ "2026-12-07", "2026-12-07" },
	{ "2026-12-07 18:00", "2026-12-07 18:00" },
	{ "2026-12-07T18:00", "2026-12-07 18:00" },
	{ "2026-12-07T18:00:30", "2026-12-07 18:00" },
	{ "2026-12-07, 18:00", "2026-12-07 18:00" },
	{ "2026-12-07  6:05", "2026-12-07 06:05" },
	{ "2026-12-07 18h", "2026-12-07 18:00" },
	{ "7 décembre 2026 à 18 heures", "2026-12-07 18:00" },
	{ "7 décembre 2026, 18 heures 30", "2026-12-07 18:30" },
	{ "7 décembre 2026 midi", "2026-12-07 12:00" },
	{ "December 7, 2026 at noon", "2026-12-07 12:00" },
	{ "2026-12-07 à 18 h 30", "2026-12-07 18:30" },
	{ "2026-12-07T18:00Z", "2026-12-07 18:00 +0" },
	{ "2026-12-07 18:00 UTC", "2026-12-07 18:00 +0" },
	{ "2026-12-07 18:00 UTC+2", "none" },
	{ "2026-12-07T18:00+02:00", "2026-12-07 18:00 +7200" },
	{ "2026-12-07 18:00 -0330", "2026-12-07 18:00 -12600" },
	{ "2026-12-07 18:00 +02", "2026-12-07 18:00 +7200" },
	{ "7 décembre 2026 18h00", "2026-12-07 18:00" },
	{ "7 decembre 2026, 18 h", "2026-12-07 18:00" },
	{ "lundi 7 décembre 2026 à 18\u00a0h\u00a030", "2026-12-07 18:30" },
	{ "Le Lundi 7 DÉCEMBRE 2026", "2026-12-07" },
	{ "1er mai 2027", "2027-05-01" },
	{ "3 févr. 2027", "2027-02-03" },
	{ "3 août 2027", "2027-08-03" },
	{ "3 juil. 2027", "2027-07-03" },
	{ "3 jui 2027", "none" },
	{ "7 December 2026 6:00 pm", "2026-12-07 18:00" },
	{ "Monday, December 7th, 2026 at 6 p.m.", "2026-12-07 18:00" },
	{ "Dec 7, 2026 6PM", "2026-12-07 18:00" },
	{ "7 December 2026 12:00 am", "2026-12-07 00:00" },
	{ "7 December 2026 12 pm", "2026-12-07 12:00" },
	{ "7 December 2026 13:00 pm", "none" },
	{ "7 December 2026, 18:00", "2026-12-07 18:00" },
	{ "20:00", "20:00" },
	{ "20h", "20:00" },
	{ "20 h 15", "20:15" },
	{ "8 pm", "20:00" },
	{ "à 20h", "20:00" },
	{ "at 8:30 pm", "20:30" },
	{ "20:00 +01:00", "20:00 +3600" },
	/* Which of the two is the month nobody knows. */
	{ "07/12/2026", "none" },
	{ "07.12.2026", "none" },
	{ "07-12-2026", "none" },
	{ "7 décembre", "none" },
	{ "décembre 2026", "none" },
	{ "2026-12", "none" },
	{ "2026-12-7", "none" },
	{ "2026-12-07 18", "none" },
	{ "2026-12-07 25:00", "none" },
	{ "2026-12-07 18:60", "none" },
	{ "2026-12-07 18:00 CET", "none" },
	{ "2026-12-07 18:00 +25:00", "none" },
	{ "2026-12-07 18:00 et plus", "none" },
	{ "2026-12-07 UTC", "none" },
	{ "lundi", "none" },
	{ "demain", "none" },
	{ "20", "none" },
	{ "", "none" },
	{ "99999999999999999999", "none" },
};

static void test_read(void **state)
{
	struct arena arena = { 0 };
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *got = shown(&arena, rows[i].text);
		if (str_is(str_c(got), rows[i].shown))
			continue;
		(void)printf(
		    "\"%s\": %s, not %s\n", rows[i].text, got, rows[i].shown);
		bad++;
	}
	assert_int_equal(bad, 0);
	arena_free(&arena);
}

static const struct {
	const char *text;
	const char *zone;
	bool known;
	int64_t at;
	const char *there;
	enum news_fit fit;
} places[] = {
	{ "2026-12-07 18:00", "Europe/Paris", true, 1796662800, "07 18:00",
	    NEWS_ONCE },
	{ "2026-12-07 18:00 UTC", "Europe/Paris", true, 1796666400, "07 19:00",
	    NEWS_ONCE },
	{ "2026-12-07 23:30 UTC", "Europe/Paris", true, 1796686200, "08 00:30",
	    NEWS_ONCE },
	{ "2026-12-07 18:00+05:30", "UTC", true, 1796646600, "07 12:30",
	    NEWS_ONCE },
	{ "2026-12-07", "America/New_York", true, 1796619600, "07 00:00",
	    NEWS_ONCE },
	/* The clocks go forward at 2 and back at 3. */
	{ "2027-03-28 02:30", "Europe/Paris", true, 1806195600, "28 03:00",
	    NEWS_SKIPPED },
	{ "2027-03-28 03:00", "Europe/Paris", true, 1806195600, "28 03:00",
	    NEWS_ONCE },
	{ "2026-10-25 02:30", "Europe/Paris", true, 1792888200, "25 02:30",
	    NEWS_TWICE },
	{ "2026-10-25 02:30 +01:00", "Europe/Paris", true, 1792891800,
	    "25 02:30", NEWS_ONCE },
	{ "2026-10-25 03:00", "Europe/Paris", true, 1792893600, "25 03:00",
	    NEWS_ONCE },
	/* By half an hour. */
	{ "2027-04-04 01:45", "Australia/Lord_Howe", true, 1806763500,
	    "04 01:45", NEWS_TWICE },
	{ "2026-02-30", "Europe/Paris", false, 0, "", NEWS_ONCE },
	{ "2026-13-01", "Europe/Paris", false, 0, "", NEWS_ONCE },
	{ "1969-12-31", "Europe/Paris", false, 0, "", NEWS_ONCE },
	{ "2026-12-07", "Europe/Atlantis", false, 0, "", NEWS_ONCE },
};

static void test_place(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct news_written written;
		struct news_time time;
		enum news_fit fit;
		bool known;
		assert_true(news_time_read(&arena, places[i].text, &written));
		known = news_time_place(&written, places[i].zone, &time, &fit);
		if (known != places[i].known)
			fail_msg("%s", places[i].text);
		if (!known)
			continue;
		if (time.at != places[i].at)
			fail_msg(
			    "%s: %lld", places[i].text, (long long)time.at);
		assert_int_equal(fit, places[i].fit);
		assert_string_equal(
		    arena_printf(&arena, "%02d %02d:%02d", time.day_of_month,
			time.hour, time.minute),
		    places[i].there);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
