/* HTML that would keep its parser busy for minutes, made harmless. */
#ifndef MAIL_HTML_TAME_H
#define MAIL_HTML_TAME_H

#include "base/arena.h"
#include "base/str.h"

enum {
	TAME_ATTRIBUTES = 300, /* of one tag; words in quotes count too */
	TAME_DEPTH = 2000      /* elements in each other */
};

/*
 * Without the tags that may have more attributes than that, those that nest
 * deeper, and those that close nothing: for each of these the parser looks at
 * all that stand before.  Text stays.  The result lives in the arena.
 */
struct str html_tame(struct arena *arena, struct str html);

#endif
