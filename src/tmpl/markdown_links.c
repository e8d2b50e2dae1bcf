#include "tmpl/markdown_links.h"

#include <cmark.h>

#include "tmpl/markdown_node.h"
#include "tmpl/markdown_place.h"

void markdown_links(
    struct arena *arena, struct str markdown, markdown_link_fn *each, void *ctx)
{
	cmark_node *root = cmark_parse_document(
	    markdown.p, markdown.n, CMARK_OPT_VALIDATE_UTF8);
	cmark_iter *iter = cmark_iter_new(root);
	struct markdown_place place = { .text = markdown, .line = 1 };
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
		link.column = markdown_column(&place, link.line,
		    (size_t)cmark_node_get_start_column(node));
		each(ctx, &link);
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
}
