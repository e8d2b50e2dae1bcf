#include "tmpl/markdown_links.h"

#include <cmark.h>
#include <stdint.h>

#include "tmpl/markdown_node.h"

/*
 * A place in the text.  Links come nearly in order, so that going from one to
 * the next, forward or back, costs what lies between them.
 */
struct place {
	struct str text;
	size_t line;   /* from 1 */
	size_t start;  /* of the line */
	size_t bytes;  /* of it before the place */
	size_t before; /* characters in these bytes */
};

static bool go_down(struct place *place)
{
	struct str rest = str_from(place->text, place->start);
	size_t end = str_findc(rest, '\n');

	if (end == SIZE_MAX)
		return false;
	place->start += end + 1;
	place->line++;
	place->bytes = place->before = 0;
	return true;
}

static void go_up(struct place *place)
{
	size_t start = place->start - 1;

	while (start > 0 && place->text.p[start - 1] != '\n')
		start--;
	place->start = start;
	place->line--;
	place->bytes = place->before = 0;
}

static bool begins_character(const struct place *place, size_t byte)
{
	return ((unsigned char)place->text.p[place->start + byte] & 0xc0) !=
	       0x80;
}

/* The column in characters, from 1, of a byte, from 1. */
static size_t column_of(struct place *place, size_t line, size_t byte)
{
	size_t most;

	while (place->line < line && go_down(place))
		;
	while (place->line > line && place->line > 1)
		go_up(place);
	most = place->text.n - place->start;
	for (; place->bytes + 1 < byte && place->bytes < most; place->bytes++)
		place->before += begins_character(place, place->bytes);
	for (; place->bytes + 1 > byte && place->bytes > 0; place->bytes--)
		place->before -= begins_character(place, place->bytes - 1);
	return place->before + 1;
}

void markdown_links(
    struct arena *arena, struct str markdown, markdown_link_fn *each, void *ctx)
{
	cmark_node *root = cmark_parse_document(
	    markdown.p, markdown.n, CMARK_OPT_VALIDATE_UTF8);
	cmark_iter *iter = cmark_iter_new(root);
	struct place place = { .text = markdown, .line = 1 };
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
		link.column = column_of(&place, link.line,
		    (size_t)cmark_node_get_start_column(node));
		each(ctx, &link);
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
}
