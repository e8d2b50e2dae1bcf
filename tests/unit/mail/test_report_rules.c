/*
 * Reports in words: each maker's (mail/report_rule.h) with a mail of its own
 * in tests/golden/reports.  expected.tsv has the rule that must read it, the
 * recipients with class and status, and the Message-ID of what was returned.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus.h"
#include "mail/report.h"
#include "mail/report_rule.h"

#define GOLDEN TEST_SOURCE_DIR "/tests/golden/reports/"

enum { FILE_NAME, RULE, RECIPIENTS, ORIGINAL, COLUMNS };

static struct str table(struct arena *arena)
{
	struct str rest = corpus_read(arena, GOLDEN "expected.tsv");
	struct str row[COLUMNS];

	assert_true(corpus_row(&rest, row, COLUMNS));
	return rest;
}

/* "address class status; ..." as in expected.tsv. */
static char *summary(struct arena *arena, const struct report *report)
{
	static const char *const classes[] = { "permanent", "temporary",
		"delayed" };
	char *text = arena_strdup(arena, "");

	for (size_t i = 0; i < report->recipient_count; i++) {
		const struct report_recipient *one = &report->recipients[i];
		text = arena_printf(arena, "%s%s%s %s %s", text,
		    i == 0 ? "" : "; ", one->address, classes[one->class],
		    one->status[0] == '\0' ? "-" : one->status);
	}
	return text;
}

static bool read_one(struct arena *arena, const struct str row[COLUMNS])
{
	struct message message;
	struct report report;
	struct err err;
	char *got;
	struct str raw = corpus_read(arena,
	    arena_printf(arena, GOLDEN "%.*s.eml", STR_ARG(row[FILE_NAME])));

	assert_non_null(raw.p);
	assert_int_equal(
	    message_read(arena, raw, CORPUS_MAIL_MAX, &message, &err), ERR_OK);
	report_read(arena, &message, &report);
	got = summary(arena, &report);
	if (report.is_report && str_is(row[RECIPIENTS], got) &&
	    str_is(row[RULE], report.rule) &&
	    str_is(row[ORIGINAL], report.original_message_id))
		return true;
	printf("# %.*s: %s, %s, %s\n", STR_ARG(row[FILE_NAME]), report.rule,
	    got, report.original_message_id);
	return false;
}

static void test_reports(void **state)
{
	struct arena arena = { 0 };
	struct str rest = table(&arena);
	struct str row[COLUMNS];
	size_t wrong = 0;

	(void)state;
	while (corpus_row(&rest, row, COLUMNS))
		wrong += !read_one(&arena, row);
	arena_free(&arena);
	assert_int_equal(wrong, 0);
}

/* A rule that no mail of ours proves is not known to work. */
static void test_every_rule(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (const struct report_rule *rule = report_rules();
	     rule->name != NULL; rule++) {
		struct str rest = table(&arena);
		struct str row[COLUMNS];
		bool found = false;
		while (!found && corpus_row(&rest, row, COLUMNS))
			found = str_is(row[RULE], rule->name);
		if (!found)
			fail_msg("no mail for %s", rule->name);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_every_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
