/*
 * The hole markers of mail/compose.h on their way through Markdown, and what
 * stands in place of an empty one (a marker "X", then "unless X", the words,
 * "end"): these words are no Markdown.
 */
#ifndef TMPL_HIDDEN_H
#define TMPL_HIDDEN_H

#include "base/buf.h"
#include "base/str.h"

/* Where they are shown again: what the words have to be escaped for. */
enum hidden_place { HIDDEN_TEXT, HIDDEN_HTML, HIDDEN_URL };

/* Both become private characters; such ones of the text are dropped. */
void hidden_put(struct buf *out, struct str text);

/* They become what they were, percent-encoded ones too. */
void hidden_show(struct buf *out, struct str text, enum hidden_place place);

#endif
