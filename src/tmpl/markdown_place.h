/* Columns in a Markdown text, as editors count them. */
#ifndef TMPL_MARKDOWN_PLACE_H
#define TMPL_MARKDOWN_PLACE_H

#include <stddef.h>

#include "base/str.h"

/*
 * A place in the text; begin with the text and line 1.  What is looked for
 * comes nearly in order, so that going from one to the next, forward or back,
 * costs what lies between them.
 */
struct markdown_place {
	struct str text;
	size_t line;   /* from 1 */
	size_t start;  /* of the line */
	size_t bytes;  /* of it before the place */
	size_t before; /* characters in these bytes */
};

/* This line, from 1, without its end; the last one when there are fewer. */
struct str markdown_line(struct markdown_place *place, size_t line);

/* The column in characters, from 1, of a byte, from 1, of the line. */
size_t markdown_column(struct markdown_place *place, size_t line, size_t byte);

#endif
