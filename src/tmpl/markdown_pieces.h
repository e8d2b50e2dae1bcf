/* The pieces of a Markdown text that follow each other at its top level. */
#ifndef TMPL_MARKDOWN_PIECES_H
#define TMPL_MARKDOWN_PIECES_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

enum markdown_piece_kind {
	PIECE_HEADING,
	PIECE_PARAGRAPH,
	PIECE_NOTHING, /* a rule, or HTML, which is dropped */
	PIECE_OTHER    /* a list, quote, code */
};

struct markdown_piece {
	enum markdown_piece_kind kind;
	int level;         /* of a heading */
	struct str source; /* its lines; a part of the text */
	const char *words; /* of a heading or paragraph, without marks */
};

/* All of them, in order; *count of them, in the arena. */
struct markdown_piece *markdown_pieces(
    struct arena *arena, struct str markdown, size_t *count);

#endif
