/*
 * Plain text for people: wrapped by display width, and the same text as HTML.
 * In both, one line is a paragraph or an item ("- "), "> " quotes, and four
 * blanks or a bar at its start keep a line as it is.
 */
#ifndef TMPL_PLAIN_H
#define TMPL_PLAIN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum {
	PLAIN_WIDTH = 72,
	PLAIN_NOTES_MAX = 1000 /* further links stand in the text */
};

/* The addresses behind the links of a mail's texts; { arena } to begin. */
struct plain_notes {
	struct arena *arena;
	const char **urls; /* of the notes 1, 2... */
	size_t count;
};

/*
 * The number, from 1, of the note with this address, its blanks as %20; 0 =
 * there is no room.
 */
size_t plain_note(struct plain_notes *notes, struct str url);

/* All of them, a line each: "[1] https://example.org/". */
void plain_notes_list(struct buf *out, const struct plain_notes *notes);

/*
 * One paragraph (no newline inside) wrapped at PLAIN_WIDTH columns: `first`
 * begins its first line, `next` the others.  It breaks at ASCII spaces, and
 * between letters of scripts that do without: never at a no-break space, never
 * inside an address, never before the number of a note ("[1]") or a mark that
 * stands alone (" !"), never behind a "«".  The last newline included.
 */
void plain_paragraph(
    struct buf *out, struct str text, struct str first, struct str next);

/*
 * A whole text: each line wrapped, blanks at line ends gone, at most one
 * empty line between, none at the ends, LF line ends.
 */
void plain_wrap(struct buf *out, struct str text);

/*
 * The text as HTML paragraphs, lists and quotes, all escaped, addresses of
 * the web and of mail as links.
 */
void plain_html(struct buf *out, struct str text);

/* Escapes & < > " '. */
void plain_escape(struct buf *out, struct str text);

#endif
