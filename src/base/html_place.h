/*
 * Where in an HTML document a value comes to stand: what would begin an
 * element, an attribute, an address or code is another thing in each place.
 */
#ifndef BASE_HTML_PLACE_H
#define BASE_HTML_PLACE_H

#include <stddef.h>

#include "base/str.h"

enum html_place {
	HTML_IN_TEXT,      /* between tags, in a comment */
	HTML_IN_TAG,       /* a name, or a value without quotes */
	HTML_IN_ATTRIBUTE, /* a value in quotes */
	HTML_AT_URL,       /* the whole of href, src and the like, so far */
	HTML_IN_URL,       /* behind its beginning */
	HTML_IN_CODE /* style and script, as attribute or element; on... */
};

enum html_state {
	HTML_BETWEEN,
	HTML_OPENING, /* right behind '<' */
	HTML_TAG,
	HTML_VALUE,   /* in quotes */
	HTML_COMMENT, /* or a declaration */
	HTML_CODE     /* inside the elements style and script */
};

/* How far a document that only grows was read; zeroed before its beginning. */
struct html_reader {
	size_t seen; /* bytes */
	enum html_state state;
	char quote;   /* of the value */
	size_t tag;   /* where the last '<' is that opened something */
	size_t name;  /* where the name of the last attribute is, and */
	size_t after; /* where it ends */
	size_t value; /* where the last value in quotes begins */
};

/* The place behind what the document has so far. */
enum html_place html_place(struct html_reader *reader, struct str so_far);

/* After it: what the attribute that is open holds so far, or nothing. */
struct str html_value(const struct html_reader *reader, struct str so_far);

#endif
