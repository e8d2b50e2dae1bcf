/* src/tmpl/html_lint.c, html_rules.c, html_style.c */
#include "tmpl/html_lint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "tmpl/tmpl.h"

#define HEAD "<!DOCTYPE html>\n<html lang=\"fr\"><head><title>t</title>"
#define BODY HEAD "</head><body>\n"
#define END  "\n</body></html>\n"

/* One body each: what is said of it, or NULL when it is fine. */
static const struct {
	const char *body;
	const char *says;
	enum html_level level;
} rows[] = {
	{ "<h1>a</h1><p style=\"margin:0 0 16px;color:#1c2421\">b</p>", NULL,
	    HTML_WARNING },
	{ "<img src=\"cid:a@b\" alt=\"\" width=\"600\">", NULL, HTML_WARNING },
	{ "<a href=\"\001A\002\">x</a> <a href=\"mailto:\001A\002\">\001B\002"
	  "</a>\001A\003b\001A\005",
	    NULL, HTML_WARNING },
	{ "<a href=\"#b\">x</a><p id=\"b\">y</p>", NULL, HTML_WARNING },
	{ "<a href=\"#b\">x</a><a name=\"b\">y</a>", NULL, HTML_WARNING },
	{ "<table role=\"presentation\"><tr><td>a</td></tr></table>", NULL,
	    HTML_WARNING },
	{ "<table><tr><th>a</th></tr></table>", NULL, HTML_WARNING },
	{ "<!--[if mso]><table><tr><td><![endif]-->a", NULL, HTML_WARNING },
	{ "<p style=\"font-family:'A;b: c',Arial;line-height:1.5\">a</p>", NULL,
	    HTML_WARNING },
	{ "<p style=\"border-radius:4px;max-width:600px\">a</p>", NULL,
	    HTML_WARNING },

	{ "<script>a</script>", "<script>", HTML_ERROR },
	{ "a</body></html><p>b</p><svg></svg>", "<svg>", HTML_ERROR },
	{ "<iframe src=\"a\"></iframe>", "<iframe>", HTML_ERROR },
	{ "<form><input></form>", "<form>", HTML_ERROR },
	{ "<svg></svg>", "<svg>", HTML_ERROR },
	{ "<video></video>", "<video> is not shown by Gmail, Outlook;",
	    HTML_WARNING },
	{ "<p onclick=\"x()\">a</p>", "onclick", HTML_ERROR },
	{ "<td background=\"a.png\">a</td>", "background", HTML_ERROR },
	{ "<img src=\"cid:a\" width=\"1\">", "no alt text", HTML_ERROR },
	{ "<img alt=\"a\" width=\"1\">", "no src", HTML_ERROR },
	{ "<img src=\"https://x.org/a.png\" alt=\"a\" width=\"1\">",
	    "https://x.org/a.png would be loaded", HTML_ERROR },
	{ "<img src=\"//x.org/a.png\" alt=\"a\" width=\"1\">",
	    "would be loaded", HTML_ERROR },
	{ "<img src=\"data:image/png;base64,AA\" alt=\"a\" width=\"1\">",
	    "data: addresses", HTML_WARNING },
	{ "<img src=\"cid:a\" alt=\"a\">", "width", HTML_WARNING },
	{ "<img src=\"cid:a\" alt=\"a\" width=\"1200\">", "1200 pixels",
	    HTML_WARNING },
	{ "<a href=\"\">a</a>", "leads nowhere", HTML_ERROR },
	{ "<a href=\"#none\">a</a>", "leads nowhere", HTML_ERROR },
	{ "<a href=\"javascript:alert(1)\">a</a>", "javascript:alert",
	    HTML_ERROR },
	{ "<a href=\"page.html\">a</a>", "page.html", HTML_ERROR },
	{ "<a href=\"https://x.org/\"></a>", "no words", HTML_ERROR },
	{ "<h1>a</h1><h3>b</h3>", "<h3> follows <h1>", HTML_WARNING },
	{ "<h1> </h1>", "heading is empty", HTML_WARNING },
	{ "<table><tr><td>a</td></tr></table>", "no <th>", HTML_WARNING },
	{ "<table><tr><td><table><tr><th>a</th></tr></table></td></tr></table>",
	    "no <th>", HTML_WARNING },
	{ "<meta http-equiv=\"refresh\" content=\"0\">", "another page",
	    HTML_ERROR },

	{ "<p style=\"display:flex\">a</p>", "\"display: flex\"",
	    HTML_WARNING },
	{ "<p style=\"DISPLAY : inline-grid\">a</p>", "inline-grid",
	    HTML_WARNING },
	{ "<p style=\"color:#000;position:absolute\">a</p>",
	    "\"position: absolute\" is not shown by Gmail, Outlook;",
	    HTML_WARNING },
	{ "<p style=\"margin:0 0 -4px\">a</p>", "margin", HTML_WARNING },
	{ "<p style=\"background:url(a.png)\">a</p>", "url(a.png)",
	    HTML_ERROR },
	{ "<p style=\"width:calc(1px + 2px)\">a</p>", "calc", HTML_WARNING },
	{ "<p style=\"color:var(--a)\">a</p>", "var(--a)", HTML_WARNING },
	{ "<p style=\"box-shadow:0 0 1px #000\">a</p>", "box-shadow",
	    HTML_WARNING },
	{ "<style>p{} @media (x){.a{float:left !important}}</style>",
	    "\"float: left\"", HTML_WARNING },
	{ "<style>@import 'a.css';</style>", "@import", HTML_ERROR },
	{ "<style>@font-face{font-family:a}</style>", "@font-face",
	    HTML_WARNING },
	{ "<link rel=\"stylesheet\" href=\"a.css\">", "<link>", HTML_ERROR },

	{ "<p style=\"color:#999999\">gris</p>",
	    "\"gris\" is hard to read: a contrast of 2.8", HTML_WARNING },
	{ "<td bgcolor=\"#ffcc00\"><p style=\"color:#fff\">a</p></td>",
	    "a contrast of 1.5", HTML_WARNING },
	{ "<div style=\"background:#111\"><span>a</span></div>", "contrast",
	    HTML_WARNING },
	{ "<div style=\"background:#111;color:#eee\"><span>a</span></div>",
	    NULL, HTML_WARNING },
	{ "<p style=\"display:none;color:#fff\">a</p>", NULL, HTML_WARNING },
	{ "<p style=\"display:none\">a</p><p style=\"color:#fff\">b</p>",
	    "\"b\" is hard to read", HTML_WARNING },
	{ "<p style=\"display:none\"><b style=\"color:#fff\">a</b></p>", NULL,
	    HTML_WARNING },
	{ "<div><p style=\"background:#111;color:#eee\">a</p>b</div>", NULL,
	    HTML_WARNING },
	{ "<div style=\"color:#999\"><p style=\"color:#000\">a</p>b</div>",
	    "\"b\" is hard to read", HTML_WARNING },
	{ "<font color=\"#999999\">a</font>", "\"a\" is hard to read",
	    HTML_WARNING },
};

static void lint(const char *html, struct html_problem **out, size_t *count,
    struct arena *arena)
{
	struct err err = { 0 };

	if (html_lint(arena, str_c(html), out, count, &err) != ERR_OK)
		fail_msg("%s", err.text);
}

static bool holds(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena = { 0 };
		struct html_problem *got = NULL;
		size_t count = 0;
		bool said = false;

		lint(arena_printf(&arena, BODY "%s" END, rows[i].body), &got,
		    &count, &arena);
		if (rows[i].says == NULL && count > 0)
			fail_msg("%s: %s", rows[i].body, got[0].text);
		for (size_t k = 0; k < count; k++)
			said = said || (got[k].level == rows[i].level &&
					   got[k].line == 3 &&
					   holds(got[k].text, rows[i].says));
		if (rows[i].says != NULL && !said)
			fail_msg("%s: nothing of %s (%s)", rows[i].body,
			    rows[i].says, count > 0 ? got[0].text : "-");
		arena_free(&arena);
	}
}

/* The first problem of a whole document. */
static const char *first(struct arena *arena, const char *html)
{
	struct html_problem *got = NULL;
	size_t count = 0;

	lint(html, &got, &count, arena);
	return count == 0 ? "" : got[0].text;
}

static void test_whole_documents(void **state)
{
	struct arena arena = { 0 };
	struct buf large;

	(void)state;
	assert_string_equal(first(&arena, BODY "a" END), "");
	assert_true(holds(first(&arena, "<p>a"), "no lang"));
	assert_true(holds(first(&arena, ""), "no lang"));
	assert_true(holds(
	    first(&arena, "<html lang=\"\"><title>a</title>"), "no lang"));
	assert_true(holds(
	    first(&arena, "<html lang=\"fr\"><p>a</p></html>"), "no <title>"));
	buf_init(&large, TMPL_OUT);
	(void)buf_puts(&large, BODY);
	while (large.len < 101 * 1024)
		(void)buf_puts(&large, "<p>Un paragraphe.</p>\n");
	assert_true(holds(first(&arena, buf_get(&large).p), "Gmail hides"));
	buf_reset(&large);
	(void)buf_puts(&large, HEAD "<style>");
	while (large.len < 9000)
		(void)buf_puts(&large, ".a{color:#000000}\n");
	(void)buf_puts(&large, "</style></head><body>a");
	assert_true(holds(first(&arena, buf_get(&large).p), "Gmail drops all"));
	buf_clear(&large);
	arena_free(&arena);
}

/* Bounded, whatever a template makes. */
static void test_bounds(void **state)
{
	static const char *const units[] = { "<div>", "<a href=\"#x\">",
		"<p style=\"", "<!--", "<td style='a:b;" };
	struct arena arena = { 0 };
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		struct html_problem *got = NULL;
		size_t count = 0;
		struct buf html;
		enum err_code code;

		buf_init(&html, TMPL_OUT);
		for (int n = 0; n < 20000; n++)
			(void)buf_puts(&html, units[i]);
		code = html_lint(&arena, buf_get(&html), &got, &count, &err);
		assert_true(code == ERR_OK || code == ERR_LIMIT);
		assert_true(count <= HTML_PROBLEMS);
		buf_clear(&html);
	}
	arena_free(&arena);
}

/* What is said once above many texts is read once. */
static void test_styles_are_read_once(void **state)
{
	struct html_problem *got = NULL;
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct buf html;
	size_t count = 0;

	(void)state;
	buf_init(&html, TMPL_OUT);
	(void)buf_puts(&html, "<div style=\"color:#000");
	while (html.len < 4096)
		(void)buf_puts(&html, ";color:#000");
	(void)buf_puts(&html, "\">");
	for (int n = 0; n < 20000; n++)
		(void)buf_puts(&html, "a<br>");
	assert_int_equal(
	    html_lint(&arena, buf_get(&html), &got, &count, &err), ERR_OK);
	assert_true(arena.used < 4 * (size_t)TMPL_OUT);
	buf_clear(&html);
	arena_free(&arena);
}

/* What is quoted is cut between characters. */
static void test_quotations(void **state)
{
	struct html_problem *got = NULL;
	struct arena arena = { 0 };
	struct err err = { 0 };
	size_t count = 0;

	(void)state;
	assert_int_equal(html_lint(&arena,
			     str_c(BODY "<a href=\"xéééééééééééééééééééééééééé"
					"éééééééééé\">a</a>" END),
			     &got, &count, &err),
	    ERR_OK);
	assert_int_equal(count, 1);
	assert_true(utf8_valid(str_c(got[0].text)));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_whole_documents),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_quotations),
		cmocka_unit_test(test_styles_are_read_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
