#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/addr.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define L10         "abcdefghij"
#define L60         L10 L10 L10 L10 L10 L10

static void test_ok(void **state)
{
	static const struct {
		const char *text;
		bool ok;
	} rows[] = {
		{ "a@example.org", true },
		{ "first.last+tag@sub.example.org", true },
		{ "o'brien@example.org", true },
		{ "!#$%&*/=?^_`{|}~-@example.org", true },
		{ "\"a..b\"@example.org", true },
		{ "\"a\\\"b\"@example.org", true },
		{ "\"a@b\"@example.org", true },
		{ L60 "abcd@example.org", true },
		{ "a@localhost", true },
		{ "a@1.example.org", true },
		{ "a@xn--bcher-kva.example", true },
		{ L60 "abcde@example.org", false },
		{ "", false },
		{ "a", false },
		{ "@example.org", false },
		{ "a@", false },
		{ "a b@example.org", false },
		{ "\"a b\"@example.org", false },
		{ ".a@example.org", false },
		{ "a.@example.org", false },
		{ "a..b@example.org", false },
		{ "a@@example.org", false },
		{ "a@b@example.org", false },
		{ "\"a\"b\"@example.org", false },
		{ "\"\"@example.org", false },
		{ "\"a\\\"@example.org", false },
		{ "a@example..org", false },
		{ "a@.example.org", false },
		{ "a@example.org.", false },
		{ "a@-example.org", false },
		{ "a@example-.org", false },
		{ "a@exam_ple.org", false },
		{ "a@[192.0.2.1]", false },
		{ "a@192.0.2.1", false },
		{ "a@b\r\nRSET", false },
		{ "a@example.org\n", false },
		{ "a\t@example.org", false },
		{ "<a@example.org>", false },
		{ "a@example.org>", false },
		{ "\"a>\"@example.org", false },
		{ "\"a\x7f\"@example.org", false },
		{ "h\xc3\xa9l\xc3\xa8ne@example.org", false },
		{ "a@caf\xc3\xa9.example", false },
		{ "a@" L60 "abcd.org", false },
		{ "a(comment)@example.org", false },
		{ "a,b@example.org", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (addr_ok(str_c(rows[i].text)) != rows[i].ok)
			fail_msg("%s", rows[i].text);
	assert_false(addr_ok(str_n("a\0b@example.org", 15)));
}

static void test_utf8_ok(void **state)
{
	static const struct {
		const char *text;
		bool ok;
	} rows[] = {
		{ "a@example.org", true },
		{ "h\xc3\xa9l\xc3\xa8ne@example.org", true },
		{ "\"\xc3\xa9..a\"@example.org", true },
		{ "\xe7\x94\xa8\xe6\x88\xb7@example.org", true },
		{ "e\xcc\x81@example.org", false }, /* not NFC */
		{ "\xe9@example.org", false },
		{ "a\xe2\x80\xae@example.org", false },
		{ "a\xe3\x80\x80@example.org", false },
		{ ".\xc3\xa9@example.org", false },
		{ "\xc3\xa9 @example.org", false },
		{ "\xc3\xa9@caf\xc3\xa9.example", false },
		{ L60 "abc\xc3\xa9@example.org", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (addr_utf8_ok(str_c(rows[i].text)) != rows[i].ok)
			fail_msg("%s", rows[i].text);
}

static void test_length(void **state)
{
	char text[300];

	(void)state;
	/* 2 + 252 = 254 characters are the most. */
	memset(text, 'a', sizeof(text));
	text[1] = '@';
	for (size_t i = 12; i < sizeof(text); i += 10)
		text[i] = '.';
	assert_true(addr_ok(str_n(text, ADDR_MAX)));
	assert_false(addr_ok(str_n(text, ADDR_MAX + 1)));
}

static void test_normalise(void **state)
{
	static const struct {
		const char *text;
		const char *want; /* NULL: refused with `why` */
		const char *why;
	} rows[] = {
		{ " a@Example.ORG\t", "a@example.org", NULL },
		{ "A.B@example.org", "A.B@example.org", NULL },
		{ "a@B\xc3\xbc"
		  "cher.example",
		    "a@xn--bcher-kva.example", NULL },
		{ "a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example", NULL },
		{ "a@cafe\xcc\x81.example", "a@xn--caf-dma.example", NULL },
		{ "", NULL, "empty" },
		{ "alice", NULL, "no @" },
		{ "h\xc3\xa9l\xc3\xa8ne@Example.org",
		    "h\xc3\xa9l\xc3\xa8ne@example.org", NULL },
		{ "he\xcc\x81@example.org", "h\xc3\xa9@example.org", NULL },
		{ "\xd0\xb8\xd0\xb2@caf\xc3\xa9.example",
		    "\xd0\xb8\xd0\xb2@xn--caf-dma.example", NULL },
		{ "h\xe9@example.org", NULL, "before the @" },
		{ "a\xc2\xa0"
		  "b@example.org",
		    NULL, "before the @" },
		{ "a\xe2\x80\xae"
		  "b@example.org",
		    NULL, "before the @" },
		{ "a\xc2\x85@example.org", NULL, "before the @" },
		{ "a\xed\xa0\x80@example.org", NULL, "before the @" },
		{ "a@", NULL, "domain" },
		{ "a@b c.org", NULL, "domain" },
		{ "a@192.0.2.1", NULL, "domain" },
		{ "a b@example.org", NULL, "before the @" },
		{ "Alice <a@example.org>", NULL, "domain" },
		{ "a@example.org\r\nBcc: x@y.z", NULL, "before the @" },
		{ "a@x.org\r\n.x", NULL, "domain" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct err err = { 0 };
		char *out = NULL;
		enum err_code code =
		    addr_normalise(&arena, str_c(rows[i].text), &out, &err);
		if (rows[i].want != NULL) {
			assert_int_equal(code, ERR_OK);
			assert_string_equal(out, rows[i].want);
			continue;
		}
		assert_int_equal(code, ERR_INPUT);
		assert_null(out);
		assert_non_null(strstr(err.text, rows[i].why));
	}
	arena_free(&arena);
}

/* Threat T26: which two ways to write it are one subscriber? */
static void test_same(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		bool same;
	} rows[] = {
		{ "a@example.org", "a@example.org", true },
		{ "a@example.org", "A@example.org", true },
		{ "Alice@example.org", "aLICE@EXAMPLE.org", true },
		{ "a@example.org", "a@EXAMPLE.ORG", true },
		{ " a@example.org ", "a@example.org", true },
		{ "a@example.org\n", "a@example.org", true },
		{ "A.B@example.org", "a.b@example.org", true },
		{ "A+B@example.org", "a+b@example.org", true },
		{ "O'Neil@example.org", "o'neil@example.org", true },
		{ "X_Y@example.org", "x_y@example.org", true },
		{ "a@b\xc3\xbc"
		  "cher.example",
		    "a@xn--bcher-kva.example", true },
		{ "a@B\xc3\x9c"
		  "CHER.example",
		    "a@b\xc3\xbc"
		    "cher.example",
		    true },
		{ "a@cafe\xcc\x81.example", "a@caf\xc3\xa9.example", true },
		{ "a@CAF\xc3\x89.example", "a@caf\xc3\xa9.example", true },
		{ "a@XN--CAF-DMA.example", "a@caf\xc3\xa9.example", true },
		{ "a@example\xe3\x80\x82org", "a@example.org", true },
		{ "a@\xef\xbd\x85xample.org", "a@example.org", true },
		{ "\"A\"@example.org", "\"a\"@example.org", true },
		{ "1@example.org", "1@Example.Org", true },
		{ "a-b@ex-ample.org", "A-B@EX-AMPLE.ORG", true },
		{ "a@example.org", "b@example.org", false },
		{ "a@example.org", "a@example.com", false },
		{ "a@example.org", "a@sub.example.org", false },
		{ "a.b@example.org", "ab@example.org", false },
		{ "a.b@gmail.com", "ab@gmail.com", false },
		{ "a+x@example.org", "a@example.org", false },
		{ "a+x@example.org", "a+y@example.org", false },
		{ "a-b@example.org", "a_b@example.org", false },
		{ "a@gmail.com", "a@googlemail.com", false },
		{ "\"a\"@example.org", "a@example.org", false },
		{ "a@ex-ample.org", "a@example.org", false },
		{ "a@stra\xc3\x9f"
		  "e.example",
		    "a@strasse.example", false },
		{ "a@b\xc3\xbc"
		  "cher.example",
		    "a@bucher.example", false },
		{ "a@caf\xc3\xa9.example", "a@cafe.example", false },
		{ "a@\xd0\xb0pple.example", "a@apple.example", false },
		{ "l@example.org", "I@example.org", false },
		{ "0@example.org", "O@example.org", false },
		{ "a1@example.org", "al@example.org", false },
		{ "a@example.org", "a@example.or", false },
		{ "aa@example.org", "a@aexample.org", false },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct err err;
		char *a;
		char *b;
		assert_int_equal(
		    addr_normalise(&arena, str_c(rows[i].a), &a, &err), ERR_OK);
		assert_int_equal(
		    addr_normalise(&arena, str_c(rows[i].b), &b, &err), ERR_OK);
		if ((strcmp(addr_key(&arena, a), addr_key(&arena, b)) == 0) !=
		    rows[i].same)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
	}
	arena_free(&arena);
}

static void test_parts(void **state)
{
	(void)state;
	assert_true(str_is(addr_local(str_c("a@b@c.org")), "a@b"));
	assert_true(str_is(addr_domain(str_c("a@b@c.org")), "c.org"));
	assert_int_equal(addr_local(str_c("none")).n, 0);
	assert_int_equal(addr_domain(str_c("none")).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ok),
		cmocka_unit_test(test_utf8_ok),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_normalise),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
