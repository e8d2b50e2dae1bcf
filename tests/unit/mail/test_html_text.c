#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "mail/html_text.h"
#include "mail/own.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static void test_layout(void **state)
{
	static const struct {
		const char *html;
		const char *want;
	} rows[] = {
		{ "", "" },
		{ "a", "a\n" },
		{ "<p>a</p><p>b</p>", "a\n\nb\n" },
		{ "<div>a</div><div>b</div>", "a\nb\n" },
		{ "<div>a</div><div><br></div><div>b</div>", "a\n\nb\n" },
		{ "a<br>b<br><br>c", "a\nb\n\nc\n" },
		{ "<div>a<br></div><div>b</div>", "a\nb\n" },
		{ "  a \n\n b\t c  ", "a b c\n" },
		{ "<b>a</b>b <i>c</i>", "ab c\n" },
		{ "a&nbsp;&nbsp;b", "a b\n" },
		{ "caf&eacute; &lt;b&gt; &amp;", "caf\xc3\xa9 <b> &\n" },
		{ "caf\xc3\xa9 \xc2\xab x \xc2\xbb",
		    "caf\xc3\xa9 \xc2\xab x \xc2\xbb\n" },
		{ "<ul><li>a</li><li>b</li></ul>", "- a\n- b\n" },
		{ "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>"
		  "</table>",
		    "a b\nc\n" },
		{ "<pre>a\n  b</pre>", "a\n  b\n" },
		{ "<head><title>x</title><style>y</style></head><body>a"
		  "<script>z</script></body>",
		    "a\n" },
		{ "<style>x</style>a", "a\n" },
		{ "<div style=\"display: none\">x</div>a", "a\n" },
		{ "<div style='DISPLAY:none;color:red'>x</div>a", "a\n" },
		{ "<img src=x alt='\xf0\x9f\x91\x8d'>ok",
		    "\xf0\x9f\x91\x8dok\n" },
		{ "<a href='https://example.org/x'>here</a>",
		    "here <https://example.org/x>\n" },
		{ "<a href='https://example.org/'>example.org</a>",
		    "example.org\n" },
		{ "<a href='https://example.org/x'>https://example.org/x</a>",
		    "https://example.org/x\n" },
		{ "<a href='javascript:x'>a</a>", "a\n" },
		{ "<a href='mailto:a@b.c'>a@b.c</a>", "a@b.c\n" },
		{ "<p>a<p>b<div>c", "a\n\nb\n\nc\n" },
		{ "1 < 2 && 3 > 2", "1 < 2 && 3 > 2\n" },
		{ "<blockquote>a<br><br>b</blockquote>", "> a\n>\n> b\n" },
		{ "a<blockquote><p>b</p><blockquote>c</blockquote>"
		  "</blockquote>d",
		    "a\n\n> b\n>\n> > c\nd\n" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *got = html_text(&arena, str_c(rows[i].html), 10000);
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s gives \"%s\"", rows[i].html, got);
	}
	arena_free(&arena);
}

/* The person's words in what clients make, by way of the text. */
static void test_own(void **state)
{
	static const struct {
		const char *client;
		const char *html;
	} rows[] = {
		{ "Gmail",
		    "<div dir=\"ltr\">ok</div><br><div class=\"gmail_quote\">"
		    "<div dir=\"ltr\" class=\"gmail_attr\">Le x<br></div>"
		    "<blockquote class=\"gmail_quote\">STOP</blockquote>"
		    "</div>" },
		{ "Gmail, older",
		    "<div>ok</div><div class=\"gmail_quote\">On Thu, Jun 4, "
		    "2026, X <span>&lt;x@y.org&gt;</span> wrote:<br>"
		    "<blockquote>STOP</blockquote></div>" },
		{ "Gmail, below",
		    "<div class=\"gmail_quote\"><div class=\"gmail_attr\">Le "
		    "x</div><blockquote>STOP</blockquote><div>ok</div>"
		    "</div>" },
		{ "Thunderbird",
		    "<p>ok</p><div class=\"moz-cite-prefix\">Il x :<br></div>"
		    "<blockquote type=\"cite\">STOP</blockquote>" },
		{ "Thunderbird, below",
		    "<div class=\"moz-cite-prefix\">Il x :<br></div>"
		    "<blockquote type=\"cite\">STOP</blockquote><p>ok</p>"
		    "<div class=\"moz-signature\">-- <br>STOP</div>" },
		{ "Outlook on the web",
		    "<div>ok</div><div id=\"appendonsend\"></div><hr>"
		    "<div id=\"divRplyFwdMsg\"><b>De :</b> X</div>"
		    "<div>STOP</div>" },
		{ "Outlook",
		    "<p class=MsoNormal>ok<o:p></o:p></p><div style='border:"
		    "none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal>"
		    "<b>De&nbsp;:</b> X<br><b>Envoy&eacute;&nbsp;:</b> jeudi"
		    "<br><b>&Agrave;&nbsp;:</b> m<br><b>Objet&nbsp;:</b> t"
		    "</p></div><p>STOP</p>" },
		{ "Outlook for telephones",
		    "<div>ok</div><div id=\"ms-outlook-mobile-signature\">"
		    "STOP</div><div id=\"mail-editor-reference-message-"
		    "container\">STOP</div>" },
		{ "Yahoo",
		    "<div>ok</div><div id=\"ydp1yahoo_quoted_2\" "
		    "class=\"yahoo_quoted\"><div>Le x</div><div>STOP</div>"
		    "</div>" },
		{ "Proton",
		    "<div>ok</div><div class=\"protonmail_signature_block\">"
		    "<div>STOP</div></div><div class=\"protonmail_quote\">Le "
		    "jeudi 4 juin 2026 &agrave; 09:12, X &lt;x@y.org&gt; a "
		    "&eacute;crit :<br><blockquote>STOP</blockquote></div>" },
		{ "Zimbra",
		    "<div>ok</div><hr id=\"zwchr\" data-marker=\"__DIVIDER__"
		    "\"><div data-marker=\"__HEADERS__\">De: X</div>"
		    "<div data-marker=\"__QUOTED_TEXT__\">STOP</div>" },
		{ "Roundcube", "<p>ok</p><p id=\"reply-intro\">Le x :</p>"
			       "<blockquote>STOP</blockquote>" },
		{ "Apple",
		    "<div>ok<br id=\"lineBreakAtBeginningOfSignature\"><div "
		    "dir=\"ltr\">Envoy&eacute; de mon iPhone</div><div "
		    "dir=\"ltr\"><br><blockquote type=\"cite\">Le 4 juin, X "
		    "a &eacute;crit :<br></blockquote></div><blockquote "
		    "type=\"cite\">STOP</blockquote></div>" },
		{ "hidden", "<div style=\"display:none\">STOP</div>ok" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = html_text(&arena, str_c(rows[i].html), 10000);
		char *own = own_words(&arena, text);
		if (strcmp(own, "ok") != 0)
			fail_msg(
			    "%s: \"%s\" of \"%s\"", rows[i].client, own, text);
	}
	arena_free(&arena);
}

static void test_hostile(void **state)
{
	struct arena arena = { 0 };
	struct buf html;

	(void)state;
	buf_init(&html, 4 * 1024 * 1024);
	for (size_t i = 0; i < 50000; i++)
		(void)buf_puts(&html, "<blockquote>");
	(void)buf_puts(&html, "x");
	assert_true(strlen(html_text(&arena, buf_get(&html), 100000)) < 100);
	buf_reset(&html);
	for (size_t i = 0; i < 50000; i++)
		(void)buf_puts(&html, "<a href='https://example.org/'><b>x");
	assert_true(strlen(html_text(&arena, buf_get(&html), 1000)) <= 1000);
	buf_clear(&html);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
