#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "mail/gate.h"

enum { MAX = 8 * 1024 * 1024 };

/* `head`, n times `part`, `tail`. */
static char *many(struct arena *arena, const char *head, size_t n,
    const char *part, const char *tail)
{
	struct buf buf;
	char *text;

	buf_init(&buf, MAX);
	(void)buf_puts(&buf, head);
	for (size_t i = 0; i < n; i++)
		(void)buf_puts(&buf, part);
	(void)buf_puts(&buf, tail);
	text = arena_dup(arena, buf_get(&buf));
	buf_clear(&buf);
	return text;
}

static void passes(const char *raw)
{
	struct err err = { 0 };

	if (gate_check(str_c(raw), MAX, &err) != ERR_OK)
		fail_msg("stopped: %s", err.text);
}

static void stops(const char *raw, const char *why)
{
	struct err err = { 0 };

	assert_int_equal(gate_check(str_c(raw), MAX, &err), ERR_LIMIT);
	if (strstr(err.text, why) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.text, why);
}

static void test_size(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(gate_check(str_c("a: b\n"), 5, &err), ERR_OK);
	assert_int_equal(gate_check(str_c("a: b\n"), 4, &err), ERR_LIMIT);
	assert_non_null(strstr(err.text, "5 bytes"));
	assert_int_equal(
	    gate_check(str_n("a: \0\n\n", 6), MAX, &err), ERR_LIMIT);
	assert_non_null(strstr(err.text, "NUL"));
	/* In a body it is harmless. */
	assert_int_equal(gate_check(str_n("a: b\n\n\0", 7), MAX, &err), ERR_OK);
	passes("");
	passes("\n");
	passes("a");
}

static void test_header(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	passes(many(&arena, "", GATE_FIELDS, "a: b\n", "\nbody\n"));
	stops(many(&arena, "", GATE_FIELDS + 1, "a: b\n", "\n"), "fields");
	passes(many(&arena, "A: ", GATE_FIELD - 10, "x", "\n\n"));
	stops(many(&arena, "A: ", GATE_FIELD + 10, "x", "\n\n"), "field A");
	stops(many(&arena, "A: ", 10000, "xx\n ", "x\n\n"), "field A");
	passes(
	    many(&arena, "", 8, many(&arena, "a: ", 31000, "x", "\n"), "\n"));
	stops(many(&arena, "", 9, many(&arena, "a: ", 31000, "x", "\n"), "\n"),
	    "header is longer");
	arena_free(&arena);
}

static void test_nesting(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	passes(many(&arena, "Date: ", GATE_NESTING, "(", "\n\n"));
	stops(
	    many(&arena, "Date: ", GATE_NESTING + 1, "(", "\n\n"), "comments");
	passes(many(&arena, "From: ", 200, "(a)", "a@b.c\n\n"));
	passes(many(&arena, "From: \"", 200, "(", "\" <a@b.c>\n\n"));
	passes(many(&arena, "From: (", 200, "\\(", ") <a@b.c>\n\n"));
	passes(many(&arena, "Subject: ", 200, "(", "\n\n"));
	passes(many(&arena, "To: ", GATE_NESTING, "g:", "a@b.c;\n\n"));
	stops(many(&arena, "To: ", GATE_NESTING + 1, "g:", "a@b.c;\n\n"),
	    "groups");
	stops(many(&arena, "resent-CC : ", 40, "g:", "\n\n"), "groups");
	passes(many(&arena, "To: ", 200, "g:a@b.c;", "\n\n"));
	arena_free(&arena);
}

static void test_lists(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	passes(many(&arena, "To: ", GATE_ADDRESSES - 1, "a@b.c,", "a@b.c\n\n"));
	stops(many(&arena, "To: ", GATE_ADDRESSES, "a@b.c,", "a@b.c\n\n"),
	    "addresses");
	passes(many(&arena, "Content-Type: text/plain", GATE_PARAMETERS,
	    "; a=b", "\n\n"));
	stops(many(&arena, "Content-Type: text/plain", GATE_PARAMETERS + 1,
		  "; a=b", "\n\n"),
	    "parameters");
	arena_free(&arena);
}

static void test_parts(void **state)
{
	static const char head[] =
	    "Content-Type: multipart/mixed; boundary=\"b\"\n\n";
	struct arena arena = { 0 };

	(void)state;
	passes(many(&arena, head, GATE_PARTS, "--b\n\nx\n", "--b--\n"));
	stops(many(&arena, head, GATE_PARTS + 1, "--b\n\nx\n", ""), "parts");
	/* No boundary of this message. */
	passes(many(&arena, head, GATE_PARTS + 1, "--c\n\nx\n", ""));
	/* Parts in an attached message count too. */
	stops(many(&arena,
		  "Content-Type: message/rfc822\n\n"
		  "Content-Type: multipart/mixed; boundary=b\n\n",
		  GATE_PARTS + 1, "--b\n\nx\n", ""),
	    "parts");
	/* Two bounds of fields in each part are fine. */
	passes(many(&arena, head, 100, "--b\nA: b\nC: d\n\nx\n", "--b--\n"));
	arena_free(&arena);
}

/* Parsers keep what stands in front of and behind the parts. */
static void test_outside(void **state)
{
	static const char head[] =
	    "Content-Type: multipart/mixed; boundary=b\n\n";
	const size_t n = GATE_OUTSIDE / 16;
	struct arena arena = { 0 };

	(void)state;
	passes(many(
	    &arena, head, n - 1, "fifteen letters\n", "--b\n\nx\n--b--\n"));
	stops(
	    many(&arena, head, n + 1, "fifteen letters\n", "--b\n\nx\n--b--\n"),
	    "outside");
	stops(many(&arena, "Content-Type: multipart/mixed\n\n", n + 1,
		  "fifteen letters\n", ""),
	    "outside");
	stops(many(&arena,
		  "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n"
		  "--b--\n",
		  n + 1, "fifteen letters\n", ""),
	    "outside");
	/* A part may be as long as the mail. */
	passes(
	    many(&arena, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n",
		n + 1, "fifteen letters\n", "--b--\n"));
	passes(many(&arena, "A: b\n\n", n + 1, "fifteen letters\n", ""));
	arena_free(&arena);
}

/* Multiparts in each other, each with its own boundary. */
static char *nested(struct arena *arena, size_t n)
{
	struct buf buf;
	char *text;

	buf_init(&buf, MAX);
	for (size_t i = 0; i < n; i++)
		(void)buf_printf(&buf,
		    "%sContent-Type: multipart/mixed; boundary=%zux\n\n%s",
		    i == 0 ? "" : arena_printf(arena, "--%zux\n", i - 1), i,
		    "");
	text = arena_dup(arena, buf_get(&buf));
	buf_clear(&buf);
	return text;
}

static void test_depth(void **state)
{
	static const char message[] = "Content-Type: message/rfc822\n\n";
	struct arena arena = { 0 };

	(void)state;
	passes(nested(&arena, GATE_DEPTH));
	stops(nested(&arena, GATE_DEPTH + 1), "deep");
	passes(many(&arena, "", GATE_DEPTH, message, "\n"));
	stops(many(&arena, "", GATE_DEPTH + 1, message, "\n"), "deep");
	/* Side by side is not deep. */
	passes(many(&arena, "Content-Type: multipart/digest; boundary=b\n\n",
	    100, "--b\n\nFrom: a@b.c\n\nx\n", "--b--\n"));
	arena_free(&arena);
}

/* What a parser might take for a header wherever it stands. */
static void test_inside(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	stops(many(&arena, "A: b\n\nTo: ", 40, "g:", "\n"), "groups");
	stops(many(&arena, "Content-Type: message/rfc822\n\nTo: ", 40,
		  "g:", "\n"),
	    "groups");
	stops(many(&arena,
		  "Content-Type: multipart/mixed; boundary=b\n\n--b\nDate: ",
		  40, "(", "\n"),
	    "comments");
	/* An encoded message is no header. */
	passes(many(&arena,
	    "Content-Type: message/rfc822\n"
	    "Content-Transfer-Encoding: base64\n\n",
	    5000, "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\n", ""));
	/* Prose with colons in it. */
	passes(many(&arena, "A: b\n\nFrom: a: b: c: d\n", 5000,
	    "To: see: this: line\n", ""));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_outside),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
