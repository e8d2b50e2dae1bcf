/*
 * What mail clients do not show of an HTML document, before it is sent to
 * them: elements, attributes and styles that some of Gmail, Outlook, Apple
 * Mail, Thunderbird and the mail programs of phones leave out, and what makes
 * a mail hard to read for some people (no alt text, no language, headings out
 * of order) or unwelcome (remote content, more than Gmail shows).
 */
#ifndef TMPL_HTML_LINT_H
#define TMPL_HTML_LINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum html_level {
	HTML_ERROR,  /* it breaks, betrays readers or shuts some out */
	HTML_WARNING /* some client shows it otherwise */
};

enum {
	HTML_CLIPPED =
	    102 * 1024,       /* bytes from which on Gmail hides the rest */
	HTML_ROOM = 2 * 1024, /* for what is personal */
	HTML_PROBLEMS = 100   /* more are not told */
};

struct html_problem {
	enum html_level level;
	size_t line;      /* of the document, from 1; 0 = of the whole */
	const char *text; /* one sentence, translated */
};

/*
 * Looks through a whole document (UTF-8; holes of mail/compose.h may stand in
 * it); the problems are the arena's, in their order in the document.
 * ERR_LIMIT for a document that is too large to be looked at.
 */
enum err_code html_lint(struct arena *arena, struct str html,
    struct html_problem **out, size_t *count, struct err *err);

#endif
