#include "tmpl/markdown_pieces.h"

#include "tmpl/markdown_node.h"

static enum markdown_piece_kind kind_of(cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_HEADING:
		return PIECE_HEADING;
	case CMARK_NODE_PARAGRAPH:
		return PIECE_PARAGRAPH;
	case CMARK_NODE_THEMATIC_BREAK:
	case CMARK_NODE_HTML_BLOCK:
		return PIECE_NOTHING;
	default: /* of the library's many */
		return PIECE_OTHER;
	}
}

/* How far the lines of the text are counted: pieces come in order. */
struct place {
	struct str rest;
	int line; /* of the first one in it, from 1 */
};

/* The lines `first` to `last`, with their ends. */
static struct str take_lines(struct place *place, int first, int last)
{
	struct str found = { NULL, 0 };
	struct str line;

	while (place->line <= last && str_line(&place->rest, &line)) {
		if (place->line >= first && found.p == NULL)
			found.p = line.p;
		if (found.p != NULL)
			found.n = place->rest.p == NULL
				      ? (size_t)(line.p + line.n - found.p)
				      : (size_t)(place->rest.p - found.p);
		place->line++;
	}
	return found;
}

static size_t count_of(cmark_node *root)
{
	size_t n = 0;

	for (cmark_node *node = cmark_node_first_child(root); node != NULL;
	     node = cmark_node_next(node))
		n++;
	return n;
}

struct markdown_piece *markdown_pieces(
    struct arena *arena, struct str markdown, size_t *count)
{
	cmark_node *root = cmark_parse_document(
	    markdown.n == 0 ? "" : markdown.p, markdown.n, CMARK_OPT_DEFAULT);
	struct markdown_piece *out =
	    arena_calloc(arena, count_of(root) + 1, sizeof(*out));
	struct place place = { markdown, 1 };

	*count = 0;
	for (cmark_node *node = cmark_node_first_child(root); node != NULL;
	     node = cmark_node_next(node)) {
		struct markdown_piece *piece = &out[(*count)++];
		piece->kind = kind_of(node);
		piece->source =
		    take_lines(&place, cmark_node_get_start_line(node),
			cmark_node_get_end_line(node));
		if (piece->kind == PIECE_HEADING)
			piece->level = cmark_node_get_heading_level(node);
		if (piece->kind == PIECE_HEADING ||
		    piece->kind == PIECE_PARAGRAPH)
			piece->words = markdown_words(arena, node);
	}
	cmark_node_free(root);
	return out;
}
