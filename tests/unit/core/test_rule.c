/* src/core/rule.c */
#include "core/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void read_by_people(void **state)
{
	static const struct {
		const char *text;
		const char *want; /* NULL = refused */
	} rows[] = {
		{ "monday 08:00", "every monday 08:00" },
		{ "every Monday at 8:00", "every monday 08:00" },
		{ "  lundi   8h ", "every monday 08:00" },
		{ "tous les lundis 8h", "every monday 08:00" },
		{ "premier\u00a0lundi du mois a\u0300 8h",
		    "first monday 08:00" },
		{ "chaque mardi à 18h30", "every tuesday 18:30" },
		{ "first monday 08:00", "first monday 08:00" },
		{ "the first monday of the month at 08:00",
		    "first monday 08:00" },
		{ "premier lundi du mois à 8h", "first monday 08:00" },
		{ "PREMIER LUNDI 8h00", "first monday 08:00" },
		{ "Troisième jeudi 09:05", "third thursday 09:05" },
		{ "dernier vendredi 17h", "last friday 17:00" },
		{ "last fri 17:00", "last friday 17:00" },
		{ "4th sunday 00:00", "fourth sunday 00:00" },
		{ "every 2 weeks monday 08:00", "every 2 weeks monday 08:00" },
		{ "every two weeks on monday at 08:00",
		    "every 2 weeks monday 08:00" },
		{ "every other monday 08:00", "every 2 weeks monday 08:00" },
		{ "toutes les 3 semaines lundi 8h",
		    "every 3 weeks monday 08:00" },
		{ "every week monday 08:00", "every monday 08:00" },
		{ "day 15 08:00", "day 15 08:00" },
		{ "15th 08:00", "day 15 08:00" },
		{ "le 15 de chaque mois à 8h", "day 15 08:00" },
		{ "le 1er du mois à 8h", "day 1 08:00" },
		{ "le dernier jour du mois à 8h", "day 31 08:00" },
		{ "day 31 23:59", "day 31 23:59" },
		{ "", NULL },
		{ "monday", NULL },
		{ "08:00", NULL },
		{ "monday 24:00", NULL },
		{ "monday 8:", NULL },
		{ "monday 08:00 09:00", NULL },
		{ "monday tuesday 08:00", NULL },
		{ "first second monday 08:00", NULL },
		{ "fifth monday 08:00", NULL },
		{ "monday 15 08:00", NULL },
		{ "day 0 08:00", NULL },
		{ "day 32 08:00", NULL },
		{ "day 15 16 08:00", NULL },
		{ "every 0 weeks monday 08:00", NULL },
		{ "every 13 weeks monday 08:00", NULL },
		{ "every 2 weeks first monday 08:00", NULL },
		{ "every 2 weeks day 3 08:00", NULL },
		{ "never 08:00", NULL },
		{ "monday 8h5", NULL },
		{ "a a a a a a a a a a a a a a a monday 08:00", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct err err = { 0 };
		struct rule rule;
		struct rule again;
		char text[RULE_SIZE];
		enum err_code rc = rule_parse(rows[i].text, &rule, &err);

		if ((rc == ERR_OK) != (rows[i].want != NULL))
			fail_msg("\"%s\": %s", rows[i].text, err_name(rc));
		if (rc != ERR_OK) {
			assert_int_equal(rc, ERR_USAGE);
			continue;
		}
		rule_print(&rule, text);
		if (strcmp(text, rows[i].want) != 0)
			fail_msg("\"%s\": %s", rows[i].text, text);
		assert_int_equal(rule_parse(text, &again, &err), ERR_OK);
		assert_memory_equal(&rule, &again, sizeof(rule));
	}
}

static int64_t at(const char *text, const char *zone)
{
	struct date_local local;
	int64_t when;

	assert_true(date_parse_local(text, &local));
	assert_true(date_from_local(&local, zone, &when));
	return when;
}

static void comes_next(void **state)
{
	static const struct {
		const char *rule;
		const char *zone;
		const char *anchor; /* "" = none */
		const char *after;  /* local */
		const char *want;   /* local */
	} rows[] = {
		{ "first monday 08:00", "Europe/Paris", "", "2026-11-22 10:00",
		    "2026-12-07 08:00" },
		{ "first monday 08:00", "Europe/Paris", "", "2026-12-07 07:59",
		    "2026-12-07 08:00" },
		{ "first monday 08:00", "Europe/Paris", "", "2026-12-07 08:00",
		    "2027-01-04 08:00" },
		{ "last sunday 02:30", "Europe/Paris", "", "2026-03-01 00:00",
		    "2026-03-29 03:00" },
		{ "last sunday 02:30", "Europe/Paris", "", "2026-10-01 00:00",
		    "2026-10-25 02:30" },
		{ "monday 08:00", "Europe/Paris", "", "2026-10-19 08:00",
		    "2026-10-26 08:00" },
		{ "every 2 weeks monday 08:00", "Europe/Paris",
		    "2026-10-12 08:00", "2026-10-12 08:00",
		    "2026-10-26 08:00" },
		{ "every 2 weeks monday 08:00", "Europe/Paris",
		    "2026-10-12 08:00", "2026-11-05 08:00",
		    "2026-11-09 08:00" },
		{ "every 2 weeks monday 08:00", "Europe/Paris", "",
		    "2026-11-05 08:00", "2026-11-09 08:00" },
		{ "day 31 08:00", "Europe/Paris", "", "2027-02-01 00:00",
		    "2027-02-28 08:00" },
		{ "day 31 08:00", "Europe/Paris", "", "2026-12-31 08:00",
		    "2027-01-31 08:00" },
		{ "day 15 00:30", "America/Havana", "", "2026-02-15 00:30",
		    "2026-03-15 00:30" },
		{ "fourth thursday 18:00", "America/New_York", "",
		    "2026-10-31 23:00", "2026-11-26 18:00" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *zone = rows[i].zone;
		struct err err = { 0 };
		struct date_local local;
		struct rule rule;
		char text[DATE_SIZE];
		int64_t anchor =
		    rows[i].anchor[0] == '\0' ? 0 : at(rows[i].anchor, zone);
		int64_t next;

		assert_int_equal(rule_parse(rows[i].rule, &rule, &err), ERR_OK);
		assert_true(rule_next(
		    &rule, zone, anchor, at(rows[i].after, zone), &next));
		assert_true(date_to_local(next, zone, &local));
		date_print_local(&local, text);
		if (strcmp(text, rows[i].want) != 0)
			fail_msg("%s after %s: %s", rows[i].rule, rows[i].after,
			    text);
	}
}

static struct rule any_rule(unsigned n)
{
	struct rule rule = { .kind = (enum rule_kind)(n % 3),
		.weekday = (int)(n / 3 % 7),
		.hour = (int)(n / 21 % 24),
		.minute = (int)(n / 504 % 4 * 15) };

	switch (rule.kind) {
	case RULE_WEEKS:
		rule.n = 1 + (int)(n / 2016 % 4);
		break;
	case RULE_NTH:
		rule.n = (int)(n / 2016 % 5);
		if (rule.n == 0)
			rule.n = -1;
		break;
	case RULE_DAY:
		rule.n = 1 + (int)(n / 2016 % 31);
		rule.weekday = 0;
		break;
	}
	return rule;
}

/* What holds of each occasion, a year long: in its zone it shows the hour
   of the rule (or the first that exists) on a day of the rule. */
static void check_occasion(
    const struct rule *rule, const char *zone, int64_t when, int64_t before)
{
	const int64_t day = 86400;
	struct date_local shown;
	struct date_local meant;
	int64_t again;

	assert_true(when > before);
	assert_true(date_to_local(when, zone, &shown));
	meant = shown;
	meant.hour = rule->hour;
	meant.minute = rule->minute;
	assert_true(date_from_local(&meant, zone, &again));
	assert_int_equal(again, when);
	switch (rule->kind) {
	case RULE_WEEKS:
		assert_int_equal(
		    date_weekday(shown.year, shown.month, shown.day),
		    rule->weekday);
		/* an hour more or less where the clock was changed */
		assert_true(llabs(when - before - 7 * day * rule->n) <= 3600);
		break;
	case RULE_NTH:
		assert_int_equal(
		    date_weekday(shown.year, shown.month, shown.day),
		    rule->weekday);
		assert_true(rule->n < 0
				? shown.day + 7 >
				      date_month_days(shown.year, shown.month)
				: (shown.day - 1) / 7 + 1 == rule->n);
		assert_true(when - before < 36 * day);
		break;
	case RULE_DAY:
		assert_true(
		    shown.day == rule->n ||
		    (shown.day < rule->n &&
			shown.day == date_month_days(shown.year, shown.month)));
		assert_true(when - before < 32 * day);
		break;
	}
}

static void every_occasion(void **state)
{
	static const char *const zones[] = { "Europe/Paris", "America/New_York",
		"Australia/Lord_Howe" };
	const int64_t start = 1767225600; /* 2026-01-01 */
	const int64_t end = start + INT64_C(400) * 86400;

	(void)state;
	for (unsigned n = 0; n < 40000; n += 1999) {
		struct rule rule = any_rule(n);
		const char *zone = zones[n % 3];
		int64_t first;
		int64_t before;
		int64_t when;

		assert_true(rule_next(&rule, zone, 0, start, &first));
		before = first;
		while (before < end) {
			int64_t same;
			assert_true(
			    rule_next(&rule, zone, first, before, &when));
			check_occasion(&rule, zone, when, before);
			/* No later moment before it leads elsewhere. */
			assert_true(
			    rule_next(&rule, zone, first, when - 1, &same));
			assert_int_equal(same, when);
			before = when;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_by_people),
		cmocka_unit_test(comes_next),
		cmocka_unit_test(every_occasion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
