/*
 * What a template compiles to: a flat list of nodes, so that neither the
 * compiler nor the renderer recurses.
 */
#ifndef TMPL_MUSTACHE_NODE_H
#define TMPL_MUSTACHE_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum node_type {
	NODE_NOTHING,
	NODE_TEXT,
	NODE_LINE, /* a line of the template begins: its leading blanks */
	NODE_VALUE,
	NODE_RAW,
	NODE_SECTION,
	NODE_INVERTED,
	NODE_PARTIAL,
	NODE_PARENT,
	NODE_BLOCK,
	NODE_END /* of a section, parent or block */
};

struct node {
	enum node_type type;
	struct str text;   /* the literal, or the name */
	struct str blanks; /* NODE_LINE, a tag alone on its line, or a block
			      that is first on it: the blanks before it */
	bool alone;        /* nothing else stands on the tag's line */
	size_t end;        /* of what has one: the index of its NODE_END */
	size_t line;
	size_t column;
};

struct mustache {
	const char *name;
	struct node *nodes;
	size_t count;
};

#endif
