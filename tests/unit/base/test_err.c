/* src/base/err.c */
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "base/str.h"
#include "base/utf8.h"

static void text_and_code(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(
	    err_set(&err, ERR_LIMIT, "%s: %d lines", "a.csv", 3), ERR_LIMIT);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.text, "a.csv: 3 lines");
	assert_int_equal(err_prefix(&err, "%s", "importing"), ERR_LIMIT);
	assert_string_equal(err.text, "importing: a.csv: 3 lines");
}

static void long_text_ends_in_dots(void **state)
{
	char text[3000] = "";
	struct err err;

	(void)state;
	memset(text, 'a', sizeof(err.text) - 1);
	err_set(&err, ERR_IO, "%s", text);
	assert_string_equal(err.text, text);
	memset(text, 'a', sizeof(err.text));
	err_set(&err, ERR_IO, "%s", text);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	assert_true(str_ends(str_c(err.text), str_c("aa...")));
	err_prefix(&err, "%s", "what");
	assert_true(str_starts(str_c(err.text), str_c("what: aa")));
	assert_true(str_ends(str_c(err.text), str_c("...")));
}

/* Wherever the cut falls, no character is cut. */
static void long_text_stays_utf8(void **state)
{
	char text[3000] = "";

	(void)state;
	for (size_t shift = 0; shift < 4; shift++) {
		struct err err;
		memset(text, 'a', shift);
		for (size_t at = shift; at < 2000; at += 4)
			memcpy(text + at, "\xf0\x9f\x93\xa7", 5);
		err_set(&err, ERR_IO, "%s", text);
		assert_true(utf8_valid(str_c(err.text)));
		assert_true(str_ends(str_c(err.text), str_c("\xa7...")));
	}
}

static void every_code_has_its_row(void **state)
{
	(void)state;
	for (int i = 0; i < ERR__MAX; i++) {
		enum err_code code = (enum err_code)i;
		assert_non_null(err_name(code));
		assert_int_equal(err_exit(code) == EX_OK, code == ERR_OK);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(
			    err_name(code), err_name((enum err_code)j));
	}
	assert_true(err_retry(ERR_NET) && err_retry(ERR_BUSY));
	assert_false(err_retry(ERR_CONFIG) || err_retry(ERR_INPUT));
	assert_int_equal(err_exit(ERR_USAGE), EX_USAGE);
	assert_int_equal(err_exit(ERR_BUSY), EX_TEMPFAIL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_and_code),
		cmocka_unit_test(long_text_ends_in_dots),
		cmocka_unit_test(long_text_stays_utf8),
		cmocka_unit_test(every_code_has_its_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
