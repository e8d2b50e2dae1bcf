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
		    "utf-8",
		    "\xef\xbb\xbf"
		    "a" },
		{ "\xe9", "'ANSI'", "\xc3\xa9" },
		{ "\xe9", "windows1252", "\xc3\xa9" },
		{ "\xe9", "ISO-8859-1-Windows-3.1-Latin-1", "\xc3\xa9" },
		{ "d\x82j\x85", "cp-850", "d\xc3\xa9j\xc3\xa0" },
		{ "\x8e", "x-mac-roman", "\xc3\xa9" },
		{ "\xc3\xa9", "ISO-8859-15", "\xc3\xa9" },
		{ "\xe9", "win-1250", "\xc3\xa9" },
		{ "\xf9\xed", "iso-8859-8-i", "\xd7\xa9\xd7\x9d" },
		{ "\xf9\xed", "windows-1255", "\xd7\xa9\xd7\x9d" },
		{ "+AOk-", "unicode-1-1-utf-7", "\xc3\xa9" },
		{ "\x87\x40", "Shift_JIS", "\xe2\x91\xa0" },
		{ "\x82\xa0", "x-sjis", "\xe3\x81\x82" },
		{ "\xa4\xa2", "x-euc-jp", "\xe3\x81\x82" },
		{ "\xa4\xa2", "x-euc\xff-jp", NULL },
		{ "\xe6\x67", "gb2312", "\xe9\x8e\x94" },
		{ "\xc4\xe3", "x-gbk", "\xe4\xbd\xa0" },
		{ "\x8c\x63", "ks_c_5601-1987", "\xeb\x98\xa0" },
		{ "~{Dc~} ~~", "HZ-GB-2312", "\xe4\xbd\xa0 ~" },
		{ "a~{Dc\nb", "hz", "a\xe4\xbd\xa0\nb" },
		{ "\xff\xfe\xe9", "utf-16", FFFD },
		{ "\x1b$B$\"\x1b(B", "us-ascii", "\xe3\x81\x82" },
		{ "no zeros at all", "utf-16", "no zeros at all" },
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

/* The order of the bytes, with and without a mark. */
static void test_wide(void **state)
{
	static const struct {
		struct str bytes;
		const char *label;
	} rows[] = {
		{ { "\xff\xfe\xe9\0a\0", 6 }, "utf-16" },
		{ { "\xfe\xff\0\xe9\0a", 6 }, "UTF16" },
		{ { "\xe9\0a\0", 4 }, "unicode" },
		{ { "\0\xe9\0a", 4 }, "ucs-2" },
		{ { "\xe9\0a\0", 4 }, "utf-16le" },
		{ { "\0\xe9\0a", 4 }, "utf-16be" },
		{ { "\xfe\xff\0\xe9\0a", 6 }, "utf-16le" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(
		    charset_decode(&arena, rows[i].bytes, rows[i].label, 100),
		    "\xc3\xa9"
		    "a");
	arena_free(&arena);
}

static void test_vague(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_true(charset_is_vague(&arena, ""));
	assert_true(charset_is_vague(&arena, "\"Latin1\""));
	assert_false(charset_is_vague(&arena, "koi8-r"));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_vague),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
