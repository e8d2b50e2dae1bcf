/* src/mail/html_markdown.c */
#include "mail/html_markdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static const struct html_image images[] = { { "a@b", "une photo.jpg" } };

static void written(void **state)
{
	static const struct {
		const char *html;
		const char *want;
	} rows[] = {
		{ "", "" },
		{ "<p>Bonjour <b>\u00e0 tous</b>,</p><p>Voici <i>la</i> "
		  "lettre.</p>",
		    "Bonjour **\u00e0 tous**,\n\nVoici *la* lettre.\n" },
		{ "<p>a<b> b </b>c<strong><em>d</em></strong></p>",
		    "a **b** c***d***\n" },
		{ "<h1>Un</h1>texte<h2><b>Deux</b></h2>texte",
		    "# Un\n\ntexte\n\n## Deux\n\ntexte\n" },
		{ "un<br>deux<br><br>trois", "un\\\ndeux\n\ntrois\n" },
		{ "<div>un</div><div>deux</div><div><br></div><div>trois</div>",
		    "un\\\ndeux\n\ntrois\n" },
		{ "<a href=\"https://example.org/a b(c)\">ici</a>",
		    "[ici](https://example.org/a%20b%28c%29)\n" },
		{ "<a href=\"javascript:x\">ici</a>", "ici\n" },
		{ "<a href=\"https://example.org\"> </a>x", "x\n" },
		{ "<b><a href=\"https://example.org\">gras</a></b> suite",
		    "[**gras**](https://example.org) suite\n" },
		{ "<a href=\"https://example.org\"><h2>Un</h2><p>deux<br>"
		  "trois</p></a>fin",
		    "## [Un](https://example.org)\n\n[deux\\\ntrois]"
		    "(https://example.org)\n\nfin\n" },
		{ "<ul><li><a href=\"https://example.org\"></a><p>un</p></li>"
		  "</ul>",
		    "-   un\n" },
		{ "<ul><li>un</li><li><p>deux</p></li></ul>fin",
		    "-   un\n-   deux\n\nfin\n" },
		{ "<ol><li>un<ul><li>a</li></ul></li><li>deux</li></ol>",
		    "1.  un\n    -   a\n1.  deux\n" },
		{ "<blockquote><p>un</p><p>deux</p></blockquote>fin",
		    "> un\n>\n> deux\n\nfin\n" },
		{ "<img src=\"cid:a@b\" alt=\"Une [photo]\">",
		    "![Une \\[photo\\]](une%20photo.jpg)\n" },
		{ "<img src=\"https://evil.example/p.gif\" alt=\"logo\">",
		    "logo\n" },
		{ "<img src=\"cid:other\">", "" },
		{ "<pre>a  b\nc</pre>", "    a  b\n    c\n" },
		{ "<pre>a <b>b</b> <a href=\"https://example.org\">c</a>;"
		  "\n\nd<br>e</pre>",
		    "    a b c;\n\n    d\n    e\n" },
		{ "2 * 3 &lt; 7_8 `x` [y]",
		    "2 \\* 3 \\< 7\\_8 \\`x\\` \\[y\\]\n" },
		{ "<p># un</p><p>- deux</p><p>1. trois</p><p>a # b - c</p>",
		    "\\# un\n\n\\- deux\n\n1\\. trois\n\na # b - c\n" },
		{ "Bonjour {{name}} de {{code_postal}} {{#ville}}x{{/ville}}",
		    "Bonjour {{name}} de {{code_postal}} "
		    "{{#ville}}x{{/ville}}\n" },
		{ "<style>p{}</style><script>x</script><p>a</p>", "a\n" },
		{ "<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb\n" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *got = html_markdown(
		    &arena, str_c(rows[i].html), images, 1, 100000);
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s\n%s", rows[i].html, got);
	}
	arena_free(&arena);
}

static void bounded(void **state)
{
	struct arena arena = { 0 };
	struct buf html;

	(void)state;
	buf_init(&html, 16 * 1024 * 1024);
	for (int i = 0; i < 100000; i++)
		(void)buf_puts(&html, i % 2 == 0 ? "<b><ul><li>" : "<div>*x");
	assert_null(html_markdown(&arena, buf_get(&html), images, 1, 50000));
	buf_clear(&html);
	arena_free(&arena);
}

/* None of these ends: each would look through all that follows. */
static void begun_fields(void **state)
{
	struct arena arena = { 0 };
	struct buf html;

	(void)state;
	buf_init(&html, 16 * 1024 * 1024);
	for (int i = 0; i < 2000000; i++)
		(void)buf_puts(&html, "{{");
	assert_true(strlen(html_markdown(&arena, buf_get(&html), images, 1,
			5000000)) >= 4000000);
	buf_clear(&html);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written),
		cmocka_unit_test(bounded),
		cmocka_unit_test(begun_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
