/*
 * What a Markdown text has that readers can stumble over, besides its links
 * (markdown_links.h): headings, and what looks like a link and is none.
 */
#ifndef TMPL_LOOK_H
#define TMPL_LOOK_H

#include "base/arena.h"
#include "base/str.h"

struct look {
	int level;   /* of a heading, from 1; 0: "](" that made no link */
	size_t line; /* in the text, from 1 */
};

typedef void look_fn(void *ctx, const struct look *seen);

/* Calls back with all of them, in their order. */
void look_at(struct str markdown, look_fn *each, void *ctx);

#endif
