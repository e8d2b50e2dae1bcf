#include "tmpl/look.h"

#include <cmark.h>

#include "base/buf.h"

enum { BLOCK_MAX = 64 * 1024 };

/* The words of a paragraph line by line, without links, images and code. */
static void put_words(struct buf *out, cmark_node *block)
{
	cmark_iter *iter = cmark_iter_new(block);
	cmark_event_type event;
	int hidden = 0;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);
		if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
			hidden += event == CMARK_EVENT_ENTER ? 1 : -1;
		else if (type == CMARK_NODE_SOFTBREAK ||
			 type == CMARK_NODE_LINEBREAK)
			(void)buf_putc(out, '\n');
		else if (type == CMARK_NODE_TEXT && hidden == 0)
			(void)buf_puts(out, cmark_node_get_literal(node));
	}
	cmark_iter_free(iter);
}

static size_t line_of(cmark_node *node)
{
	int line = cmark_node_get_start_line(node);

	return line > 0 ? (size_t)line : 1;
}

/* "[words](https://e x ample" and the like. */
static bool is_broken_link(struct str line)
{
	static const char *const signs[] = { "](", "] (http", "] (mailto:" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (str_find(line, str_c(signs[i])) != SIZE_MAX)
			return true;
	return false;
}

/* "|:--|--:|", as other kinds of Markdown have below the head of a table. */
static bool is_table_rule(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (str_findc(str_c("|-: "), line.p[i]) == SIZE_MAX)
			return false;
	return str_findc(line, '|') != SIZE_MAX &&
	       str_find(line, str_c("--")) != SIZE_MAX;
}

static bool has_bare_address(struct str line)
{
	return str_find(line, str_c("https://")) != SIZE_MAX ||
	       str_find(line, str_c("http://")) != SIZE_MAX ||
	       str_find(line, str_c("www.")) != SIZE_MAX;
}

static void look_at_words(cmark_node *block, look_fn *each, void *ctx)
{
	struct look look = { .line = line_of(block) };
	struct buf text;
	struct str rest;
	struct str line;

	buf_init(&text, BLOCK_MAX);
	put_words(&text, block);
	for (rest = buf_get(&text); str_line(&rest, &line); look.line++) {
		look.kind = is_broken_link(line) ? LOOK_LINK : LOOK_BARE;
		if (look.kind == LOOK_LINK || has_bare_address(line))
			each(ctx, &look);
		look.kind = LOOK_TABLE;
		if (is_table_rule(line))
			each(ctx, &look);
	}
	buf_clear(&text);
}

/* HTML that is more than a remark. */
static bool is_html(cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);
	struct str html = { "", 0 };

	if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)
		html = str_trim(str_c(cmark_node_get_literal(node)));
	return html.n > 0 && !str_starts(html, str_c("<!--"));
}

void look_at(struct str markdown, look_fn *each, void *ctx)
{
	cmark_node *root = cmark_parse_document(
	    markdown.p, markdown.n, CMARK_OPT_VALIDATE_UTF8);
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;
	struct look look = { 0 };
	size_t block = 0; /* the line of what was entered last */
	size_t told = 0;  /* the block whose HTML was told */

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);
		if (event != CMARK_EVENT_ENTER)
			continue;
		if (type < CMARK_NODE_FIRST_INLINE)
			block = line_of(node);
		look = (struct look){ LOOK_HEADING, 0, block };
		if (type == CMARK_NODE_HEADING) {
			look.level = cmark_node_get_heading_level(node);
			each(ctx, &look);
		}
		if (type == CMARK_NODE_HEADING || type == CMARK_NODE_PARAGRAPH)
			look_at_words(node, each, ctx);
		if (told != block && is_html(node)) {
			told = block;
			look.kind = LOOK_HTML;
			each(ctx, &look);
		}
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
}
