#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "imap/scan.h"

enum { BODY_MAX = 1000 };

/* What passes, whole or byte by byte, is the text before the mark "^". */
struct row {
	const char *name;
	const char *input;
	enum err_code want;
};

static const struct row rows[] = {
	{ "lines", "* OK hi\r\n1 OK done\r\n^", ERR_OK },
	{ "unfinished line", "* OK hi^", ERR_OK },
	{ "a mail",
	    "* 1 FETCH (UID 1 BODY[] {8}\r\n* BYE\r\n\n)\r\n1 OK x\r\n^",
	    ERR_OK },
	{ "a mail, then BYE",
	    "* 1 FETCH (BODY[] {3}\r\n\r\nx)\r\n^* BYE x\r\n1 OK\r\n",
	    ERR_NET },
	{ "empty mail", "* 1 FETCH (BODY[] {0}\r\n UID 1)\r\n^", ERR_OK },
	{ "BYE", "* OK a\r\n^* BYE b\r\n", ERR_NET },
	{ "BYE in other letters", "^*  bye\r\n", ERR_NET },
	{ "BYE in a text", "* OK * BYE\r\n^", ERR_OK },
	{ "BYE inside a continued line", "* 1 FETCH (X {1}\r\na\r\n^* BYE\r\n",
	    ERR_NET },
	{ "too large a mail", "* 1 EXISTS\r\n^* 1 FETCH (BODY[] {1001}\r\n",
	    ERR_LIMIT },
	{ "size that wraps", "^* 1 FETCH (BODY[] {4294967297}\r\n", ERR_LIMIT },
	{ "blanks before it", "^  *  1 FETCH (BODY[] {4294967295}\r\n",
	    ERR_LIMIT },
	{ "a folder's name behind tabs", "^* \tLIST\t() \"/\" {8193}\r\n",
	    ERR_LIMIT },
	{ "size of 30 digits",
	    "^* 1 FETCH (BODY[] {100000000000000000000000000000}\r\n",
	    ERR_LIMIT },
	{ "non-synchronising", "* 1 FETCH (BODY[] {2+}\r\n((\r\n)\r\n^",
	    ERR_OK },
	{ "large text", "^* 1 FETCH (X {8193}\r\n", ERR_LIMIT },
	{ "folder's name", "* LIST () \"/\" {6}\r\n* BYE\n\r\n^", ERR_OK },
	{ "text that looks like a literal", "* OK {5}\r\n^* BYE\r\n", ERR_NET },
	{ "tagged text likewise", "1 OK BODY[] {5}\r\n^* BYE\r\n", ERR_NET },
	{ "no literal: no digits", "* 1 FETCH (X {}\r\n^* BYE\r\n", ERR_NET },
	{ "no literal: a word", "* 1 FETCH (X {a}\r\n^* BYE\r\n", ERR_NET },
	{ "no literal: only braces", "* 1 }\r\n* 1 {}\r\n* 1 {+}\r\n^",
	    ERR_OK },
	{ "nothing but ends", "\r\n\n\r\r\n^", ERR_OK },
};

static void feed_in_steps(const struct row *row, size_t step)
{
	const char *mark = strchr(row->input, '^');
	size_t pass = (size_t)(mark - row->input);
	char text[256];
	size_t n = strlen(row->input) - 1;
	size_t passed = 0;
	size_t good;
	struct scan scan;
	struct err err = { 0 };

	memcpy(text, row->input, pass);
	memcpy(text + pass, mark + 1, n - pass);
	scan_init(&scan);
	scan_begin(&scan, BODY_MAX, BODY_MAX);
	for (size_t i = 0; i < n && err.code == ERR_OK; i += step) {
		size_t part = n - i < step ? n - i : step;

		(void)scan_feed(&scan, str_n(text + i, part), &good, &err);
		passed += good;
	}
	scan_clear(&scan);
	if (err.code != row->want)
		print_message("%s, in steps of %zu\n", row->name, step);
	assert_int_equal(err.code, row->want);
	if (step >= n)
		assert_int_equal(passed, pass);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t step = 1; step <= 256; step *= 2)
			feed_in_steps(&rows[i], step);
}

static enum err_code repeat(const char *text, size_t times, const char *words)
{
	struct scan scan;
	struct err err = { 0 };
	size_t good;

	scan_init(&scan);
	scan_begin(&scan, BODY_MAX, UINT64_C(3) * BODY_MAX);
	for (size_t i = 0; i < times && err.code == ERR_OK; i++)
		(void)scan_feed(&scan, str_c(text), &good, &err);
	if (err.code != ERR_OK)
		assert_non_null(strstr(err.text, words));
	scan_clear(&scan);
	return err.code;
}

static void test_bounds(void **state)
{
	(void)state;
	assert_int_equal(repeat("x", SCAN_LINE, ""), ERR_OK);
	assert_int_equal(repeat("x", SCAN_LINE + 1, "a line of"), ERR_LIMIT);
	assert_int_equal(repeat("(", SCAN_PARENS, ""), ERR_OK);
	assert_int_equal(repeat("(", SCAN_PARENS + 1, "nested"), ERR_LIMIT);
	assert_int_equal(repeat("((((\r\n", SCAN_PARENS, ""), ERR_OK);
	assert_int_equal(
	    repeat("* 1 FETCH ((( {1}\r\n", SCAN_PARENS, "nested"), ERR_LIMIT);
	assert_int_equal(
	    repeat("* 1 EXISTS\r\n", SCAN_COMMAND / 12, ""), ERR_OK);
	assert_int_equal(
	    repeat("* 1 EXISTS\r\n", SCAN_COMMAND / 12 + 1, "one command"),
	    ERR_LIMIT);
	assert_int_equal(
	    repeat("* 1 FETCH (BODY[] {4}\r\nabcd)\r\n", 750, ""), ERR_OK);
	assert_int_equal(
	    repeat("* 1 FETCH (BODY[] {4}\r\nabcd)\r\n", 751, "more mail"),
	    ERR_LIMIT);
}

static void test_no_mail_is_expected(void **state)
{
	struct scan scan;
	struct err err = { 0 };
	size_t good;

	(void)state;
	scan_init(&scan);
	scan_begin(&scan, 0, 0);
	assert_int_equal(
	    scan_feed(&scan, str_c("* 1 FETCH (BODY[] {1}\r\n"), &good, &err),
	    ERR_LIMIT);
	assert_int_equal(good, 0);
	scan_clear(&scan);
}

static void test_quote(void **state)
{
	static const struct {
		const char *input;
		const char *want;
	} cases[] = {
		{ "plain", "plain" },
		{ "été", "été" },
		{ "a\r\nb\x1b[31m\x7f", "a??b?[31m?" },
		{ "\xff\xfe caf\xc3\xa9", "?? caf??" },
		{ "", "" },
	};
	char out[200];
	char large[1000];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		scan_quote(str_c(cases[i].input), out);
		assert_string_equal(out, cases[i].want);
	}
	memset(large, 'x', sizeof(large));
	scan_quote(str_n(large, sizeof(large)), out);
	assert_int_equal(strlen(out), 199);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_no_mail_is_expected),
		cmocka_unit_test(test_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
