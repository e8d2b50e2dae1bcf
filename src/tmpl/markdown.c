#include "tmpl/markdown.h"

#include <cmark.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "tmpl/french.h"
#include "tmpl/hidden.h"
#include "tmpl/markdown_node.h"
#include "tmpl/markdown_walk.h"
#include "tmpl/style.h"
#include "tmpl/tmpl.h"

enum { WORK = 2 * TMPL_OUT /* room for texts on the way */ };

static cmark_node *parse(struct str markdown, enum lang language)
{
	cmark_node *root;
	struct buf hidden;

	buf_init(&hidden, WORK);
	hidden_put(&hidden, markdown);
	root = cmark_parse_document(
	    buf_get(&hidden).p, hidden.len, CMARK_OPT_VALIDATE_UTF8);
	buf_clear(&hidden);
	if (language == LANG_FR)
		french_markdown(root, WORK);
	return root;
}

/* Puts the holes back and gives the text to the arena. */
static enum err_code finish(struct arena *arena, const struct buf *made,
    enum hidden_place place, struct str *out, struct err *err)
{
	enum err_code code = buf_ok(made, _("the rendered Markdown"), err);
	struct buf shown;

	buf_init(&shown, TMPL_OUT);
	hidden_show(&shown, buf_get(made), place);
	if (code == ERR_OK)
		code = buf_ok(&shown, _("the rendered Markdown"), err);
	if (code == ERR_OK)
		*out = str_n(arena_dup(arena, buf_get(&shown)), shown.len);
	buf_clear(&shown);
	return code;
}

enum err_code markdown_html(struct arena *arena, struct str markdown,
    enum lang language, struct str *out, struct err *err)
{
	return markdown_html_images(arena, markdown, language, NULL, out, err);
}

enum err_code markdown_html_images(struct arena *arena, struct str markdown,
    enum lang language, const struct markdown_images *images, struct str *out,
    struct err *err)
{
	cmark_node *root = parse(markdown, language);
	struct buf styled;
	enum err_code code;
	char *html;

	if (images != NULL)
		markdown_set_images(arena, root, images);
	html = cmark_render_html(root, CMARK_OPT_DEFAULT);
	cmark_node_free(root);
	buf_init(&styled, WORK);
	style_html(&styled, str_c(html));
	free(html);
	code = finish(arena, &styled, HIDDEN_HTML, out, err);
	buf_clear(&styled);
	return code;
}

enum err_code markdown_text(struct arena *arena, struct str markdown,
    enum lang language, struct plain_notes *notes, struct str *out,
    struct err *err)
{
	cmark_node *root = parse(markdown, language);
	struct buf text;
	enum err_code code;

	buf_init(&text, WORK);
	markdown_walk(&text, root, notes);
	cmark_node_free(root);
	code = finish(arena, &text, HIDDEN_TEXT, out, err);
	buf_clear(&text);
	return code;
}
