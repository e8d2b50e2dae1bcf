/* src/base/token.c: threats T2 and T4. */
#include "base/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

static const unsigned char key[TOKEN_KEY] = { 1, 2, 3 };
static const int64_t now = 1790000000;
static const struct token confirm = { .purpose = TOKEN_CONFIRM,
	.row = 0xfedcba98,
	.expires = 1790000000 + 7 * CLOCK_DAY };

static void make(char out[TOKEN_SIZE])
{
	token_make(
	    key, &confirm, str_c("ess-communs"), str_c("a@example.org"), out);
}

static bool check(const char *text)
{
	return token_check(key, str_c(text), str_c("ess-communs"),
	    str_c("a@example.org"), now);
}

static void test_round_trip(void **state)
{
	char text[TOKEN_SIZE];
	struct token read;

	(void)state;
	make(text);
	assert_int_equal(strlen(text), TOKEN_LENGTH);
	assert_true(token_read(str_c(text), &read));
	assert_int_equal(read.purpose, TOKEN_CONFIRM);
	assert_int_equal(read.row, confirm.row);
	assert_true(read.expires >= confirm.expires);
	assert_true(read.expires < confirm.expires + CLOCK_HOUR);
	assert_true(check(text));
	for (size_t i = 0; i < TOKEN_LENGTH; i++)
		if (text[i] >= 'a')
			text[i] = (char)(text[i] - ('a' - 'A'));
	assert_true(check(text));
}

static void test_any_change_is_refused(void **state)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	char text[TOKEN_SIZE + 1];
	char good[TOKEN_SIZE];

	(void)state;
	make(good);
	for (size_t i = 0; i < TOKEN_LENGTH; i++) {
		for (const char *c = alphabet; *c != '\0'; c++) {
			memcpy(text, good, TOKEN_SIZE);
			text[i] = *c;
			if (*c != good[i])
				assert_false(check(text));
		}
		memcpy(text, good, TOKEN_SIZE);
		text[i] = '\0';
		assert_false(check(text));
	}
	memcpy(text, good, TOKEN_LENGTH);
	memcpy(text + TOKEN_LENGTH, "a", 2);
	assert_false(check(text));
}

static void test_bound_to_list_address_key_time(void **state)
{
	unsigned char other[TOKEN_KEY] = { 1, 2, 4 };
	char text[TOKEN_SIZE];
	struct str t = { text, TOKEN_LENGTH };
	struct str list = str_c("ess-communs");
	struct str addr = str_c("a@example.org");

	(void)state;
	make(text);
	assert_false(token_check(other, t, list, addr, now));
	assert_false(token_check(key, t, str_c("lettre"), addr, now));
	assert_false(token_check(key, t, list, str_c("b@example.org"), now));
	assert_false(
	    token_check(key, t, list, addr, confirm.expires + CLOCK_HOUR));
	/* the border between list and address is part of the MAC */
	assert_false(token_check(
	    key, t, str_c("ess-communsa"), str_c("@example.org"), now));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_any_change_is_refused),
		cmocka_unit_test(test_bound_to_list_address_key_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
