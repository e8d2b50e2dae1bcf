/* src/news/lines.c: "key: value" in all the ways that people write it. */
#include "news/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;
static struct news_problems problems;

static struct news_lines lines_of(const char *text)
{
	problems = (struct news_problems){ .arena = &arena };
	return (struct news_lines){ .arena = &arena,
		.problems = &problems,
		.source = "a.md",
		.rest = str_c(text) };
}

static const struct {
	const char *text;
	enum news_sort sort;
	const char *plain; /* NULL = it is no "key: value" */
	const char *value; /* NULL = a problem */
	size_t column;
} rows[] = {
	{ "title: A", NEWS_WORDS, "title", "A", 8 },
	{ "Title:A  ", NEWS_WORDS, "title", "A", 7 },
	{ "  title\u00a0: \u00a0A", NEWS_WORDS, "title", "A", 12 },
	{ "Thème\u202f: à b", NEWS_WORDS, "theme", "à b", 9 },
	{ "répondre à: a", NEWS_WORDS, "repondre_a", "a", 13 },
	{ "title: a: b", NEWS_WORDS, "title", "a: b", 8 },
	{ "title:\ta\tb", NEWS_WORDS, "title", "a b", 8 },
	{ "title", NEWS_WORDS, NULL, NULL, 0 },
	{ ": a", NEWS_WORDS, NULL, NULL, 0 },
	{ "title:", NEWS_WORDS, "title", NULL, 0 },
	{ "title: \u00a0", NEWS_WORDS, "title", NULL, 0 },
	{ "title: \"\"", NEWS_WORDS, "title", NULL, 0 },
	/* Quotes, and what only looks like them. */
	{ "title: \"a # b\"", NEWS_WORDS, "title", "a # b", 9 },
	{ "title: \"a\"  # why", NEWS_WORDS, "title", "a", 9 },
	{ "title: 'l''eau'", NEWS_WORDS, "title", "l'eau", 9 },
	{ "title: \"a \\\"b\\\" \\\\ \\n\"", NEWS_WORDS, "title",
	    "a \"b\" \\ \\n", 9 },
	{ "title: \"a\" and \"b\"", NEWS_WORDS, "title", "\"a\" and \"b\"", 8 },
	{ "title: \"a", NEWS_WORDS, "title", "\"a", 8 },
	{ "title: 'tis so", NEWS_WORDS, "title", "'tis so", 8 },
	{ "title: \"", NEWS_WORDS, "title", "\"", 8 },
	{ "title: \"a\\", NEWS_WORDS, "title", "\"a\\", 8 },
	{ "title: « a »", NEWS_WORDS, "title", "« a »", 8 },
	/* Remarks. */
	{ "title: Lettre #12", NEWS_WORDS, "title", "Lettre #12", 8 },
	{ "title: Lettre # 12", NEWS_WORDS, "title", "Lettre # 12", 8 },
	{ "title: Lettre  # 12", NEWS_WORDS, "title", "Lettre", 8 },
	{ "title: Lettre\t# 12", NEWS_WORDS, "title", "Lettre", 8 },
	{ "title: #commun", NEWS_WORDS, "title", "#commun", 8 },
	{ "date: 2026-12-07 # or later", NEWS_TOKEN, "date", "2026-12-07", 7 },
	{ "link: https://a.example/#b", NEWS_TOKEN, "link",
	    "https://a.example/#b", 7 },
	{ "date: # none", NEWS_TOKEN, "date", NULL, 0 },
	/* Lists. */
	{ "topics: a,b , c", NEWS_LIST, "topics", "a, b, c", 9 },
	{ "topics: [a, 'b c']", NEWS_LIST, "topics", "a, b c", 10 },
	{ "topics: \"a, b\"", NEWS_LIST, "topics", "a, b", 10 },
	{ "topics: a,,b,", NEWS_LIST, "topics", "a, b", 9 },
	{ "topics: []", NEWS_LIST, "topics", NULL, 0 },
	{ "topics: a # b", NEWS_LIST, "topics", "a", 9 },
	{ "topics:\n- a\n- 'b'  # why\n# no\n  - c, d\n-e\n- f", NEWS_LIST,
	    "topics", "a, b, c, d", 3 },
	{ "topics:\n", NEWS_LIST, "topics", NULL, 0 },
};

static void test_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct news_lines lines = lines_of(rows[i].text);
		struct news_entry entry;
		struct str line;
		assert_true(news_line_take(&lines, &line));
		if (news_entry_read(&lines, line, &entry) !=
		    (rows[i].plain != NULL))
			fail_msg("%s", rows[i].text);
		if (rows[i].plain == NULL)
			continue;
		assert_string_equal(entry.plain, rows[i].plain);
		news_entry_value(&lines, rows[i].sort, &entry);
		assert_int_equal(problems.count, rows[i].value == NULL ? 1 : 0);
		if (rows[i].value == NULL) {
			assert_null(entry.value.text);
			continue;
		}
		assert_string_equal(entry.value.text, rows[i].value);
		if (entry.value.column != rows[i].column)
			fail_msg("%s: %zu", rows[i].text, entry.value.column);
	}
}

static void test_items_have_their_places(void **state)
{
	struct news_lines lines = lines_of("topics:\n- a\n-  b, c\nd: e");
	struct news_entry entry;
	struct str line;

	(void)state;
	assert_true(news_line_take(&lines, &line));
	assert_true(news_entry_read(&lines, line, &entry));
	news_entry_value(&lines, NEWS_LIST, &entry);
	assert_int_equal(entry.item_count, 3);
	assert_int_equal(entry.items[0].line, 2);
	assert_int_equal(entry.items[2].line, 3);
	assert_int_equal(entry.items[2].column, 7);
	assert_string_equal(entry.items[2].text, "c");
	assert_true(news_line_take(&lines, &line));
	assert_true(str_is(line, "d: e"));
	assert_int_equal(lines.number, 4);
	assert_false(news_line_take(&lines, &line));
}

/* What is too long is told, and what tells it is not. */
static void test_bounds(void **state)
{
	char text[6000] = "title: ";
	struct news_lines lines;
	struct news_entry entry;
	struct str line;

	(void)state;
	memset(text + 7, 'x', 4100);
	lines = lines_of(text);
	assert_true(news_line_take(&lines, &line));
	assert_true(news_entry_read(&lines, line, &entry));
	news_entry_value(&lines, NEWS_WORDS, &entry);
	assert_null(entry.value.text);
	assert_int_equal(problems.count, 1);

	memset(text, 0, sizeof(text));
	memset(text, 'k', 100);
	text[100] = ':';
	lines = lines_of(text);
	assert_true(news_line_take(&lines, &line));
	assert_false(news_entry_read(&lines, line, &entry));

	memset(text, 0, sizeof(text));
	for (size_t i = 0; i < 70; i++)
		memcpy(text + 2 * i, i == 0 ? "t:" : "a,", 2);
	lines = lines_of(text);
	assert_true(news_line_take(&lines, &line));
	assert_true(news_entry_read(&lines, line, &entry));
	news_entry_value(&lines, NEWS_LIST, &entry);
	assert_int_equal(entry.item_count, 64);
	assert_int_equal(problems.count, 1);

	memset(text, 'y', 5000);
	text[5000] = '\0';
	news_tell(&lines, NEWS_ERROR, 1, 1, "\"%s\" is wrong", text);
	assert_int_equal(strlen(problems.rows[1].text), 803);
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_items_have_their_places),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
