#include "tmpl/images.h"

#include <cmark.h>

#include "base/buf.h"

enum { ALT_MAX = 4096 };

/* The words inside an image, without their marks. */
static const char *alt_of(struct arena *arena, cmark_node *image)
{
	cmark_iter *iter = cmark_iter_new(image);
	struct buf words;
	const char *copy;

	buf_init(&words, ALT_MAX);
	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);
		if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
			(void)buf_puts(&words, cmark_node_get_literal(node));
		else if (type == CMARK_NODE_SOFTBREAK)
			(void)buf_putc(&words, ' ');
	}
	cmark_iter_free(iter);
	copy = arena_dup(arena, buf_get(&words));
	buf_clear(&words);
	return copy;
}

/* Inlines know their line only where nothing is wrapped; blocks do. */
static size_t line_of(cmark_node *node)
{
	int line = cmark_node_get_start_line(node);

	while (line <= 0 && node != NULL) {
		line = cmark_node_get_start_line(node);
		node = cmark_node_parent(node);
	}
	return line > 0 ? (size_t)line : 1;
}

size_t images_find(
    struct arena *arena, struct str markdown, struct image_ref **out)
{
	cmark_node *root;
	cmark_iter *iter;
	cmark_event_type event;
	size_t count = 0;

	*out = NULL;
	if (str_find(markdown, str_c("![")) == SIZE_MAX)
		return 0;
	*out = arena_calloc(arena, IMAGES_MAX, sizeof(**out));
	root = cmark_parse_document(
	    markdown.p, markdown.n, CMARK_OPT_VALIDATE_UTF8);
	iter = cmark_iter_new(root);
	while (count < IMAGES_MAX &&
	       (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		if (event != CMARK_EVENT_ENTER ||
		    cmark_node_get_type(node) != CMARK_NODE_IMAGE)
			continue;
		(*out)[count++] = (struct image_ref){
			.target = arena_strdup(arena, cmark_node_get_url(node)),
			.alt = alt_of(arena, node),
			.line = line_of(node),
		};
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
	return count;
}
