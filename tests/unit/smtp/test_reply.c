/* src/smtp/reply.c: threats Q16 and T36. */
#include "smtp/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static const struct {
	const char *name;
	struct str input;
	enum reply_state state;
	int code;
	const char *enhanced;
	const char *text;
} rows[] = {
#define IN(s)                                                                  \
	{                                                                      \
		s, sizeof(s) - 1                                               \
	}
	{ "plain", IN("250 ok\r\n"), REPLY_DONE, 250, "", "ok" },
	{ "enhanced", IN("550 5.1.1 no such user\r\n"), REPLY_DONE, 550,
	    "5.1.1", "no such user" },
	{ "long enhanced", IN("452 4.300.999 full\r\n"), REPLY_DONE, 452,
	    "4.300.999", "full" },
	{ "enhanced alone", IN("250 2.0.0\r\n"), REPLY_DONE, 250, "2.0.0", "" },
	{ "enhanced of another class", IN("450 5.1.1 hm\r\n"), REPLY_DONE, 450,
	    "", "5.1.1 hm" },
	{ "a version is not an enhanced code", IN("250 2.0 ready\r\n"),
	    REPLY_DONE, 250, "", "2.0 ready" },
	{ "too many digits", IN("550 5.1.1234 x\r\n"), REPLY_DONE, 550, "",
	    "5.1.1234 x" },
	{ "an address", IN("250 2.0.0.1 x\r\n"), REPLY_DONE, 250, "",
	    "2.0.0.1 x" },
	{ "several lines",
	    IN("550-5.1.1 The account\r\n550-5.1.1  is\r\n550 5.1.1 gone\r\n"),
	    REPLY_DONE, 550, "5.1.1", "The account is gone" },
	{ "code alone", IN("354\r\n"), REPLY_DONE, 354, "", "" },
	{ "code and blank", IN("250 \r\n"), REPLY_DONE, 250, "", "" },
	{ "LF alone", IN("250 ok\n"), REPLY_DONE, 250, "", "ok" },
	{ "unknown code of a known class", IN("299 what\r\n"), REPLY_DONE, 299,
	    "", "what" },
	{ "the last code counts", IN("250-a\r\n550 b\r\n"), REPLY_DONE, 550, "",
	    "a b" },
	{ "NUL and controls", IN("550 a\0b\tc\x1b[2J\xc3\xa9\r\n"), REPLY_DONE,
	    550, "", "a?b?c?[2J??" },
	{ "NUL in the code", IN("25\0 ok\r\n"), REPLY_BAD, 0, "", "" },
	{ "first digit 1", IN("150 ok\r\n"), REPLY_BAD, 0, "", "" },
	{ "first digit 6", IN("650 ok\r\n"), REPLY_BAD, 0, "", "" },
	{ "four digits", IN("2500 ok\r\n"), REPLY_BAD, 0, "", "" },
	{ "empty line", IN("\r\n"), REPLY_BAD, 0, "", "" },
	{ "garbage", IN("HTTP/1.1 400 Bad Request\r\n"), REPLY_BAD, 0, "", "" },
	{ "garbage in the second line", IN("250-a\r\nb\r\n"), REPLY_BAD, 250,
	    "", "a" },
	{ "not yet", IN("250 ok\r"), REPLY_MORE, 0, "", "" },
	{ "another line will come", IN("250-ok\r\n"), REPLY_MORE, 250, "",
	    "ok" },
#undef IN
};

static void check(const struct reply_parser *parser, size_t i)
{
	if (parser->state != rows[i].state)
		fail_msg("%s: state %d", rows[i].name, (int)parser->state);
	if (parser->reply.code != rows[i].code)
		fail_msg("%s: code %d", rows[i].name, parser->reply.code);
	if (strcmp(parser->reply.enhanced, rows[i].enhanced) != 0)
		fail_msg(
		    "%s: enhanced %s", rows[i].name, parser->reply.enhanced);
	if (strcmp(parser->reply.text, rows[i].text) != 0)
		fail_msg("%s: text %s", rows[i].name, parser->reply.text);
}

static void test_rows(void **state)
{
	struct reply_parser parser;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		reply_begin(&parser);
		assert_int_equal(
		    reply_feed(&parser, rows[i].input), rows[i].input.n);
		check(&parser, i);
	}
}

static void test_rows_byte_by_byte(void **state)
{
	struct reply_parser parser;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		reply_begin(&parser);
		for (size_t at = 0; at < rows[i].input.n; at++)
			(void)reply_feed(
			    &parser, str_sub(rows[i].input, at, 1));
		check(&parser, i);
	}
}

static void test_stops_behind_the_reply(void **state)
{
	struct str two = str_c("250-a\r\n250 b\r\n421 bye\r\n");
	struct reply_parser parser;
	size_t used;

	(void)state;
	reply_begin(&parser);
	used = reply_feed(&parser, two);
	assert_int_equal(used, 14);
	assert_int_equal(parser.reply.code, 250);
	assert_int_equal(reply_feed(&parser, str_from(two, used)), 0);
	reply_begin(&parser);
	assert_int_equal(reply_feed(&parser, str_from(two, used)), 9);
	assert_int_equal(parser.reply.code, 421);
	assert_string_equal(parser.reply.text, "bye");
}

static void test_long_line_is_cut(void **state)
{
	const size_t size = sizeof(((struct smtp_reply *)NULL)->text);
	struct reply_parser parser;
	struct buf line;

	(void)state;
	buf_init(&line, REPLY_BYTES_MAX);
	(void)buf_puts(&line, "550 5.7.1 ");
	while (line.len < 65536)
		(void)buf_putc(&line, 'x');
	(void)buf_puts(&line, "\r\n");
	reply_begin(&parser);
	assert_int_equal(reply_feed(&parser, buf_get(&line)), line.len);
	assert_int_equal(parser.state, REPLY_DONE);
	assert_int_equal(parser.reply.code, 550);
	assert_int_equal(strlen(parser.reply.text), size - 1);
	assert_string_equal(parser.reply.text + size - 6, "xx...");
	buf_clear(&line);
}

static void test_text_that_just_fits(void **state)
{
	const size_t size = sizeof(((struct smtp_reply *)NULL)->text);
	struct reply_parser parser;
	struct buf line;

	(void)state;
	buf_init(&line, REPLY_BYTES_MAX);
	(void)buf_puts(&line, "250 ");
	while (line.len < 4 + size - 1)
		(void)buf_putc(&line, 'x');
	(void)buf_puts(&line, "\r\n");
	reply_begin(&parser);
	(void)reply_feed(&parser, buf_get(&line));
	assert_int_equal(strlen(parser.reply.text), size - 1);
	assert_string_equal(parser.reply.text + size - 4, "xxx");
	buf_clear(&line);
}

static void test_endless_ends(void **state)
{
	static const char *const endless[] = { "250-more\r\n", "2", "\r" };
	struct reply_parser parser;
	size_t fed;

	(void)state;
	for (size_t i = 0; i < sizeof(endless) / sizeof(endless[0]); i++) {
		reply_begin(&parser);
		fed = 0;
		while (parser.state == REPLY_MORE && fed < 4000000)
			fed += reply_feed(&parser, str_c(endless[i]));
		assert_int_equal(parser.state, REPLY_BAD);
		assert_int_equal(fed, REPLY_BYTES_MAX + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_rows_byte_by_byte),
		cmocka_unit_test(test_stops_behind_the_reply),
		cmocka_unit_test(test_long_line_is_cut),
		cmocka_unit_test(test_text_that_just_fits),
		cmocka_unit_test(test_endless_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
