/* Where in an HTML document a value of a template comes to stand. */
#ifndef TMPL_MUSTACHE_CONTEXT_H
#define TMPL_MUSTACHE_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

enum html_context {
	HTML_IN_TEXT,      /* between tags */
	HTML_IN_TAG,       /* a name, or a value without quotes */
	HTML_IN_ATTRIBUTE, /* a value in quotes */
	HTML_AT_URL,       /* the whole of href, src and the like, so far */
	HTML_IN_URL        /* behind its beginning */
};

/* How far a document that only grows was read; zeroed before its beginning. */
struct html_reader {
	size_t seen; /* bytes */
	bool in_tag; /* behind a '<' */
	char quote;  /* behind this one in it; '\0' = none */
	size_t tag;  /* where the tag begins */
	size_t
	    equals;   /* where its last '=' is, from the tag; SIZE_MAX = none */
	size_t value; /* where its last value in quotes begins, likewise */
};

/* The context at the end of what the document has so far. */
enum html_context html_context(struct html_reader *reader, struct str so_far);

/*
 * Adds the value as HTML for this context, so that it can begin no element
 * and no attribute, and lead nowhere but to http, https, mailto, cid and to a
 * file beside the page: other addresses are left out, parts of one are
 * percent-encoded (RFC 3986).  The hole markers of mail/compose.h stay; what
 * they hold is made safe there.
 */
void html_context_put(
    struct buf *out, struct str value, enum html_context context);

#endif
