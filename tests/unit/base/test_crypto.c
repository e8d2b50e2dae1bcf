/* src/base/crypto.c */
#include "base/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* RFC 4648 section 10, lower case and without padding. */
static void base32_vectors(void **state)
{
	static const char *const want[] = { "", "my", "mzxq", "mzxw6",
		"mzxw6yq", "mzxw6ytb", "mzxw6ytboi" };
	unsigned char back[8];
	char text[16];

	(void)state;
	for (size_t n = 0; n <= 6; n++) {
		crypto_base32((const unsigned char *)"foobar", n, text);
		assert_string_equal(text, want[n]);
		assert_true(crypto_unbase32(str_c(text), back, n));
		assert_memory_equal(back, "foobar", n);
	}
}

static void base32_round_trips(void **state)
{
	unsigned char bytes[40];
	unsigned char back[40];
	char text[66];

	(void)state;
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		crypto_random(bytes, sizeof(bytes));
		memset(text, '#', sizeof(text));
		crypto_base32(bytes, n, text);
		assert_int_equal(strlen(text), (n * 8 + 4) / 5);
		assert_true(crypto_unbase32(str_c(text), back, n));
		assert_memory_equal(back, bytes, n);
		for (char *p = text; *p != '\0'; p++)
			*p = *p >= 'a' ? (char)(*p - 'a' + 'A') : *p;
		assert_true(crypto_unbase32(str_c(text), back, n));
		assert_memory_equal(back, bytes, n);
	}
}

static void base32_refuses(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} rows[] = {
		{ "mz", 1 }, /* left-over bits that are not zero */
		{ "mzxr", 2 },
		{ "mzxw7", 3 } /* all 25 bits, 24 are bytes */,
		{ "m", 1 },   /* too short */
		{ "mya", 1 }, /* too long */
		{ "my", 2 },  /* of another length */
		{ "m0", 1 },  /* 0, 1, 8, 9 are no digits of it */
		{ "m1", 1 },
		{ "m8", 1 },
		{ "m=", 1 },
		{ "m ", 1 },
		{ "m\xc3", 1 },
	};
	unsigned char out[8];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (crypto_unbase32(str_c(rows[i].text), out, rows[i].n))
			fail_msg("\"%s\" was taken", rows[i].text);
	assert_false(crypto_unbase32(str_n("m\0", 2), out, 1));
}

/* FIPS 180-2 appendix B; RFC 4231 section 4.3. */
static void hash_and_hmac(void **state)
{
	static const unsigned char want[] = { 0x5b, 0xdc, 0xc1, 0x46, 0xbf,
		0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75,
		0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83, 0x9d,
		0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43 };
	unsigned char mac[CRYPTO_HASH];
	char hex[CRYPTO_HEX];

	(void)state;
	crypto_hash_hex(str_c("abc"), hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
				 "b00361a396177a9cb410ff61f20015ad");
	crypto_hash_hex(str_c(""), hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb924"
				 "27ae41e4649b934ca495991b7852b855");
	crypto_hmac(str_c("Jefe"), str_c("what do ya want for nothing?"), mac);
	assert_memory_equal(mac, want, sizeof(want));
	assert_true(crypto_equal(mac, want, sizeof(want)));
	mac[31] ^= 1;
	assert_false(crypto_equal(mac, want, sizeof(want)));
	assert_true(crypto_equal(mac, want, 31));
}

static void random_is_new_each_time(void **state)
{
	unsigned char a[32] = { 0 };
	unsigned char b[32] = { 0 };

	(void)state;
	crypto_random(a, sizeof(a));
	crypto_random(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base32_vectors),
		cmocka_unit_test(base32_round_trips),
		cmocka_unit_test(base32_refuses),
		cmocka_unit_test(hash_and_hmac),
		cmocka_unit_test(random_is_new_each_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
