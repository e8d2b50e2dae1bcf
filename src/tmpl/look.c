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
static void tell_broken(cmark_node *block, look_fn *each, void *ctx)
{
	static const char *const signs[] = { "](", "] (http", "] (mailto:" };
	struct look look = { .line = line_of(block) };
	struct buf text;
	struct str rest;
	struct str line;

	buf_init(&text, BLOCK_MAX);
	put_words(&text, block);
	for (rest = buf_get(&text); str_line(&rest, &line); look.line++) {
		bool broken = false;
		for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
			broken = broken ||
				 str_find(line, str_c(signs[i])) != SIZE_MAX;
		if (broken)
			each(ctx, &look);
	}
	buf_clear(&text);
}

void look_at(struct str markdown, look_fn *each, void *ctx)
{
	cmark_node *root = cmark_parse_document(
	    markdown.p, markdown.n, CMARK_OPT_VALIDATE_UTF8);
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);
		if (event != CMARK_EVENT_ENTER)
			continue;
		if (type == CMARK_NODE_HEADING)
			each(ctx,
			    &(struct look){ cmark_node_get_heading_level(node),
				line_of(node) });
		if (type == CMARK_NODE_HEADING || type == CMARK_NODE_PARAGRAPH)
			tell_broken(node, each, ctx);
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
}
