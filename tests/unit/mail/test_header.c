/* src/mail/header.c: threats T9 and T16, RFC 2047, RFC 5322 section 2.2.3. */
#include "mail/header.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define A58 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A60 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

enum kind { TEXT, MAILBOX, RAW };

static const struct {
	enum kind kind;
	const char *value;
	const char *want;
} rows[] = {
	{ TEXT, "", "F:\r\n" },
	{ TEXT, "  Hello   world ", "F: Hello world\r\n" },
	{ TEXT, "Été", "F: =?utf-8?q?=C3=89t=C3=A9?=\r\n" },
	{ TEXT, "À « b » [confirm abc]",
	    "F: =?utf-8?q?=C3=80_=C2=AB_b_=C2=BB?= [confirm abc]\r\n" },
	{ TEXT, "Re: =?utf-8?q?x?= y",
	    "F: Re: =?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?= y\r\n" },
	{ TEXT, "a\r\nBcc: x@y.org", "F: a Bcc: x@y.org\r\n" },
	{ TEXT,
	    "a\xe2\x80\xa8"
	    "b\xc2\x85"
	    "c\xe2\x80\xae"
	    "d",
	    "F: a b c d\r\n" },
	{ TEXT, "\xff", "F: =?utf-8?q?=EF=BF=BD?=\r\n" },
	{ TEXT, A60 " " A60, "F: " A60 "\r\n " A60 "\r\n" },
	{ TEXT, "bb " A60 "a",
	    "F: bb =?utf-8?q?" A58 "?=\r\n =?utf-8?q?aaa?=\r\n" },
	{ MAILBOX, "", "F: x@y.org\r\n" },
	{ MAILBOX, "Ann", "F: \"Ann\" <x@y.org>\r\n" },
	{ MAILBOX, "A, \"B\" \\ <c@d.org>",
	    "F: \"A, \\\"B\\\" \\\\ <c@d.org>\" <x@y.org>\r\n" },
	{ MAILBOX, "Zoé, <b>",
	    "F: =?utf-8?q?Zo=C3=A9=2C_=3Cb=3E?= <x@y.org>\r\n" },
	{ MAILBOX, "a\nTo: b", "F: \"a To: b\" <x@y.org>\r\n" },
	{ MAILBOX, "=?utf-8?q?x?=",
	    "F: =?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?= <x@y.org>\r\n" },
	{ RAW, "<a@b>  <c@d>", "F: <a@b> <c@d>\r\n" },
	{ RAW, "a\r\n b\tc\xe9", "F: a b c?\r\n" },
	{ RAW, "<mailto:" A60 ">, <https:" A60 ">",
	    "F: <mailto:" A60 ">,\r\n <https:" A60 ">\r\n" },
	{ RAW, A60 A60, "F: " A60 A60 "\r\n" },
	{ RAW, A60 "aaaaaaaaaaaaaaaaa", "F:\r\n " A60 "aaaaaaaaaaaaaaaaa\r\n" },
	{ RAW, "\001A\002", "F: A\r\n" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out;

		buf_init(&out, 1 << 16);
		if (rows[i].kind == TEXT)
			header_text(&out, "F", str_c(rows[i].value));
		else if (rows[i].kind == MAILBOX)
			header_mailbox(
			    &out, "F", str_c(rows[i].value), str_c("x@y.org"));
		else
			header_raw(&out, "F", str_c(rows[i].value));
		assert_string_equal(buf_get(&out).p, rows[i].want);
		buf_clear(&out);
	}
}

/* RFC 2047 section 5 (3): an encoded word holds whole characters. */
static void test_characters_stay_whole(void **state)
{
	struct buf out;
	struct buf text;
	struct str rest;
	struct str line;

	(void)state;
	buf_init(&out, 1 << 16);
	buf_init(&text, 1 << 16);
	for (int i = 0; i < 200; i++)
		(void)buf_puts(&text, i % 3 == 0 ? "\xf0\x9f\x8e\x89" : "é");
	header_text(&out, "Subject", buf_get(&text));
	rest = buf_get(&out);
	while (str_line(&rest, &line)) {
		size_t start = str_find(line, str_c("?q?"));
		struct str word = str_from(line, start + 3);
		assert_true(line.n <= 76);
		assert_true(str_ends(line, str_c("?=")));
		/* Each begins with the first byte of a character. */
		assert_true(str_starts(word, str_c("=C3=A9")) ||
			    str_starts(word, str_c("=F0=9F=8E=89")));
	}
	buf_clear(&text);
	buf_clear(&out);
}

static void test_raw_leaves_out_what_no_line_can_hold(void **state)
{
	struct buf out;
	struct buf value;

	(void)state;
	buf_init(&out, 1 << 16);
	buf_init(&value, 1 << 16);
	(void)buf_puts(&value, "<a@b> ");
	for (int i = 0; i < 2000; i++)
		(void)buf_putc(&value, 'x');
	(void)buf_puts(&value, " <c@d>");
	header_raw(&out, "F", buf_get(&value));
	assert_string_equal(buf_get(&out).p, "F: <a@b> <c@d>\r\n");
	buf_clear(&value);
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_characters_stay_whole),
		cmocka_unit_test(test_raw_leaves_out_what_no_line_can_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
