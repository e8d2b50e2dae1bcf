#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "mail/charset.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define FFFD        "\xef\xbf\xbd"

static void test_decode(void **state)
{
	static const struct {
		const char *bytes;
		const char *label;
		const char *want;
	} rows[] = {
		{ "", "utf-8", "" },
		{ "abc", NULL, "abc" },
		{ "abc", "x-none", "abc" },
		{ "\xc3\xa9", "utf-8", "\xc3\xa9" },
		{ "\xc3\xa9", NULL, "\xc3\xa9" },
		{ "\xc3\xa9", "iso-8859-1", "\xc3\xa9" },
		{ "\xe9", "utf-8", "\xc3\xa9" },
		{ "\xe9", "ISO-8859-1", "\xc3\xa9" },
		{ "\x80\x92", "iso-8859-1", "\xe2\x82\xac\xe2\x80\x99" },
		{ "\xa4", "iso-8859-15", "\xe2\x82\xac" },
		{ "\xc5\xd4\xcf", "koi8-r", "\xd0\xb5\xd1\x82\xd0\xbe" },
		{ "\x1b$B$\"\x1b(B", "iso-2022-jp", "\xe3\x81\x82" },
		{ "\x82\xa0", "shift_jis", "\xe3\x81\x82" },
		{ "\xc4\xe3", "gb2312", "\xe4\xbd\xa0" },
		{ "+AOk-", "utf-7", "\xc3\xa9" },
		{ "\xc3\xa9 \xc3\xa9 \xff", "utf-8",
		    "\xc3\xa9 \xc3\xa9 " FFFD },
		{ "\xc3\xa9 \xc3\xa9 \xff", "us-ascii",
		    "\xc3\xa9 \xc3\xa9 " FFFD },
		{ "a\xff", "koi8-r", "a\xd0\xaa" },
		{ "\x1b$B\xff", "iso-2022-jp", FFFD },
		{ "\xef\xbb\xbf"
		  "a",
		    "utf-8", "a" },
		{ "\xc3\xa9", "x-none", "\xc3\xa9" },
		{ "\xe9", "x-none", "\xc3\xa9" },
		{ "\xfc\x97\x9e\x8d\x8c\x9a", "utf\xff-8", NULL },
		{ "\xed\xa0\x80", "utf8mb4", NULL },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *got = charset_decode(
		    &arena, str_c(rows[i].bytes), rows[i].label, 1000);
		if (!utf8_valid(str_c(got)))
			fail_msg("row %zu is no UTF-8", i);
		if (rows[i].want != NULL && strcmp(got, rows[i].want) != 0)
			fail_msg("row %zu gives \"%s\"", i, got);
	}
	arena_free(&arena);
}

static void test_bounds(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(
	    charset_decode(&arena, str_c("abcdef"), NULL, 3), "abc");
	assert_string_equal(
	    charset_decode(&arena, str_c("ab\xc3\xa9"), NULL, 3), "ab");
	assert_string_equal(
	    charset_decode(&arena, str_c("\xe9\xe9"), "koi8-r", 3), "\xd0\x98");
	assert_string_equal(
	    charset_decode(&arena, str_n("a\0b", 3), NULL, 100), "ab");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
