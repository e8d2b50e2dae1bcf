/* Pages that are meant to keep a parser busy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "mail/html_tame.h"

enum { PAGE_MAX = 1 << 20 };

static char *repeat(struct arena *arena, const char *head, const char *middle,
    size_t n, const char *tail)
{
	struct buf buf;
	char *out;

	buf_init(&buf, PAGE_MAX);
	(void)buf_puts(&buf, head);
	for (size_t i = 0; i < n; i++)
		(void)buf_puts(&buf, middle);
	(void)buf_puts(&buf, tail);
	out = arena_dup(arena, buf_get(&buf));
	buf_clear(&buf);
	return out;
}

static char *tame(struct arena *arena, const char *html)
{
	return arena_dup(arena, html_tame(arena, str_c(html)));
}

static void test_same(void **state)
{
	static const char *const pages[] = {
		"",
		"<p>a < b & c > d</p>",
		"<div class=\"x\" style='a: b'>x</div><br/><IMG SRC=x>",
		"<table><tr><td>a<td>b</table>",
		"<p>a<p>b</p></p>",
		"<style><!-- a>b --></style><x-y>z</x-y>",
		"<b><!-- </b> --></b>",
		"<b><style></b></style></b>",
		"<b><SCRIPT>'</b>'</SCRIPT></b>",
		"<",
		"</",
		"<a",
		"<a href='x",
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_string_equal(tame(&arena, pages[i]), pages[i]);
	arena_free(&arena);
}

static void test_attributes(void **state)
{
	struct arena arena = { 0 };
	char *fine = repeat(&arena, "a<b", " c=d", TAME_ATTRIBUTES, ">e");

	(void)state;
	assert_string_equal(tame(&arena, fine), fine);
	assert_string_equal(tame(&arena, repeat(&arena, "a<b", " c=d",
					     TAME_ATTRIBUTES + 1, ">e")),
	    "ae");
	assert_string_equal(tame(&arena, repeat(&arena, "a<b", " c=\"\"",
					     TAME_ATTRIBUTES + 1, ">e")),
	    "ae");
	assert_string_equal(
	    tame(&arena, repeat(&arena, "a<b", " c", TAME_ATTRIBUTES + 1, "")),
	    "a");
	/* A sign in a script does not swallow the end of it. */
	assert_string_equal(tame(&arena, repeat(&arena, "<i>a<b", " c",
					     TAME_ATTRIBUTES + 1, "</i>e")),
	    "<i>a</i>e");
	arena_free(&arena);
}

static void test_depth(void **state)
{
	struct arena arena = { 0 };
	char *fine = repeat(&arena, "", "<b>", TAME_DEPTH, "x");

	(void)state;
	assert_string_equal(tame(&arena, fine), fine);
	assert_string_equal(
	    tame(&arena, repeat(&arena, "", "<b>", TAME_DEPTH + 9, "x")), fine);
	/* What closes the ones that were left out goes too. */
	assert_string_equal(tame(&arena, repeat(&arena, "", "<b>",
					     TAME_DEPTH + 2, "x</b></b></b>y")),
	    repeat(&arena, "", "<b>", TAME_DEPTH, "x</b>y"));
	/* One beside the other is not deep. */
	fine = repeat(&arena, "", "<b>x</b>", TAME_DEPTH + 9, "");
	assert_string_equal(tame(&arena, fine), fine);
	fine = repeat(&arena, "", "<br>", TAME_DEPTH + 9, "<b>x");
	assert_string_equal(tame(&arena, fine), fine);
	arena_free(&arena);
}

static void test_closing(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(tame(&arena, "a</i>b<I>c</i></i>d"), "ab<I>c</i>d");
	assert_string_equal(tame(&arena, "a</p>b"), "a</p>b");
	assert_string_equal(
	    tame(&arena, "<b><!-- x</b></b> <!--"), "<b><!-- x</b> <!--");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_closing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
