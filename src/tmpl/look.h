/*
 * What a Markdown text has that readers can stumble over, besides its links
 * (markdown_links.h): headings, what looks like a link or a table and is
 * none, and HTML, which is left out.
 */
#ifndef TMPL_LOOK_H
#define TMPL_LOOK_H

#include "base/arena.h"
#include "base/str.h"

enum look_kind {
	LOOK_HEADING,
	LOOK_LINK,      /* "](" that made no link */
	LOOK_TABLE,     /* "|---|---|" in a paragraph */
	LOOK_BARE,      /* an address of the web that is no link */
	LOOK_UNWRITTEN, /* [[what belongs here]] (unwritten.h) */
	LOOK_HTML       /* a block of it, or the first in a paragraph */
};

struct look {
	enum look_kind kind;
	int level;        /* of a heading, from 1 */
	struct str words; /* that are unwritten, while the call lasts */
	size_t line;      /* in the text, from 1 */
	size_t column;    /* in characters, from 1 */
};

typedef void look_fn(void *ctx, const struct look *seen);

/* Calls back with all of them, in their order. */
void look_at(struct str markdown, look_fn *each, void *ctx);

#endif
