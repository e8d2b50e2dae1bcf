/* Which mails are signed, and what stays as it was. */
#include "mail/dkim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

enum { MAX = 1 << 16, NOW = 1800000000 };

static struct dkim_signer *signer_for(const char *domain)
{
	struct dkim_signer *signer = NULL;
	struct dkim_key key = { 0 };
	struct err err = { 0 };
	struct buf pem;

	buf_init(&pem, MAX);
	assert_int_equal(dkim_key_make(DKIM_ED25519, &pem, &err), ERR_OK);
	assert_int_equal(
	    dkim_key_parse(buf_get(&pem), "test", DKIM_ED25519, &key, &err),
	    ERR_OK);
	assert_int_equal(dkim_signer_open(&signer, &err), ERR_OK);
	assert_int_equal(
	    dkim_signer_add(signer, domain, "sel", &key, &err), ERR_OK);
	dkim_key_clear(&key);
	buf_clear(&pem);
	return signer;
}

static void test_whose(void **state)
{
	static const struct {
		const char *message;
		bool is_signed;
	} rows[] = {
		{ "From: a@example.org\r\n\r\n", true },
		{ "from: A@EXAMPLE.ORG\r\n\r\nbody\r\n", true },
		{ "From: \"x@other.org\" <a@example.org>\r\n\r\n", true },
		{ "To: b@c.de\r\nFrom: =?utf-8?q?x?=\r\n <a@example.org>\r\n"
		  "Subject: s\r\n\r\n",
		    true },
		{ "From: a@sub.example.org\r\n\r\n", true },
		{ "From: a@example.org\r\n", true },
		{ "From: a@notexample.org\r\n\r\n", false },
		{ "From: a@org\r\n\r\n", false },
		{ "From: a@example.org.evil\r\n\r\n", false },
		{ "From: a\r\n\r\n", false },
		{ "From: a@\r\n\r\n", false },
		{ "From:\r\n\r\n", false },
		{ "To: a@example.org\r\n\r\nFrom: a@example.org\r\n", false },
		{ "\r\nFrom: a@example.org\r\n", false },
		{ "\r\n", false },
		{ "", false },
	};
	struct dkim_signer *signer = signer_for("example.org");
	struct err err = { 0 };
	struct buf message;

	(void)state;
	buf_init(&message, MAX);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = strlen(rows[i].message);
		buf_reset(&message);
		(void)buf_puts(&message, rows[i].message);
		assert_int_equal(
		    dkim_signer_sign(signer, NOW, &message, &err), ERR_OK);
		if ((message.len > n) != rows[i].is_signed)
			fail_msg("%s", rows[i].message);
		if (rows[i].is_signed)
			assert_true(str_starts(
			    buf_get(&message), str_c("DKIM-Signature: v=1; ")));
		assert_memory_equal(
		    message.data + message.len - n, rows[i].message, n);
	}
	buf_clear(&message);
	dkim_signer_close(signer);
}

/* A message that has no room for the signature is as it was. */
static void test_full(void **state)
{
	static const char text[] = "From: a@example.org\r\n\r\nbody\r\n";
	struct dkim_signer *signer = signer_for("example.org");
	struct err err = { 0 };
	struct buf message;

	(void)state;
	buf_init(&message, sizeof(text) + 100);
	(void)buf_puts(&message, text);
	assert_int_equal(
	    dkim_signer_sign(signer, NOW, &message, &err), ERR_LIMIT);
	assert_int_equal(message.len, sizeof(text) - 1);
	assert_memory_equal(message.data, text, sizeof(text) - 1);
	buf_clear(&message);
	dkim_signer_close(signer);
}

/* What the library refuses is an error, and the message is as it was. */
static void test_refused(void **state)
{
	static const char text[] =
	    "From: a@example.org\r\nno field\r\n\r\nbody\r\n";
	struct dkim_signer *signer = signer_for("example.org");
	struct err err = { 0 };
	struct buf message;

	(void)state;
	buf_init(&message, MAX);
	(void)buf_puts(&message, text);
	assert_int_equal(
	    dkim_signer_sign(signer, NOW, &message, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "sel of example.org"));
	assert_string_equal(buf_get(&message).p, text);
	buf_clear(&message);
	dkim_signer_close(signer);
}

/* The time is the caller's, and the same bytes give the same signature. */
static void test_time(void **state)
{
	struct dkim_signer *signer = signer_for("example.org");
	struct err err = { 0 };
	struct buf message[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		buf_init(&message[i], MAX);
		(void)buf_puts(&message[i], "From: a@example.org\r\n\r\n");
		assert_int_equal(
		    dkim_signer_sign(signer, NOW, &message[i], &err), ERR_OK);
	}
	assert_non_null(strstr(message[0].data, " t=1800000000;"));
	assert_string_equal(message[0].data, message[1].data);
	for (int i = 0; i < 2; i++)
		buf_clear(&message[i]);
	dkim_signer_close(signer);
}

static void test_no_key(void **state)
{
	static const char *const rows[] = { "", "x",
		"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n" };
	struct dkim_key key;
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int t = 0; t < DKIM_TYPE__MAX; t++) {
			assert_int_equal(dkim_key_parse(str_c(rows[i]), "F",
					     (enum dkim_type)t, &key, &err),
			    ERR_CONFIG);
			assert_null(key.pem);
			assert_true(str_starts(str_c(err.text), str_c("F: ")));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whose),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
