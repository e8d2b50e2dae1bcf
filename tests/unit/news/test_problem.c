/* Problems and their places, as compilers write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "memory.h"

static void test_place(void **state)
{
	static const struct {
		const char *text;
		const char *place;
		struct news_problem want;
	} rows[] = {
		{ "a/b.md:12:3: no", "a/b.md:12:3: ",
		    { .source = "a/b.md", .line = 12, .column = 3 } },
		{ "b.md:12: no",
		    "b.md:12: ", { .source = "b.md", .line = 12 } },
		{ "no", "", { .line = 0 } },
		{ "x: no", "", { .line = 0 } },
		{ "x:0: no", "", { .line = 0 } },
		{ "x:7 no", "", { .line = 0 } },
		{ "", "", { .line = 0 } },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct news_problem got =
		    news_problem_parse(&arena, rows[i].text);
		assert_int_equal(got.level, NEWS_ERROR);
		assert_int_equal(got.line, rows[i].want.line);
		assert_int_equal(got.column, rows[i].want.column);
		assert_string_equal(
		    news_problem_place(&arena, &got), rows[i].place);
		assert_string_equal(
		    got.text, rows[i].place[0] == '\0' ? rows[i].text : "no");
	}
	assert_string_equal(
	    news_problem_place(&arena,
		&(struct news_problem){ .source = "b.md", .column = 1 }),
	    "b.md: ");
	arena_free(&arena);
}

static void test_first_error(void **state)
{
	struct arena arena = { 0 };
	struct news_problems problems = { .arena = &arena };
	struct err err = { 0 };

	(void)state;
	news_problem(&problems, NEWS_WARNING, "a.md", 1, 1, "odd");
	assert_int_equal(news_first_error(&problems, &err), ERR_OK);
	news_problem(&problems, NEWS_ERROR, "a.md", 2, 4, "bad");
	news_problem(&problems, NEWS_ERROR, NULL, 0, 0, "worse");
	assert_int_equal(news_first_error(&problems, &err), ERR_INPUT);
	assert_string_equal(err.text, "a.md:2:4: bad");
	arena_free(&arena);
}

static void test_no_more_than_some(void **state)
{
	struct arena arena = { 0 };
	struct news_problems problems = { .arena = &arena };

	(void)state;
	for (size_t i = 0; i < NEWS_PROBLEMS_MAX; i++)
		news_problem(&problems, NEWS_ERROR, "a.md", i, 1, "bad");
	assert_false(problems.more);
	news_problem(&problems, NEWS_ERROR, "a.md", 0, 1, "bad");
	assert_true(problems.more);
	assert_int_equal(problems.count, NEWS_PROBLEMS_MAX);
	arena_free(&arena);
}

static void test_order(void **state)
{
	static const struct {
		const char *source;
		size_t line;
		size_t column;
		const char *text;
	} rows[] = { { "a.md", 2, 1, "x" }, { "a.md", 2, 9, "a" },
		{ "a.md", 2, 9, "b" }, { "a.md", 10, 1, "x" },
		{ "b.md", 1, 1, "x" }, { NULL, 0, 0, "whole" } };
	enum { ROWS = sizeof(rows) / sizeof(*rows) };
	struct arena arena = { 0 };
	struct news_problems problems = { .arena = &arena };

	(void)state;
	for (size_t i = ROWS; i-- > 0;)
		news_problem(&problems, NEWS_ERROR, rows[i].source,
		    rows[i].line, rows[i].column, rows[i].text);
	news_problems_sort(&problems);
	for (size_t i = 0; i < ROWS; i++) {
		assert_string_equal(problems.rows[i].text, rows[i].text);
		assert_int_equal(problems.rows[i].line, rows[i].line);
		assert_int_equal(problems.rows[i].column, rows[i].column);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_first_error),
		cmocka_unit_test(test_no_more_than_some),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
