/* Which text is read out of messages whose structure is odd or broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/message.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define MIXED       "Content-Type: multipart/mixed; boundary=B\n\n"
#define E_ACUTE     "\xc3\xa9"

struct row {
	const char *name;
	const char *raw; /* below From and Subject */
	const char *want;
};

static void check(const char *head, const struct row *row)
{
	struct arena arena = { 0 };
	struct message message;
	struct err err;
	char *raw = arena_printf(&arena, "%s%s", head, row->raw);
	struct str text;

	if (message_read(&arena, str_c(raw), 1 << 20, &message, &err) != ERR_OK)
		fail_msg("%s: %s", row->name, err.text);
	text = str_trim(str_c(message.text));
	if (!str_is(text, row->want))
		fail_msg("%s: \"%.*s\"", row->name, STR_ARG(text));
	assert_string_equal(message.subject, "s");
	assert_string_equal(message.sender_address, "a@example.org");
	arena_free(&arena);
}

#define HEAD "From: a@example.org\nSubject: s\n"

static void test_types(void **state)
{
	static const struct row rows[] = {
		{ "no type", "\nt" E_ACUTE "xt", "t" E_ACUTE "xt" },
		{ "no subtype", "Content-Type: text\n\ntext", "text" },
		{ "no type at all", "Content-Type:\n\ntext", "text" },
		{ "words for a type", "Content-Type: a b c\n\ntext", "text" },
		{ "the first of two types",
		    "Content-Type: text/plain\nContent-Type: text/html\n\n<b>x",
		    "<b>x" },
		{ "the first of two encodings",
		    "Content-Transfer-Encoding: quoted-printable\n"
		    "Content-Transfer-Encoding: 7bit\n\n=41",
		    "A" },
		{ "odd encoding", "Content-Transfer-Encoding: foo\n\n=41",
		    "=41" },
		{ "type in capitals",
		    "CONTENT-TYPE: TEXT/PLAIN; CHARSET=\"KOI8-R\"\n\n\xd1",
		    "\xd1\x8f" },
		{ "quotes of the wrong kind",
		    "Content-Type: text/plain; charset='koi8-r'\n\n\xd1",
		    "\xd1\x8f" },
		{ "two semicolons",
		    "Content-Type: text/plain;; charset=koi8-r;\n\n\xd1",
		    "\xd1\x8f" },
		{ "charset of RFC 2231",
		    "Content-Type: text/plain; charset*=us-ascii'en'koi8-r\n\n"
		    "\xd1",
		    "\xd1\x8f" },
		{ "only HTML", "Content-Type: text/html\n\n<p>a</p><p>b</p>",
		    "a\n\nb" },
		{ "an application", "Content-Type: application/pdf\n\nx", "" },
		{ "a calendar",
		    "Content-Type: text/calendar\n\nBEGIN:VCALENDAR", "" },
		{ "a message", "Content-Type: message/rfc822\n\nTo: x\n\ny",
		    "" },
		{ "only an attachment",
		    "Content-Disposition: attachment\n\ntext", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(HEAD, &rows[i]);
}

static void test_boundaries(void **state)
{
	static const struct row rows[] = {
		{ "as it should be", MIXED "pre\n--B\n\ntext\n--B--\nepi",
		    "text" },
		{ "never closed", MIXED "--B\n\ntext\n", "text" },
		{ "twice in a row", MIXED "--B\n--B\n\ntext\n--B--\n", "text" },
		{ "blanks behind it", MIXED "--B \t\n\ntext\n--B-- \n",
		    "text" },
		{ "a blank in the parameter",
		    "Content-Type: multipart/mixed; boundary=\"B \"\n\n"
		    "--B\n\ntext\n--B--\n",
		    "text" },
		{ "in small steps",
		    "Content-Type: multipart/mixed; boundary*0=\"B\";\n"
		    " boundary*1=\"C\"\n\n--BC\n\ntext\n--BC--\n",
		    "text" },
		{ "prefix of the inner one",
		    MIXED "--B\nContent-Type: multipart/alternative; "
			  "boundary=BB\n\n--BB\n\ntext\n--BB--\n--B--\n",
		    "text" },
		{ "inner one never closed",
		    MIXED "--B\nContent-Type: multipart/related; "
			  "boundary=I\n\n--I\nContent-Type: image/png\n\nx\n"
			  "--B\n\ntext\n--B--\n",
		    "text" },
		{ "parts of an attached mail are not looked at",
		    MIXED "--B\nContent-Type: message/rfc822\n\nTo: x\n\n"
			  "inside\n--B\n\ntext\n--B--\n",
		    "text" },
		{ "an attachment first",
		    MIXED "--B\nContent-Disposition: ATTACHMENT; filename=a\n"
			  "\nno\n--B\n\ntext\n--B--\n",
		    "text" },
		{ "a remark beside the disposition",
		    MIXED "--B\nContent-Disposition: attachment (x)\n\nno\n"
			  "--B\n\ntext\n--B--\n",
		    "text" },
		{ "HTML first, text later",
		    MIXED "--B\nContent-Type: text/html\n\n<p>no\n--B\n\ntext\n"
			  "--B--\n",
		    "text" },
		{ "no boundary in the type",
		    "Content-Type: multipart/mixed\n\n--B\n\ntext\n--B--\n",
		    "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(HEAD, &rows[i]);
}

static void test_lines(void **state)
{
	static const struct row heads[] = {
		{ "mbox", "From x Mon Jul 20 09:12:00 2026\n", "" },
		{ "quoted mbox", ">From x Mon Jul 20 09:12:00 2026\n", "" },
		{ "folded line first", " x\n", "" },
		{ "blanks for a line", " \n", "" },
		{ "no name", ": x\n", "" },
		{ "noise", "This is noise\n", "" },
	};
	static const struct row rows[] = {
		{ "CR LF", "\r\na\r\n\r\nb\r\n", "a\n\nb" },
		{ "mixed", "\na\r\nb\rc\n", "a\nb\nc" },
		{ "no empty line", "Here is the text\nand more",
		    "Here is the text\nand more" },
		{ "no empty line, one below", "Here is the text\n\nand more",
		    "Here is the text\n\nand more" },
		{ "header only", "", "" },
	};
	const struct row cr = { "CR",
		"From: a@example.org\rSubject: s\r\ra\r\rb\r", "a\n\nb" };

	(void)state;
	for (size_t i = 0; i < COUNT(heads); i++) {
		struct arena arena = { 0 };
		struct row row = { heads[i].name, "\ntext", "text" };
		check(arena_printf(&arena, "%s" HEAD, heads[i].raw), &row);
		arena_free(&arena);
	}
	for (size_t i = 0; i < COUNT(rows); i++)
		check(HEAD, &rows[i]);
	check("", &cr);
}

/* Raw bytes in a header are in the charset of the text, if any says so. */
static void test_raw_headers(void **state)
{
	static const struct {
		const char *raw;
		const char *want;
	} rows[] = {
		{ "Content-Type: text/plain; charset=koi8-r\n\nx",
		    "\xd0\xaf \xd0\xb5" },
		{ MIXED "--B\nContent-Type: text/plain; charset=\"KOI8-R\"\n\n"
			"x\n--B--\n",
		    "\xd0\xaf \xd0\xb5" },
		{ "Content-Type: text/plain; charset=utf-8\n\nx",
		    "\xc3\xb1 \xc3\x85" },
		{ "\nx", "\xc3\xb1 \xc3\x85" },
	};
	struct arena arena = { 0 };
	struct message message;
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *raw = arena_printf(&arena,
		    "From: \xf1 \xc5 <a@example.org>\n"
		    "Subject: \xf1 \xc5\n%s",
		    rows[i].raw);
		assert_int_equal(
		    message_read(&arena, str_c(raw), 1 << 20, &message, &err),
		    ERR_OK);
		assert_string_equal(message.subject, rows[i].want);
		assert_string_equal(message.from.v[0].name, rows[i].want);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_boundaries),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_raw_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
