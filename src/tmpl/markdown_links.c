#include "tmpl/markdown_links.h"

#include <cmark.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "tmpl/markdown_node.h"

/* The characters before a byte of a line; columns and lines from 1. */
static size_t characters(struct str text, size_t line, size_t column)
{
	struct str found = { NULL, 0 };
	size_t n = 0;

	while (line > 0 && str_line(&text, &found))
		line--;
	found = str_sub(found, 0, column - 1);
	for (size_t i = 0; i < found.n; i++)
		n += ((unsigned char)found.p[i] & 0xc0) != 0x80;
	return n + 1;
}

void markdown_links(
    struct arena *arena, struct str markdown, markdown_link_fn *each, void *ctx)
{
	cmark_node *root = cmark_parse_document(
	    markdown.p, markdown.n, CMARK_OPT_VALIDATE_UTF8);
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		const cmark_node_type type = cmark_node_get_type(node);
		struct markdown_link link = { .image =
						  type == CMARK_NODE_IMAGE };
		if (event != CMARK_EVENT_EXIT ||
		    (type != CMARK_NODE_IMAGE && type != CMARK_NODE_LINK))
			continue;
		link.url = arena_strdup(arena, cmark_node_get_url(node));
		link.words = markdown_words(arena, node);
		link.line = (size_t)cmark_node_get_start_line(node);
		link.column = characters(markdown, link.line,
		    (size_t)cmark_node_get_start_column(node));
		each(ctx, &link);
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
}
