/* src/news/spoken.c: how people say when, and in which language. */
#include "news/spoken.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena arena;

static int clean(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

#define NB "\u00a0"

/* Year, month, day, hour, minute; an hour below 0 is a whole day. */
struct when {
	int n[5];
};

static struct news_time moment(const struct when *when)
{
	const int *n = when->n;

	if (n[0] == 0)
		return (struct news_time){ 0 };
	return (struct news_time){ .at = 1,
		.day = n[3] < 0,
		.year = n[0],
		.month = n[1],
		.day_of_month = n[2],
		.hour = n[3] < 0 ? 0 : n[3],
		.minute = n[4] };
}

static const struct {
	struct when from;
	struct when to;
	const char *zone; /* named; NULL = not */
	const char *fr;
	const char *en;
} events[] = {
	{ { { 2026, 12, 7, 18, 0 } }, { { 2026, 12, 7, 20, 0 } }, NULL,
	    "lundi 7" NB "décembre" NB "2026, 18" NB "h" NB "– 20" NB "h",
	    "Monday 7" NB "December" NB "2026, 6–8" NB "pm" },
	{ { { 2026, 12, 7, 18, 0 } }, { { 2026, 12, 7, 20, 30 } },
	    "Europe/Paris",
	    "lundi 7" NB "décembre" NB "2026, 18" NB "h" NB "– 20" NB "h" NB
	    "30 (heure de Paris)",
	    "Monday 7" NB "December" NB "2026, 6–8:30" NB "pm (Paris time)" },
	{ { { 2027, 1, 1, 9, 5 } }, { { 0 } }, "America/New_York",
	    "vendredi 1er" NB "janvier" NB "2027, 9" NB "h" NB
	    "05 (heure de New York)",
	    "Friday 1" NB "January" NB "2027, 9:05" NB "am (New York time)" },
	{ { { 2026, 12, 7, 10, 0 } }, { { 2026, 12, 7, 12, 0 } },
	    "Europe/London",
	    "lundi 7" NB "décembre" NB "2026, 10" NB "h" NB "– 12" NB
	    "h (heure de Londres)",
	    "Monday 7" NB "December" NB "2026, 10" NB "am" NB
	    "– noon (London time)" },
	{ { { 2026, 12, 7, 12, 0 } }, { { 2026, 12, 7, 14, 0 } }, "UTC",
	    "lundi 7" NB "décembre" NB "2026, 12" NB "h" NB "– 14" NB "h (UTC)",
	    "Monday 7" NB "December" NB "2026, noon" NB "– 2" NB "pm (UTC)" },
	{ { { 2026, 12, 7, 12, 30 } }, { { 2026, 12, 7, 14, 0 } },
	    "Africa/Abidjan",
	    "lundi 7" NB "décembre" NB "2026, 12" NB "h" NB "30" NB "– 14" NB
	    "h (heure d’Abidjan)",
	    "Monday 7" NB "December" NB "2026, 12:30–2" NB
	    "pm (Abidjan time)" },
	{ { { 2026, 12, 7, 22, 0 } }, { { 2026, 12, 8, 0, 0 } }, NULL,
	    "du lundi 7" NB "décembre" NB "2026, 22" NB "h, au mardi 8" NB
	    "décembre" NB "2026, 0" NB "h",
	    "Monday 7" NB "December" NB "2026, 10" NB "pm, to Tuesday 8" NB
	    "December" NB "2026, midnight" },
	{ { { 2026, 12, 7, -1, 0 } }, { { 0 } }, "Europe/Paris",
	    "lundi 7" NB "décembre" NB "2026",
	    "Monday 7" NB "December" NB "2026" },
	{ { { 2026, 12, 7, -1, 0 } }, { { 2026, 12, 7, -1, 0 } }, NULL,
	    "lundi 7" NB "décembre" NB "2026",
	    "Monday 7" NB "December" NB "2026" },
	{ { { 2026, 12, 7, -1, 0 } }, { { 2026, 12, 9, -1, 0 } }, NULL,
	    "du lundi 7 au mercredi 9" NB "décembre" NB "2026",
	    "Monday 7 to Wednesday 9" NB "December" NB "2026" },
	{ { { 2026, 11, 30, -1, 0 } }, { { 2026, 12, 1, -1, 0 } }, NULL,
	    "du lundi 30" NB "novembre au mardi 1er" NB "décembre" NB "2026",
	    "Monday 30" NB "November to Tuesday 1" NB "December" NB "2026" },
	{ { { 2026, 12, 31, -1, 0 } }, { { 2027, 1, 2, -1, 0 } }, NULL,
	    "du jeudi 31" NB "décembre" NB "2026 au samedi 2" NB "janvier" NB
	    "2027",
	    "Thursday 31" NB "December" NB "2026 to Saturday 2" NB "January" NB
	    "2027" },
	{ { { 0 } }, { { 0 } }, NULL, "", "" },
};

static void test_when(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		const struct news_event event = {
			.start = moment(&events[i].from),
			.end = moment(&events[i].to),
			.zone = events[i].zone,
		};
		bool named = events[i].zone != NULL;
		assert_string_equal(
		    spoken_when(&arena, &event, LANG_FR, named), events[i].fr);
		assert_string_equal(
		    spoken_when(&arena, &event, LANG_EN, named), events[i].en);
	}
}

static void test_elsewhere(void **state)
{
	static const struct {
		struct when at[4]; /* start and end, here and there */
		const char *fr;
		const char *en;
	} rows[] = {
		{ { { { 2026, 12, 10, 12, 0 } }, { { 2026, 12, 10, 14, 0 } },
		      { { 2026, 12, 10, 18, 0 } },
		      { { 2026, 12, 10, 20, 0 } } },
		    "soit 18" NB "h" NB "– 20" NB "h (heure de Paris)",
		    "that is 6–8" NB "pm (Paris time)" },
		{ { { { 2026, 12, 10, 12, 0 } }, { { 0 } },
		      { { 2026, 12, 10, 18, 0 } }, { { 0 } } },
		    "soit 18" NB "h (heure de Paris)",
		    "that is 6" NB "pm (Paris time)" },
		{ { { { 2026, 12, 10, 20, 0 } }, { { 0 } },
		      { { 2026, 12, 11, 2, 0 } }, { { 0 } } },
		    "soit vendredi 11" NB "décembre" NB "2026, 2" NB
		    "h (heure de Paris)",
		    "that is Friday 11" NB "December" NB "2026, 2" NB
		    "am (Paris time)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct news_event here = {
			.start = moment(&rows[i].at[0]),
			.end = moment(&rows[i].at[1]),
			.zone = "America/New_York",
		};
		const struct news_event there = {
			.start = moment(&rows[i].at[2]),
			.end = moment(&rows[i].at[3]),
			.zone = "Europe/Paris",
		};
		assert_string_equal(
		    spoken_also(&arena, &here, &there, LANG_FR), rows[i].fr);
		assert_string_equal(
		    spoken_also(&arena, &here, &there, LANG_EN), rows[i].en);
	}
}

static void test_published(void **state)
{
	static const struct {
		const char *text;
		const char *fr;
		const char *en;
	} rows[] = {
		{ "2026-11-03", "3" NB "novembre" NB "2026",
		    "3" NB "November" NB "2026" },
		{ "2027-01-01", "1er" NB "janvier" NB "2027",
		    "1" NB "January" NB "2027" },
		{ "3 novembre 2026", "3" NB "novembre" NB "2026",
		    "3" NB "November" NB "2026" },
		{ "2026-11", "novembre" NB "2026", "November" NB "2026" },
		{ "automne 2026", "automne 2026", "automne 2026" },
		{ "2026", "2026", "2026" },
		{ "2026-13", "2026-13", "2026-13" },
		{ NULL, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_string_equal(
		    spoken_published(&arena, rows[i].text, LANG_FR),
		    rows[i].fr);
		assert_string_equal(
		    spoken_published(&arena, rows[i].text, LANG_EN),
		    rows[i].en);
	}
}

static void test_deadline(void **state)
{
	const struct news_time day =
	    moment(&(struct when){ { 2027, 1, 20, -1, 0 } });
	const struct news_time hour =
	    moment(&(struct when){ { 2027, 1, 20, 23, 59 } });

	(void)state;
	assert_string_equal(spoken_moment(&arena, &day, LANG_FR),
	    "mercredi 20" NB "janvier" NB "2027");
	assert_string_equal(spoken_moment(&arena, &hour, LANG_EN),
	    "Wednesday 20" NB "January" NB "2027, 11:59" NB "pm");
}

static void test_languages(void **state)
{
	static const struct {
		const char *text;
		const char *fr;
		const char *en;
	} rows[] = {
		{ "fr", "français", "French" },
		{ "English", "anglais", "English" },
		{ "fr, en", "français, anglais", "French, English" },
		{ "Français et LSF", "Français et LSF", "Français et LSF" },
		{ "en, fr ,en,fr", "anglais, français", "English, French" },
		{ "fr, es", "fr, es", "fr, es" },
		{ NULL, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_string_equal(
		    spoken_language(&arena, rows[i].text, LANG_FR), rows[i].fr);
		assert_string_equal(
		    spoken_language(&arena, rows[i].text, LANG_EN), rows[i].en);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_when, clean),
		cmocka_unit_test_teardown(test_elsewhere, clean),
		cmocka_unit_test_teardown(test_published, clean),
		cmocka_unit_test_teardown(test_deadline, clean),
		cmocka_unit_test_teardown(test_languages, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
