/*
 * Bounces, automatic replies and commands of people: who failed, who is a
 * machine.  No address may come out that the answers do not name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus.h"
#include "mail/report.h"
#include "mail/robot.h"

enum { COLUMNS = 12 };

/* Columns of bounces/expected.tsv. */
enum { FILE_NAME, KIND, PERMANENT, TEMPORARY, EITHER, COMPLAINT, GRADE = 9 };

static size_t count(struct str list)
{
	struct str one;
	size_t n = 0;

	while (str_split(&list, ',', &one))
		n += one.n > 0;
	return n;
}

static struct message read_mail(
    struct arena *arena, const char *folder, struct str file)
{
	struct message message;
	struct err err;
	char *name = arena_printf(arena, "%s/%.*s", folder, STR_ARG(file));
	struct str raw = corpus_read(arena, corpus_path(arena, name));

	assert_non_null(raw.p);
	assert_int_equal(
	    message_read(arena, raw, CORPUS_MAIL_MAX, &message, &err), ERR_OK);
	return message;
}

struct rate {
	size_t all;
	size_t exact;   /* the very addresses */
	size_t classed; /* and their classes too */
	size_t invented;
};

static void score(const struct report *report, const struct str row[COLUMNS],
    struct rate *rate)
{
	size_t want = count(row[PERMANENT]) + count(row[TEMPORARY]) +
		      count(row[EITHER]) + count(row[COMPLAINT]);
	size_t right = 0;
	size_t classed = 0;

	for (size_t i = 0; i < report->recipient_count; i++) {
		const struct report_recipient *one = &report->recipients[i];
		bool permanent = corpus_names(row[PERMANENT], one->address);
		bool temporary = corpus_names(row[TEMPORARY], one->address);
		bool free = corpus_names(row[EITHER], one->address) ||
			    corpus_names(row[COMPLAINT], one->address);
		right += permanent || temporary || free;
		classed += free || (one->class == REPORT_PERMANENT ? permanent
								   : temporary);
		if (!permanent && !temporary && !free)
			printf("# %.*s: %s is invented\n",
			    STR_ARG(row[FILE_NAME]), one->address);
	}
	rate->all++;
	rate->invented += report->recipient_count - right;
	rate->exact += right == want && report->recipient_count == want;
	rate->classed += classed == want && report->recipient_count == want;
}

static void test_bounces(void **state)
{
	struct arena table = { 0 };
	struct rate rates[2] = { 0 };
	struct str row[COLUMNS];
	struct str rest =
	    corpus_read(&table, corpus_path(&table, "bounces/expected.tsv"));

	(void)state;
	(void)corpus_row(&rest, row, COLUMNS);
	while (corpus_row(&rest, row, COLUMNS)) {
		struct arena arena = { 0 };
		struct message message =
		    read_mail(&arena, "bounces", row[FILE_NAME]);
		struct report report;
		report_read(&arena, &message, &report);
		if (!str_is(row[GRADE], "C"))
			score(&report, row,
			    &rates[str_is(row[GRADE], "A") ? 0 : 1]);
		arena_free(&arena);
	}
	arena_free(&table);
	for (size_t i = 0; i < 2; i++)
		printf("# grade %c: %zu reports, addresses %zu, classes too "
		       "%zu, invented %zu\n",
		    "AB"[i], rates[i].all, rates[i].exact, rates[i].classed,
		    rates[i].invented);
	assert_true(rates[0].all > 0);
	assert_int_equal(rates[0].invented + rates[1].invented, 0);
	assert_true((rates[0].exact + rates[1].exact) * 100 >=
		    (rates[0].all + rates[1].all) * 96);
	assert_true((rates[0].classed + rates[1].classed) * 100 >=
		    (rates[0].exact + rates[1].exact) * 97);
}

/* Is every mail of this folder a machine's, or a person's? */
static void check_folder(const char *folder, bool machines)
{
	struct arena arena = { 0 };
	struct str row[COLUMNS];
	struct str rest = corpus_read(
	    &arena, corpus_path(&arena,
			arena_printf(&arena, "%s/expected.tsv", folder)));
	size_t n = 0;

	(void)corpus_row(&rest, row, COLUMNS);
	while (corpus_row(&rest, row, COLUMNS)) {
		struct message message =
		    read_mail(&arena, folder, row[FILE_NAME]);
		const char *why;
		bool marked = message_field(&message, "Auto-Submitted") != NULL;
		enum robot kind = robot_detect(&message, "example.org", &why);
		bool robot = kind != ROBOT_NONE;
		if (robot != (machines || marked))
			fail_msg("%.*s: %s", STR_ARG(row[FILE_NAME]), why);
		assert_int_equal(robot_may_answer(&message, kind), !robot);
		n++;
	}
	printf("# %s: %zu mails\n", folder, n);
	assert_true(n > 0);
	arena_free(&arena);
}

static void test_machines(void **state)
{
	(void)state;
	check_folder("autoreplies", true);
}

static void test_people(void **state)
{
	(void)state;
	check_folder("commands", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounces),
		cmocka_unit_test(test_machines),
		cmocka_unit_test(test_people),
	};

	corpus_need("bounces/msg");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
