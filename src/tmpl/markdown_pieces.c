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

/* The lines `first` to `last`, from 1, with their ends. */
static struct str lines_of(struct str text, int first, int last)
{
	struct str rest = text;
	struct str line;
	size_t from = 0;
	size_t to = 0;

	for (int n = 1; n <= last && str_line(&rest, &line); n++) {
		if (n == first)
			from = (size_t)(line.p - text.p);
		to = rest.p == NULL ? text.n : (size_t)(rest.p - text.p);
	}
	return str_sub(text, from, to - from);
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

	*count = 0;
	for (cmark_node *node = cmark_node_first_child(root); node != NULL;
	     node = cmark_node_next(node)) {
		struct markdown_piece *piece = &out[(*count)++];
		piece->kind = kind_of(node);
		piece->source =
		    lines_of(markdown, cmark_node_get_start_line(node),
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
