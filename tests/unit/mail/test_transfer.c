/* Transfer encodings as mail has them, right and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/transfer.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static void test_names(void **state)
{
	static const struct {
		const char *field;
		enum transfer want;
	} rows[] = {
		{ "", TRANSFER_NONE },
		{ "7bit", TRANSFER_NONE },
		{ "Base64", TRANSFER_BASE64 },
		{ "base64 (binary)", TRANSFER_BASE64 },
		{ " \"quoted-printable\"", TRANSFER_QP },
		{ "quoted-printable;", TRANSFER_QP },
		{ "x-uuencode", TRANSFER_UU },
		{ "uuencode", TRANSFER_UU },
		{ "base65", TRANSFER_NONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(
		    transfer_of(str_c(rows[i].field)), rows[i].want);
}

static void check(
    void (*decode)(struct buf *, struct str), const char *in, const char *want)
{
	struct buf out;

	buf_init(&out, 1000);
	decode(&out, str_c(in));
	if (!str_is(buf_get(&out), want))
		fail_msg("\"%s\" gives \"%.*s\"", in, STR_ARG(buf_get(&out)));
	buf_clear(&out);
}

static void test_qp(void **state)
{
	static const char *const rows[][2] = {
		{ "caf=C3=A9", "caf\xc3\xa9" },
		{ "caf=c3=a9", "caf\xc3\xa9" },
		{ "a=\r\nb=\nc", "abc" },
		{ "a =\n b", "a  b" },
		{ "100 % = 1", "100 % = 1" },
		{ "x?a=b&c=d=20", "x?a=b&c=d " },
		{ "=ZZ =4 =", "=ZZ =4 =" },
		{ "a=3", "a=3" },
		{ "=", "=" },
		{ "a_b", "a_b" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(transfer_qp, rows[i][0], rows[i][1]);
}

static void test_base64(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "Ym9uam91cg==", "bonjour" },
		{ "Ym9uam91cg", "bonjour" },
		{ "Ym9u\r\nam91\r\n\r\ncg==\r\n", "bonjour" },
		{ "Y\nm9\nuam\n91cg", "bonjour" },
		{ "Ym9!uam*91cg==", "bonjour" },
		{ "Ym9u am91 cg==", "bonjour" },
		{ "YWI=\nY2Q=", "abcd" },
		{ "YWJj\nY", "abc" },
		{ "YWI=\n\n-- \nA list of ours\nbye", "ab\n-- \nA list of "
						      "ours\nbye\n" },
		{ "YWJj\n________\nA list of ours", "abc\n________\nA list of "
						    "ours" },
		{ "hello", "hello" },
		{ "Hello, I am not encoded.", "Hello, I am not encoded." },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf out;
		struct str got;
		buf_init(&out, 1000);
		transfer_base64(&out, str_c(rows[i][0]));
		got = str_trim(buf_get(&out));
		if (!str_eq(got, str_trim(str_c(rows[i][1]))))
			fail_msg(
			    "\"%s\" gives \"%.*s\"", rows[i][0], STR_ARG(got));
		buf_clear(&out);
	}
}

/* What there is room for is used, in one long line too. */
static void test_room(void **state)
{
	struct buf out;
	char line[8001];

	(void)state;
	memset(line, 'A', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	buf_init(&out, 2000);
	transfer_base64(&out, str_c(line));
	assert_true(out.len > 500 && out.len <= 2000);
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_qp),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
