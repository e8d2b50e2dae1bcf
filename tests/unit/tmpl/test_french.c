/* src/tmpl/french.c: which blanks become no-break spaces, and which do not. */
#include "tmpl/french.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "tmpl/markdown.h"
#include "tmpl/plain.h"

/* In the rows, '~' is U+00A0 and '^' U+202F. */
static struct str with_spaces(struct arena *arena, const char *row)
{
	struct buf text;
	struct str out;

	buf_init(&text, 65536);
	for (; *row != '\0'; row++) {
		if (*row == '~')
			(void)buf_puts(&text, "\u00a0");
		else if (*row == '^')
			(void)buf_puts(&text, "\u202f");
		else
			(void)buf_putc(&text, *row);
	}
	out = str_n(arena_dup(arena, buf_get(&text)), text.len);
	buf_clear(&text);
	return out;
}

static const struct {
	const char *text;
	const char *want; /* NULL = the same */
} values[] = {
	{ "Qui ? Moi ! Ah ; oui : non", "Qui^? Moi^! Ah^; oui~: non" },
	{ "Il dit : « Oui ! » puis « non »",
	    "Il dit~: «~Oui^!~» puis «~non~»" },
	{ "Quoi ?! Eh !!! Bon ?", "Quoi^?! Eh^!!! Bon^?" },
	{ "(« a ») l’« État », « b ».", "(«~a~») l’«~État~», «~b~»." },
	{ "Vrai ?) Faux !… Quoi ?, Oh !\"", "Vrai^?) Faux^!… Quoi^?, Oh^!\"" },
	{ "Rendez-vous : « La dette » :", "Rendez-vous~: «~La dette~»~:" },
	{ "De 18 h : accueil", "De 18 h~: accueil" },
	{ "L’eau :« source » ; \"a\"", "L’eau~:«~source~»^; \"a\"" },
	{ "Deux  blancs  ! et\t: trois", "Deux  blancs^! et~: trois" },
	{ "\001A\002 ! « \001A\002 »", "\001A\002^! «~\001A\002~»" },
	{ "Voir https://example.org/?a=b&c=d : oui",
	    "Voir https://example.org/?a=b&c=d~: oui" },
	/* Nothing that could be something else. */
	{ "Déjà~! Déjà^? «~Oui~» à 18:30, à 1:2, a:b, «mot», mot!", NULL },
	{ "Bien :-) :) ;) ;-) :D :/ : ) ; ) :smile: 8-) :'( :p", NULL },
	{ "a != b, ?x=1, !important, ::: event, a :: b, ;x, :x", NULL },
	{ "! au début", NULL },
	{ "? ! :", "?^!~:" },
	{ "»Wort« und »Wort« und", NULL },
	{ "mot »", "mot~»" },
	{ "« ", NULL },
	{ "«", NULL },
	{ " ", NULL },
	{ "", NULL },
};

static void test_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		struct arena arena = { 0 };
		struct str text = with_spaces(&arena, values[i].text);
		struct str want = values[i].want == NULL
				      ? text
				      : with_spaces(&arena, values[i].want);
		struct str got = french_spaces(&arena, text);
		if (!str_eq(got, want))
			fail_msg("row %zu: [%.*s]", i, STR_ARG(got));
		got = french_spaces(&arena, want);
		if (!str_eq(got, want))
			fail_msg("row %zu, again: [%.*s]", i, STR_ARG(got));
		arena_free(&arena);
	}
}

static const struct {
	const char *markdown;
	const char *html; /* between <p> and </p>, without styles */
} texts[] = {
	{ "Oui *fort* ! **Non ?** « *Eh* »\n« a\nb »\n: c",
	    "Oui <em>fort</em>^! <strong>Non^?</strong> «~<em>Eh</em>~»\n"
	    "«~a\nb~»~: c" },
	{ "*Attention :* lisez **ceci : cela**",
	    "<em>Attention~:</em> lisez <strong>ceci~: cela</strong>" },
	{ "`a : b` ! `x`\n! Voir `c` : `d ?`",
	    "<code>a : b</code>^! <code>x</code>^! Voir <code>c</code>~: "
	    "<code>d ?</code>" },
	{ "[Lire : oui](https://example.org/?a=1;b=2 \"T : t\") ; fin",
	    "<a href=\"https://example.org/?a=1;b=2\" title=\"T : t\">"
	    "Lire~: oui</a>^; fin" },
	{ "<https://example.org/a?b> ?",
	    "<a href=\"https://example.org/a?b\">https://example.org/a?b</a>"
	    "^?" },
	{ "![Une carte : plan](https://example.org/a.png) !",
	    "<img src=\"https://example.org/a.png\" alt=\"Une carte : plan\" />"
	    "^!" },
	{ "Un\\\n! deux \\! et &amp; ? \\:",
	    "Un<br />\n! deux^! et &amp;^?~:" },
	{ "mot **:**gras** !", "mot **:<strong>gras</strong>^!" },
};

/* The HTML without the styles and the frame. */
static struct str bare(struct arena *arena, struct str html)
{
	char *out = arena_alloc(arena, html.n + 1);
	size_t n = 0;

	while (html.n > 0) {
		size_t skip = str_starts(html, str_c(" style=\""))
				  ? 9 + str_findc(str_from(html, 8), '"')
				  : 0;
		if (str_starts(html, str_c("<p")))
			skip = str_findc(html, '>') + 1;
		if (str_starts(html, str_c("</p>")))
			skip = 4;
		if (skip == 0)
			out[n++] = html.p[0];
		html = str_from(html, skip == 0 ? 1 : skip);
	}
	return str_trim(str_n(out, n));
}

static void test_markdown(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct arena arena = { 0 };
		struct err err;
		struct str html;
		struct str english;
		struct str markdown = str_c(texts[i].markdown);
		assert_int_equal(
		    markdown_html(&arena, markdown, LANG_FR, &html, &err),
		    ERR_OK);
		html = bare(&arena, html);
		if (!str_eq(html, with_spaces(&arena, texts[i].html)))
			fail_msg("row %zu: [%.*s]", i, STR_ARG(html));
		assert_int_equal(
		    markdown_html(&arena, markdown, LANG_EN, &english, &err),
		    ERR_OK);
		assert_int_equal(str_find(english, str_c("\u00a0")), SIZE_MAX);
		assert_int_equal(str_find(english, str_c("\u202f")), SIZE_MAX);
		arena_free(&arena);
	}
}

/* Pieces that texts are made of. */
static const char *const pieces[] = { " ", " ", "\n", "!", "?", ":", ";", "« ",
	" »", "*", "**", "mot", "été", "`a : b`", "[a : b](c)",
	"<http://a.b/?c>", "(", ")", ".", "1", "\u00a0", "\u202f", "\\",
	"&amp;", "![x ! y](z)", "\001A\002", "  \n", "中文" };

static void make(struct buf *text, unsigned *seed)
{
	const size_t kinds = sizeof(pieces) / sizeof(*pieces);

	buf_reset(text);
	for (int i = 0; i < 40; i++) {
		*seed = *seed * 1103515245u + 12345u;
		(void)buf_puts(text, pieces[(*seed >> 16) % kinds]);
	}
}

/* The text with every kind of blank as one, for comparing. */
static const char *blanks_alike(struct arena *arena, struct str text)
{
	char *out = arena_alloc(arena, text.n + 1);
	size_t n = 0;

	while (text.n > 0) {
		size_t size = 1;
		bool blank = str_is_space(text.p[0]);
		if (str_starts(text, str_c("\u00a0")))
			size = 2;
		else if (str_starts(text, str_c("\u202f")))
			size = 3;
		blank = blank || size > 1;
		if (blank && n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
		else if (!blank)
			out[n++] = text.p[0];
		text = str_from(text, size);
	}
	return out;
}

/* Nothing but blanks changes, once and for all, and no line begins amiss. */
static void test_property(void **state)
{
	struct buf text;
	unsigned seed = 7;

	(void)state;
	buf_init(&text, 65536);
	for (int i = 0; i < 4000; i++) {
		struct arena arena = { 0 };
		struct err err;
		struct str fr;
		struct str en;
		struct str line;
		make(&text, &seed);
		fr = french_spaces(&arena, buf_get(&text));
		assert_string_equal(blanks_alike(&arena, fr),
		    blanks_alike(&arena, buf_get(&text)));
		assert_true(str_eq(french_spaces(&arena, fr), fr));
		assert_int_equal(
		    markdown_html(&arena, buf_get(&text), LANG_FR, &fr, &err),
		    ERR_OK);
		assert_int_equal(
		    markdown_html(&arena, buf_get(&text), LANG_EN, &en, &err),
		    ERR_OK);
		assert_string_equal(
		    blanks_alike(&arena, fr), blanks_alike(&arena, en));
		assert_int_equal(markdown_text(&arena, buf_get(&text), LANG_FR,
				     NULL, &fr, &err),
		    ERR_OK);
		/* What the editor wrote so may begin one. */
		while (str_find(buf_get(&text), str_c("\u202f")) == SIZE_MAX &&
		       str_line(&fr, &line))
			assert_false(str_starts(line, str_c("\u202f")));
		arena_free(&arena);
	}
	buf_clear(&text);
}

/* At every width of the words before it. */
static void test_wrap(void **state)
{
	static const char *const marks[] = { " !", " ?", " :", " ;", " »",
		" « mot" };

	(void)state;
	for (size_t n = 0; n < 6 * 200; n++) {
		struct buf in;
		struct buf out;
		struct str text;
		struct str line;
		buf_init(&in, 4096);
		buf_init(&out, 4096);
		for (size_t i = 0; i < n / 6; i++)
			(void)buf_putc(&in, i % 7 == 6 ? ' ' : 'a');
		(void)buf_puts(&in, "b");
		(void)buf_puts(&in, marks[n % 6]);
		(void)buf_puts(&in, " suite");
		plain_paragraph(&out, buf_get(&in), str_c(""), str_c(""));
		text = buf_get(&out);
		while (str_line(&text, &line)) {
			assert_true(line.n <= PLAIN_WIDTH + 2);
			assert_true(line.n == 0 || str_findc(str_c("!?:;"),
						       line.p[0]) == SIZE_MAX);
			assert_false(str_starts(line, str_c("»")));
			assert_false(str_ends(line, str_c("«")));
		}
		buf_clear(&in);
		buf_clear(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_property),
		cmocka_unit_test(test_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
