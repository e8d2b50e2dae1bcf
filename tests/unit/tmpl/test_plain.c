/* src/tmpl/plain.c */
#include "tmpl/plain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef void writer(struct buf *out, struct str text);

struct row {
	const char *text;
	const char *want;
};

#define KANJI  "一二三四五六七八九十百千" /* 24 columns */
#define WIDE66 KANJI KANJI "一二三四五六七八九"
#define LONG   "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff "

static const struct row wrapped[] = {
	{ "", "" },
	{ "\n\n a \r\n\n\n\nb", " a\n\nb\n" },
	{ LONG "ggggggggg hh\n", LONG "ggggggggg hh\n" },
	{ LONG "ggggggggg hhh\n", LONG "ggggggggg\nhhh\n" },
	{ "- " LONG "ggggggggg h", "- " LONG "ggggggggg\n  h\n" },
	{ "> " LONG "ggggggggg h", "> " LONG "ggggggggg\n> h\n" },
	{ "    " LONG "ggggggggg h", "    " LONG "ggggggggg h\n" },
	{ "a\n--\nb", "a\n-- \nb\n" },
	{ "| " LONG LONG "|", "| " LONG LONG "|\n" },
	/* Two columns each, and no line begins with what closes. */
	{ WIDE66 "年月日時。分", WIDE66 "年月日\n時。分\n" },
	{ WIDE66 "年月（日", WIDE66 "年月\n（日\n" },
	{ WIDE66 "a年月日", WIDE66 "a年月\n日\n" },
	{ "x https://example.org/" KANJI KANJI KANJI,
	    "x\nhttps://example.org/" KANJI KANJI KANJI "\n" },
	/* One sign: an emoji and what changes it; accents take no room. */
	{ LONG "ggggggg 👍🏽👍🏽👍🏽",
	    LONG "ggggggg 👍🏽\n👍🏽👍🏽\n" },
	{ LONG "gggggggge\u0301e\u0301 h", LONG "gggggggge\u0301e\u0301 h\n" },
	{ "[1] https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "bbbbbbb",
	    "[1] https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaabbbbbbb\n" },
	{ "https://example.org/"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaa b",
	    "https://example.org/"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaa\nb\n" },
};

static const struct row html[] = {
	{ "a <b> & \"c\"", "<p>a &lt;b&gt; &amp; &quot;c&quot;</p>\n" },
	{ "a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>\n" },
	{ "- a\n- b\nc", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>c</p>\n" },
	{ "> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>\n" },
	{ "    a  b", "<pre>    a  b</pre>\n" },
	{ "x https://a.org/?b=1&c=\"d\", y",
	    "<p>x <a href=\"https://a.org/?b=1&amp;c=&quot;d\">"
	    "https://a.org/?b=1&amp;c=&quot;d</a>&quot;, y</p>\n" },
	{ "a <https://a.org/>.",
	    "<p>a <a href=\"https://a.org/\">https://a.org/</a>.</p>\n" },
	{ "(l+b-x@a.org)",
	    "<p>(<a href=\"mailto:l+b-x@a.org\">l+b-x@a.org</a>)</p>\n" },
	{ "a@b @c d@ e@f@g.org javascript:x@y.org",
	    "<p>a@b @c d@ e@f@g.org javascript:x@y.org</p>\n" },
	{ "«\u00a0a@b.org\u00a0»",
	    "<p>«\u00a0<a href=\"mailto:a@b.org\">a@b.org</a>\u00a0»</p>\n" },
	{ "\001A\002 \001B\003x\001B\005", "<p>\001A\002 \001B\003x\001B\005"
					   "</p>\n" },
};

static void check(const struct row *rows, size_t n, writer *write)
{
	for (size_t i = 0; i < n; i++) {
		struct buf out;

		buf_init(&out, 1 << 16);
		write(&out, str_c(rows[i].text));
		if (!str_is(buf_get(&out), rows[i].want))
			fail_msg("[%s] [%s]", rows[i].text, buf_get(&out).p);
		buf_clear(&out);
	}
}

static void test_wrap(void **state)
{
	(void)state;
	check(wrapped, sizeof(wrapped) / sizeof(*wrapped), plain_wrap);
}

static void test_html(void **state)
{
	(void)state;
	check(html, sizeof(html) / sizeof(*html), plain_html);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_html),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
