/* src/mail/qp.c: the values of holes. */
#include "mail/qp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void render(
    struct buf *out, enum compose_encoding encoding, struct str value)
{
	buf_reset(out);
	qp_value(out, encoding, value);
	assert_false(out->over);
}

static void test_values(void **state)
{
	static const struct {
		enum compose_encoding encoding;
		const char *value;
		const char *want;
	} rows[] = {
		{ COMPOSE_TEXT, "", "" },
		{ COMPOSE_TEXT, "Anne Martin", "Anne Martin" },
		{ COMPOSE_TEXT, "a=b", "a=3Db" },
		{ COMPOSE_TEXT, ".a", "=2Ea" },
		{ COMPOSE_TEXT, "From me", "=46rom me" },
		{ COMPOSE_TEXT, "Fred", "Fred" },
		{ COMPOSE_TEXT, "a ", "a=20" },
		{ COMPOSE_TEXT, "Zo\xc3\xab", "Zo=C3=AB" },
		{ COMPOSE_HTML, "a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;" },
		{ COMPOSE_URL, "a b+c@d", "a%20b%2Bc@d" },
		{ COMPOSE_MAILTO, "a b+c@d", "a%20b+c@d" },
		{ COMPOSE_LINK, "https://a.org/?a&b",
		    "https://a.org/?a&amp;b" },
		{ COMPOSE_LINK, "https://a.org/", "https://a.org/" },
		{ COMPOSE_LINK, "javascript:x", "" },
		{ COMPOSE_NAME, "a b=\"c-d_1\">\xc3\xa9", "abc-d_1" },
		{ COMPOSE_RAW, "<a=b@c>", "<a=b@c>" },
		{ COMPOSE_RAW, "a\r\nb\tc", "a b c" },
	};
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		render(&out, rows[i].encoding, str_c(rows[i].value));
		assert_string_equal(buf_get(&out).p, rows[i].want);
	}
	buf_clear(&out);
}

/* What is copied as it is comes out as the encoders would have it. */
static void test_copies_are_encodings(void **state)
{
	static const enum compose_encoding all[] = { COMPOSE_RAW, COMPOSE_TEXT,
		COMPOSE_HTML, COMPOSE_URL, COMPOSE_MAILTO, COMPOSE_ADDRESS };
	char value[100];
	struct buf one;
	struct buf other;

	(void)state;
	buf_init(&one, 1000);
	buf_init(&other, 1000);
	for (size_t e = 0; e < sizeof(all) / sizeof(*all); e++)
		for (int c = ' '; c < 0x7f; c++)
			for (size_t n = 1; n < 90; n += 7) {
				memset(value, 'a', sizeof(value));
				value[n / 2] = (char)c;
				value[n] = 'b';
				/* A letter that is never copied. */
				memcpy(value + n + 1, "\xc3\xa9", 2);
				render(&one, all[e], str_n(value, n + 1));
				render(&other, all[e], str_n(value, n + 3));
				assert_true(
				    str_starts(buf_get(&other), buf_get(&one)));
			}
	buf_clear(&one);
	buf_clear(&other);
}

/* No line is longer than 76, none begins with a dot, all can be read back. */
static void test_long_values(void **state)
{
	char value[400];
	struct buf out;

	(void)state;
	buf_init(&out, 10000);
	for (size_t n = 60; n < sizeof(value); n++) {
		struct str rest;
		struct str line;
		size_t length = 0;
		memset(value, n % 3 == 0 ? '.' : n % 3 == 1 ? '=' : 'x', n);
		render(&out, COMPOSE_TEXT, str_n(value, n));
		rest = buf_get(&out);
		while (str_line(&rest, &line)) {
			assert_true(line.n <= 76 && line.p[0] != '.');
			for (size_t i = 0; i < line.n; i++) {
				if (line.p[i] == '=' && i + 1 == line.n)
					break;
				if (line.p[i] == '=')
					i += 2;
				length++;
			}
		}
		assert_int_equal(length, n);
	}
	buf_clear(&out);
}

/* No hole looks back to where this word begins. */
static void test_a_word_of_holes(void **state)
{
	struct pieces pieces;
	struct buf text;
	struct buf out;

	(void)state;
	buf_init(&text, 16 * 1024 * 1024);
	buf_init(&out, 16 * 1024 * 1024);
	for (int i = 0; i < 200000; i++)
		(void)buf_puts(&text, "\x01"
				      "A"
				      "\x02");
	pieces_begin(&pieces, &out);
	(void)qp_body(&pieces, buf_get(&text), false);
	pieces_end(&pieces);
	assert_false(out.over);
	assert_true(out.len >= 200000);
	buf_clear(&text);
	buf_clear(&out);
}

/* A rendered text without its soft line breaks. */
static const char *place_value(const char *html, const char *value,
    struct buf *compiled, struct buf *out, char *text)
{
	struct pieces pieces;
	struct err err = { 0 };
	size_t n = 0;

	buf_reset(compiled);
	buf_reset(out);
	pieces_begin(&pieces, compiled);
	(void)qp_body(&pieces, str_c(html), true);
	pieces_end(&pieces);
	assert_int_equal(
	    compose_render(buf_get(compiled), &value, 1, out, &err), ERR_OK);
	for (struct str rest = buf_get(out); rest.n > 0;) {
		if (str_starts(rest, str_c("=\r\n"))) {
			rest = str_from(rest, 3);
			continue;
		}
		text[n++] = rest.p[0];
		rest = str_from(rest, 1);
	}
	text[n] = '\0';
	return text;
}

/* In HTML a value is made safe for the place where it comes to stand. */
static void test_places(void **state)
{
	static const struct {
		const char *html;
		const char *value;
		const char *want;
	} rows[] = {
		{ "<p>\001A\002", "<b>", "<p>&lt;b&gt;" },
		{ "<p title='\001A\002'>", "' a='",
		    "<p title=3D'&#39; a=3D&#39;'>" },
		{ "<p title=\001A\002>", "a onclick=b",
		    "<p title=3Daonclickb>" },
		{ "<p \001A\002>", "a onclick=b", "<p=20aonclickb>" },
		{ "<a title='a > b' href = '\001A\002'>", "javascript:a",
		    "<a title=3D'a > b' href =3D ''>" },
		{ "<td background='\001A\002'>", "data:a",
		    "<td background=3D''>" },
		{ "<a href='\001A\003\001A\002\001A\005'>", "https://a.org/",
		    "<a href=3D'https://a.org/'>" },
		{ "<p style='color:\001A\002'>", "red;b:url(//x)",
		    "<p style=3D'color:redburlx'>" },
		{ "<style>\001A\002</style>", "}</style>",
		    "<style>style</style>" },
		{ "<a href='mailto:\001A\002?a=\001A\002'>", "a+b",
		    "<a href=3D'mailto:a+b?a=3Da%2Bb'>" },
	};
	struct buf compiled;
	struct buf out;
	char text[200];

	(void)state;
	buf_init(&compiled, 4096);
	buf_init(&out, sizeof(text) - 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(place_value(rows[i].html, rows[i].value,
					&compiled, &out, text),
		    rows[i].want);
	buf_clear(&compiled);
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_copies_are_encodings),
		cmocka_unit_test(test_long_values),
		cmocka_unit_test(test_a_word_of_holes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
