/* src/base/str.c */
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Parts are written with a bar after each: "a,,b" becomes "a||b|". */
static void parts_are(
    const char *text, bool by_line, const char *want, const char *name)
{
	struct str rest = str_c(text);
	struct str part = { 0 };
	char got[64] = "";
	size_t n = 0;

	while (
	    by_line ? str_line(&rest, &part) : str_split(&rest, ',', &part)) {
		assert_true(n + part.n + 2 < sizeof(got));
		if (part.n > 0)
			memcpy(got + n, part.p, part.n);
		n += part.n;
		got[n++] = '|';
	}
	if (strcmp(got, want) != 0)
		fail_msg("%s \"%s\": got %s, not %s", name, text, got, want);
	assert_int_equal(rest.n, 0);
}

static void split_and_lines(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} splits[] = {
		{ "", "|" },
		{ "a", "a|" },
		{ "a,b", "a|b|" },
		{ "a,", "a||" },
		{ ",a", "|a|" },
		{ ",", "||" },
		{ ",,", "|||" },
	},
	  lines[] = {
		  { "", "" },
		  { "a", "a|" },
		  { "a\n", "a|" },
		  { "a\r\n", "a|" },
		  { "a\nb", "a|b|" },
		  { "a\n\nb\n", "a||b|" },
		  { "\n", "|" },
		  { "\r\n\r\n", "||" },
		  { "a\rb\n", "a\rb|" },
		  { "a\r", "a|" },
		  { "a\r\r\n", "a\r|" },
	  };

	(void)state;
	for (size_t i = 0; i < sizeof(splits) / sizeof(*splits); i++)
		parts_are(splits[i].text, false, splits[i].want, "split");
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		parts_are(lines[i].text, true, lines[i].want, "line");
	parts_are(NULL, false, "", "split");
	parts_are(NULL, true, "", "line");
}

static void comparing(void **state)
{
	const struct str nothing = { NULL, 0 };
	const struct str s = str_c("Re: Bonjour");

	(void)state;
	assert_true(str_eq(nothing, str_c("")));
	assert_true(str_ieq(nothing, str_c(NULL)));
	assert_true(str_starts(nothing, nothing));
	assert_true(str_iends(s, nothing));
	assert_true(str_is(s, "Re: Bonjour") && !str_is(s, "Re: Bonjou"));
	assert_true(str_iis(s, "RE: BONJOUR") && !str_is(s, "RE: BONJOUR"));
	assert_true(str_istarts(s, str_c("re:")));
	assert_false(str_starts(s, str_c("re:")));
	assert_true(str_iends(s, str_c("JOUR")));
	assert_false(str_ends(s, str_c("JOUR")));
	assert_false(str_ends(str_c("a"), str_c("ba")));
	assert_false(str_starts(str_c("a"), str_c("ab")));
	assert_false(str_iis(str_c("\xc3\x89"), "\xc3\xa9")); /* ASCII only */
	assert_true(str_eq(str_n("a\0b", 3), str_n("a\0b", 3)));
	assert_false(str_eq(str_n("a\0b", 3), str_n("a\0c", 3)));
}

static void finding_and_cutting(void **state)
{
	const struct str s = str_c("a needle, a NEEDLE");

	(void)state;
	assert_int_equal(str_find(s, str_c("NEEDLE")), 12);
	assert_int_equal(str_ifind(s, str_c("NEEDLE")), 2);
	assert_int_equal(str_find(s, str_c("needles")), SIZE_MAX);
	assert_int_equal(str_find(s, str_c("")), 0);
	assert_int_equal(str_find(str_c(NULL), str_c("a")), SIZE_MAX);
	assert_int_equal(str_find(str_c("aab"), str_c("ab")), 1);
	assert_int_equal(str_findc(s, ','), 8);
	assert_int_equal(str_findc(str_c(NULL), ','), SIZE_MAX);
	assert_true(str_is(str_from(s, 12), "NEEDLE"));
	assert_int_equal(str_from(s, 99).n, 0);
	assert_int_equal(str_from(str_c(NULL), 1).n, 0);
	assert_true(str_is(str_sub(s, 2, 6), "needle"));
	assert_true(str_is(str_sub(s, 12, SIZE_MAX), "NEEDLE"));
	assert_true(str_is(str_trim(str_c(" \t\r\n\v\fa b ")), "a b"));
	assert_int_equal(str_trim(str_c("  ")).n, 0);
	assert_int_equal(str_trim(str_c(NULL)).n, 0);
}

static void numbers(void **state)
{
	static const struct {
		const char *text;
		uint64_t max;
		bool ok;
		uint64_t want;
	} rows[] = {
		{ "0", 0, true, 0 },
		{ "007", 7, true, 7 },
		{ "8", 7, false, 0 },
		{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, false, 0 },
		{ "99999999999999999999999", UINT64_MAX, false, 0 },
		{ "", 9, false, 0 },
		{ " 1", 9, false, 0 },
		{ "1 ", 9, false, 0 },
		{ "+1", 9, false, 0 },
		{ "-1", 9, false, 0 },
		{ "0x1", 9, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint64_t got = 0;
		bool ok = str_u64(str_c(rows[i].text), rows[i].max, &got);
		if (ok != rows[i].ok || got != rows[i].want)
			fail_msg("\"%s\"", rows[i].text);
	}
}

static void digits(void **state)
{
	static const char good[] = "0123456789abcdef";

	(void)state;
	for (int i = 0; i < 16; i++) {
		assert_int_equal(str_hex(good[i]), i);
		assert_int_equal(str_is_digit(good[i]), i < 10);
	}
	assert_int_equal(str_hex('F'), 15);
	for (const char *c = "g/:@G` \xe9"; *c != '\0'; c++) {
		assert_int_equal(str_hex(*c), -1);
		assert_false(str_is_digit(*c));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(split_and_lines),
		cmocka_unit_test(comparing),
		cmocka_unit_test(finding_and_cutting),
		cmocka_unit_test(numbers),
		cmocka_unit_test(digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
