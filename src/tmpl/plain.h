/*
 * Plain text for people: wrapped by display width, and the same text as HTML.
 * In both, one line is a paragraph or an item ("- "), "> " quotes, and four
 * blanks at its start keep a line as it is.
 */
#ifndef TMPL_PLAIN_H
#define TMPL_PLAIN_H

#include "base/buf.h"
#include "base/str.h"

enum { PLAIN_WIDTH = 72 };

/*
 * One paragraph (no newline inside) wrapped at PLAIN_WIDTH columns: `first`
 * begins its first line, `next` the others.  It breaks at ASCII spaces only:
 * never at a no-break space, never inside a word.  The last newline included.
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
