/* src/base/token.c: threats T2 and T4. */
#include "base/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/crypto.h"

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

/* T2: each bit of what the token says and of its MAC. */
static void test_t2_each_bit(void **state)
{
	enum { RAW = 24 };
	char text[TOKEN_SIZE];
	unsigned char raw[RAW];

	(void)state;
	make(text);
	assert_true(crypto_unbase32(str_c(text), raw, RAW));
	for (size_t bit = 0; bit < RAW * 8; bit++) {
		raw[bit / 8] ^= (unsigned char)(1 << bit % 8);
		crypto_base32(raw, RAW, text);
		assert_false(check(text));
		raw[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	crypto_base32(raw, RAW, text);
	assert_true(check(text));
}

/* T2: whoever knows the form, and even the row, still has to guess. */
static void test_t2_random_tokens(void **state)
{
	enum { RAW = 24, CLAIMED = 8 };
	size_t count = getenv("LIAISON_LONG") != NULL ? 10000000 : 100000;
	unsigned char good[RAW];
	unsigned char raw[RAW];
	char text[TOKEN_SIZE];

	(void)state;
	make(text);
	assert_true(crypto_unbase32(str_c(text), good, RAW));
	for (size_t i = 0; i < count; i++) {
		size_t kept = i % 2 == 0 ? 0 : CLAIMED;
		memcpy(raw, good, kept);
		crypto_random(raw + kept, RAW - kept);
		crypto_base32(raw, RAW, text);
		assert_false(check(text));
	}
}

/* T4: only the list and the address that it was made for, for each purpose. */
static void test_t4_matrix(void **state)
{
	static const char *const lists[] = { "ess-communs", "lettre", "" };
	static const char *const people[] = { "a@example.org", "b@example.org",
		"a@example.net" };
	enum { EACH = 3, ALL = (TOKEN__MAX - TOKEN_CONFIRM) * EACH * EACH };
	char texts[ALL][TOKEN_SIZE];
	struct token token = { .row = 7, .expires = confirm.expires };

	(void)state;
	for (int i = 0; i < ALL; i++) {
		token.purpose =
		    (enum token_purpose)(TOKEN_CONFIRM + i / (EACH * EACH));
		token_make(key, &token, str_c(lists[i / EACH % EACH]),
		    str_c(people[i % EACH]), texts[i]);
	}
	for (int i = 0; i < ALL; i++) {
		for (int k = 0; k < EACH * EACH; k++)
			assert_int_equal(token_check(key, str_c(texts[i]),
					     str_c(lists[k / EACH]),
					     str_c(people[k % EACH]), now),
			    k == i % (EACH * EACH));
		/* another purpose in its first letters is another token */
		for (int k = 0; k < ALL; k++)
			assert_int_equal(
			    memcmp(texts[i], texts[k], TOKEN_SIZE) == 0,
			    i == k);
	}
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
		cmocka_unit_test(test_t2_each_bit),
		cmocka_unit_test(test_t2_random_tokens),
		cmocka_unit_test(test_t4_matrix),
		cmocka_unit_test(test_bound_to_list_address_key_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
