/* src/news/block.c: where blocks begin and end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "memory.h"

static struct arena arena;

/* "KIND@LINE+BODY LINE(body)" of each block, without those of problems. */
static const char *shown(const char *text)
{
	struct memory_file files[] = { { "a.fr.md", text, 0 },
		{ NULL, NULL, 0 } };
	struct err err = { 0 };
	const struct news_edition *edition;
	const char *out = "";
	struct news news;

	assert_int_equal(memory_read(&arena, files, &news, &err), ERR_OK);
	edition = &news.editions[LANG_FR];
	for (size_t i = 0; i < edition->block_count; i++) {
		const struct news_block *block = &edition->blocks[i];
		out = arena_printf(&arena, "%s%s%d@%zu+%zu(%.*s)", out,
		    i == 0 ? "" : " ", (int)block->kind, block->line,
		    block->body_line, STR_ARG(block->body));
	}
	for (size_t i = 0; i < news.problems.count; i++)
		out = arena_printf(
		    &arena, "%s !%zu", out, news.problems.rows[i].line);
	return out;
}

#define HEAD "---\nsubject: A\n---\n"

static const struct {
	const char *text;
	const char *shown;
} rows[] = {
	{ HEAD "a", "0@4+4(a)" },
	{ HEAD "\n\n  a  \n\n", "0@6+6(  a)" },
	{ HEAD "a\n\n:::item\ntitle: T\n\nb\n\n:::\n\nc\n",
	    "0@4+4(a) 1@6+9(b) 0@13+13(c)" },
	{ HEAD "::: item\ntitle: T\n:::", "1@4+6()" },
	{ HEAD "  :::: Item  \ntitle: T\n\nb\n ::::: \n", "1@4+7(b)" },
	{ HEAD "::: table\n| a |\n| b |\n:::", "6@4+5(| a |\n| b |)" },
	{ HEAD "::: table\ncaption: C\n| a |\n:::", "6@4+6(| a |)" },
	{ HEAD "::: item\n# a remark\ntitle: T\n\n# A heading\n:::",
	    "1@4+8(# A heading)" },
	/* Lines of colons inside code are code. */
	{ HEAD "```\n::: item\n```\nb", "0@4+4(```\n::: item\n```\nb)" },
	{ HEAD "~~~~ md\n:::\n~~~\n~~~~\nb",
	    "0@4+4(~~~~ md\n:::\n~~~\n~~~~\nb)" },
	{ HEAD "::: item\ntitle: T\n\n```\n:::\n```\n:::\nb",
	    "1@4+7(```\n:::\n```) 0@11+11(b)" },
	{ HEAD "`a` ```b```\n\n::: item\ntitle: T\n:::",
	    "0@4+4(`a` ```b```) 1@6+8()" },
	{ HEAD "    ```\n\n::: item\ntitle: T\n:::", "0@4+4(    ```) 1@6+8()" },
	{ HEAD "a ::: b\n", "0@4+4(a ::: b)" },
	{ HEAD ":: item\n", "0@4+4(:: item) !4" },
	/* Other line ends, and a byte order mark. */
	{ "\ufeff---\r\nsubject: A\r\n---\r\na\r\n\r\n::: item\r\n"
	  "title: T\r\n\r\nb\r\nc\r\n:::\r\n",
	    "0@4+4(a) 1@6+9(b\nc)" },
	{ "--- \nsubject: A\n---  \na", "0@4+4(a)" },
	{ HEAD "a\n\n---\n\nb", "0@4+4(a\n\n---\n\nb)" },
	/* What is wrong does not take the rest with it. */
	{ HEAD "::: item\ntitle: T\n\na\n::: item\ntitle: U\n:::\nb",
	    "1@4+7(a) 1@8+10() 0@11+11(b) !8" },
	{ HEAD "::: itme\ntitle: T\n\na\n:::\nb", "0@9+9(b) !4" },
	{ HEAD "a\n:::\nb", "0@4+4(a) 0@6+6(b) !5" },
	{ HEAD "::: item\ntitle: T", "1@4+6() !4" },
	{ HEAD ":::", " !4 !5" },
};

static void test_blocks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *got = shown(rows[i].text);
		if (strcmp(got, rows[i].shown) != 0)
			fail_msg("%s:\n%s", rows[i].text, got);
	}
}

static void test_bounds(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text, NEWS_FILE_MAX);
	(void)buf_puts(&text, HEAD);
	for (size_t i = 0; i < NEWS_BLOCKS_MAX + 50; i++)
		(void)buf_puts(&text, "::: item\ntitle: T\n:::\n");
	(void)shown(buf_get(&text).p);
	assert_true(str_ends(
	    str_c(shown(buf_get(&text).p)), str_c("1@1501+1503() !1504")));
	buf_clear(&text);
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
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
