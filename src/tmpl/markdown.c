#include "tmpl/markdown.h"

#include <cmark.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "tmpl/markdown_walk.h"
#include "tmpl/style.h"
#include "tmpl/tmpl.h"

/*
 * Markdown refuses control bytes in link targets, so while it works a hole is
 * a character of a private plane, U+10FF00 and its number: four bytes, the
 * last one 0x80 + n, or percent-encoded in a target.
 */
static const char plane[] = "\xf4\x8f\xbc";
static const char plane_url[] = "%F4%8F%BC%";

enum { HOLES = 26, PLANE = 3, PLANE_URL = 10, MARKER = 3 };

static bool is_private(struct str s)
{
	return s.n > PLANE && memcmp(s.p, plane, PLANE) == 0 &&
	       (unsigned char)s.p[PLANE] < 0x80 + HOLES;
}

/* Markers become private characters; such ones of the text are dropped. */
static void hide_holes(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		struct str rest = str_from(text, i);
		if (rest.n >= MARKER && rest.p[0] == 1 && rest.p[1] >= 'A' &&
		    rest.p[1] < 'A' + HOLES && rest.p[2] == 2) {
			(void)buf_puts(out, plane);
			(void)buf_putc(out, (char)(0x80 + (rest.p[1] - 'A')));
			i += MARKER - 1;
		} else if (is_private(rest)) {
			i += PLANE;
		} else {
			(void)buf_putc(out, text.p[i]);
		}
	}
}

static void put_hole(struct buf *out, unsigned n)
{
	(void)buf_putc(out, 1);
	(void)buf_putc(out, (char)('A' + n));
	(void)buf_putc(out, 2);
}

/* The number of the hole that is percent-encoded here, or HOLES. */
static unsigned url_hole(struct str s)
{
	char digits[3] = { 0 };
	unsigned long n;

	if (s.n < PLANE_URL + 2 || memcmp(s.p, plane_url, PLANE_URL) != 0)
		return HOLES;
	memcpy(digits, s.p + PLANE_URL, 2);
	n = strtoul(digits, NULL, 16);
	return n >= 0x80 && n < 0x80 + HOLES ? (unsigned)(n - 0x80) : HOLES;
}

static void show_holes(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		struct str rest = str_from(text, i);
		if (is_private(rest)) {
			put_hole(out, (unsigned char)rest.p[PLANE] - 0x80u);
			i += PLANE;
		} else if (rest.p[0] == '%' && url_hole(rest) < HOLES) {
			put_hole(out, url_hole(rest));
			i += PLANE_URL + 1;
		} else {
			(void)buf_putc(out, text.p[i]);
		}
	}
}

static cmark_node *parse(struct str markdown)
{
	cmark_node *root;
	struct buf hidden;

	buf_init(&hidden, 2 * TMPL_OUT);
	hide_holes(&hidden, markdown);
	root = cmark_parse_document(
	    buf_get(&hidden).p, hidden.len, CMARK_OPT_VALIDATE_UTF8);
	buf_clear(&hidden);
	return root;
}

/* Puts the holes back and gives the text to the arena. */
static enum err_code finish(struct arena *arena, const struct buf *made,
    struct str *out, struct err *err)
{
	enum err_code code = buf_ok(made, "the rendered Markdown", err);
	struct buf shown;

	buf_init(&shown, TMPL_OUT);
	show_holes(&shown, buf_get(made));
	if (code == ERR_OK)
		code = buf_ok(&shown, "the rendered Markdown", err);
	if (code == ERR_OK)
		*out = str_n(arena_dup(arena, buf_get(&shown)), shown.len);
	buf_clear(&shown);
	return code;
}

enum err_code markdown_html(
    struct arena *arena, struct str markdown, struct str *out, struct err *err)
{
	cmark_node *root = parse(markdown);
	char *html = cmark_render_html(root, CMARK_OPT_DEFAULT);
	struct buf styled;
	enum err_code code;

	cmark_node_free(root);
	buf_init(&styled, 2 * TMPL_OUT);
	style_html(&styled, str_c(html));
	free(html);
	code = finish(arena, &styled, out, err);
	buf_clear(&styled);
	return code;
}

enum err_code markdown_text(
    struct arena *arena, struct str markdown, struct str *out, struct err *err)
{
	cmark_node *root = parse(markdown);
	struct buf text;
	enum err_code code;

	buf_init(&text, 2 * TMPL_OUT);
	markdown_walk(&text, root);
	cmark_node_free(root);
	code = finish(arena, &text, out, err);
	buf_clear(&text);
	return code;
}
