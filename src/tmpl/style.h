/*
 * The looks of the plain elements in a mail: many mail clients drop style
 * sheets, so the style stands on each element.
 */
#ifndef TMPL_STYLE_H
#define TMPL_STYLE_H

#include "base/buf.h"
#include "base/str.h"

/*
 * Copies HTML made of a text or of Markdown (nothing but elements begins with
 * '<'), and gives its elements their style.
 */
void style_html(struct buf *out, struct str html);

/*
 * Copies a document; its links that have no style get this colour, since a
 * mail client would show them in its own, and so do second headings that name
 * none: they stand out where the style sheet is dropped, too.
 */
void style_colours(struct buf *out, struct str html, const char *colour);

#endif
