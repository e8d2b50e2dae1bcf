/* src/tmpl/markdown.c, markdown_walk.c and style.c */
#include "tmpl/markdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "tmpl/tmpl.h"

#define LONG "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff "

static const struct {
	const char *name;
	const char *markdown;
	const char *text;
	const char *html; /* a part of it */
} rows[] = {
	{ "empty", "", "", "" },
	{ "paragraphs", "a\nb\n\n\nc", "a b\n\nc\n", ">a\nb</p>" },
	{ "headings", "# Été\n\n## b\n### c\n", "Été\n===\n\nb\n-\n\nc\n",
	    ">Été</h1>" },
	{ "wrap", LONG "ggggggggg hhhhhhhhh", LONG "ggggggggg\nhhhhhhhhh\n",
	    "<p style=" },
	{ "no-break space", LONG "ggggggggggg\u00a0! h",
	    "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff\n"
	    "ggggggggggg\u00a0! h\n",
	    "ggggggggggg\u00a0! h" },
	{ "item wraps", "- " LONG "gggggggggg h\n- i",
	    "- " LONG "gggggggggg\n  h\n- i\n", "<li" },
	{ "nested", "- a\n  - b\n    1. c\n- d", "- a\n  - b\n    1. c\n- d\n",
	    "<ol" },
	{ "loose", "3. a\n\n4. b\n\n   c", "3. a\n\n4. b\n\n   c\n",
	    "<ol start=\"3\"" },
	{ "quote", "> a\n> > b\n>\n> c", "> a\n>\n> > b\n>\n> c\n",
	    "<blockquote style" },
	{ "quote in item", "- > a\n  > b\n- c", "- > a b\n- c\n", "<li" },
	{ "links",
	    "[a](https://x.org/?b&c) <https://y.org/> <z@x.org> "
	    "[m](mailto:z@x.org)",
	    "a <https://x.org/?b&c> https://y.org/ z@x.org m <z@x.org>\n",
	    "href=\"https://x.org/?b&amp;c\"" },
	{ "bad links", "[a](javascript:x) [b](data:y) [c](VBScript:z)",
	    "a b c\n", "href=\"\">a</a>" },
	{ "marks", "*a* **b** `c` ![d](https://x.org/e.png) ![](f)",
	    "_a_ *b* c [d]\n", "<em>a</em>" },
	{ "raw html", "a <script>b</script> &lt;i>\n\n<div>\n\nc",
	    "a b <i>\n\nc\n", ">a b &lt;i&gt;</p>" },
	{ "code", "```\na  <b>\n c\n```\n", "    a  <b>\n     c\n",
	    "a  &lt;b&gt;" },
	{ "rule", "a\n\n---\n\nb", "a\n\n* * *\n\nb\n", "<hr style" },
	{ "table", "| a   | " LONG LONG " |\n|---|---|\n| *b* | c |",
	    "| a   | " LONG LONG " |\n|---|---|\n| _b_ | c |\n", "<p" },
	{ "hard break", "a  \nb\\\nc", "a\nb\nc\n", "a<br />" },
	{ "hole", "**\001A\002** [x](mailto:\001B\002?subject=\001C\002)",
	    "*\001A\002* x <\001B\002?subject=\001C\002>\n",
	    "href=\"mailto:\001B\002?subject=\001C\002\">x" },
	{ "condition", "a\001A\003 \001A\002\001A\005\001A\004b\001A\005.",
	    "a\001A\003 \001A\002\001A\005\001A\004b\001A\005.\n",
	    ">a\001A\003 \001A\002\001A\005\001A\004b\001A\005.</p>" },
	{ "stray controls", "a\001\002b\001a\002", "a\001\002b\001a\002\n",
	    "a\001\002b\001a\002" },
	{ "no hole of its own",
	    "a\xf4\x8f\xbc\x80"
	    "b %F4%8F%BC",
	    "ab %F4%8F%BC\n", "ab " },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena = { 0 };
		struct err err = { 0 };
		struct str out;

		assert_int_equal(markdown_text(&arena, str_c(rows[i].markdown),
				     LANG_EN, NULL, &out, &err),
		    ERR_OK);
		if (!str_is(out, rows[i].text))
			fail_msg("%s: [%s]", rows[i].name, out.p);
		assert_int_equal(markdown_html(&arena, str_c(rows[i].markdown),
				     LANG_EN, &out, &err),
		    ERR_OK);
		if (strstr(out.p, rows[i].html) == NULL)
			fail_msg("%s: [%s]", rows[i].name, out.p);
		assert_null(strstr(out.p, "<script"));
		assert_null(strstr(out.p, "<div"));
		assert_null(strstr(out.p, "<!--"));
		arena_free(&arena);
	}
}

static struct str noted(struct plain_notes *notes, const char *markdown)
{
	struct err err = { 0 };
	struct str out;

	assert_int_equal(markdown_text(notes->arena, str_c(markdown), LANG_EN,
			     notes, &out, &err),
	    ERR_OK);
	return out;
}

static void is_noted(
    struct plain_notes *notes, const char *markdown, const char *text)
{
	struct str out = noted(notes, markdown);

	if (!str_is(out, text))
		fail_msg("%s: [%s]", markdown, out.p);
}

static void is_list(const struct plain_notes *notes, const char *text)
{
	struct buf list;

	buf_init(&list, TMPL_OUT);
	plain_notes_list(&list, notes);
	assert_string_equal(buf_get(&list).p, text);
	buf_clear(&list);
}

/* One numbering for all texts of a mail. */
static void test_notes(void **state)
{
	struct arena arena = { 0 };
	struct plain_notes notes = { .arena = &arena };

	(void)state;
	is_list(&notes, "");
	is_noted(&notes, "[a *b*](https://x.org/a(b)) and [c](https://y.org)",
	    "a _b_ [1] and c [2]\n");
	is_noted(&notes, "[d](https://y.org) [](https://z.org)", "d [2] [3]\n");
	is_noted(&notes, "<https://y.org/b> [https://n.org](https://n.org)",
	    "https://y.org/b https://n.org\n");
	is_noted(&notes,
	    "[us](mailto:z@x.org?subject=a) [z@x.org](mailto:z@x.org?a=b)",
	    "us <z@x.org> z@x.org\n");
	is_noted(&notes, "[a](javascript:x) [b](data:y)", "a b\n");
	is_noted(
	    &notes, "[![a photo](cid:a@b)](https://y.org)", "[a photo] [2]\n");
	is_noted(&notes, "[x](\001B\002?a=\001C\002) [y](\001B\002)",
	    "x [4] y [5]\n");
	is_noted(&notes, "[z](<https://z.org/a b>) [z](https://z.org/a%20b)",
	    "z [6] z [6]\n");
	is_noted(&notes, "[again](\001B\002)", "again [5]\n");
	is_noted(&notes, LONG "ggg [hhhhhh](https://y.org) [i](https://y.org)",
	    LONG "ggg\nhhhhhh [2] i [2]\n");
	is_list(&notes,
	    "[1] https://x.org/a(b)\n[2] https://y.org\n[3] https://z.org\n"
	    "[4] \001B\002?a=\001C\002\n[5] \001B\002\n[6] "
	    "https://z.org/a%20b\n");
	arena_free(&arena);
}

/* When there are too many, the rest stands where it is named. */
static void test_many_notes(void **state)
{
	struct arena arena = { 0 };
	struct plain_notes notes = { .arena = &arena };

	(void)state;
	for (int i = 0; i < PLAIN_NOTES_MAX; i++)
		(void)noted(&notes, arena_printf(&arena, "[a](b%d)", i));
	is_noted(&notes, "[a](c) [b](b999)", "a <c> b [1000]\n");
	arena_free(&arena);
}

/* The text of a mail is wrapped once more as a whole: nothing is left to do. */
static void test_wrapped_once(void **state)
{
	static const char *const begins[] = { "", "- ", "- a\n  - ", "> ",
		"1. a\n   1. " };
	static const char name[] = " \001A\002\001A\004vous!\001A\005, a a a ";

	(void)state;
	for (size_t i = 0; i < 5 * (PLAIN_WIDTH + 9); i++) {
		struct arena arena = { 0 };
		struct err err = { 0 };
		struct buf text;
		struct str out;

		buf_init(&text, TMPL_OUT);
		(void)buf_puts(&text, begins[i % 5]);
		for (size_t n = 0; n < i / 5; n++)
			(void)buf_putc(&text, n % 9 == 8 ? ' ' : 'a');
		(void)buf_printf(&text, "%s%s%s", name, LONG, name);
		assert_int_equal(markdown_text(&arena, buf_get(&text), LANG_EN,
				     NULL, &out, &err),
		    ERR_OK);
		buf_reset(&text);
		plain_wrap(&text, out);
		if (!str_eq(buf_get(&text), out))
			fail_msg("[%.*s]", STR_ARG(out));
		buf_clear(&text);
		arena_free(&arena);
	}
}

/* Bounded whatever the depth. */
static void test_deep_nesting(void **state)
{
	static const char *const units[] = { "> ", "- ", "*a ", "[", "1. " };

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		struct arena arena = { 0 };
		struct err err = { 0 };
		struct buf text;
		struct str out;

		buf_init(&text, TMPL_OUT);
		for (int n = 0; n < 10000; n++)
			(void)buf_puts(&text, units[i]);
		assert_int_equal(markdown_text(&arena, buf_get(&text), LANG_EN,
				     NULL, &out, &err),
		    ERR_OK);
		buf_clear(&text);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_many_notes),
		cmocka_unit_test(test_wrapped_once),
		cmocka_unit_test(test_deep_nesting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
