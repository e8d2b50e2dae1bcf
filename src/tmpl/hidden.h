/* The hole markers of mail/compose.h on their way through Markdown. */
#ifndef TMPL_HIDDEN_H
#define TMPL_HIDDEN_H

#include "base/buf.h"
#include "base/str.h"

/* Markers become private characters; such ones of the text are dropped. */
void hidden_put(struct buf *out, struct str text);

/* They become markers again, percent-encoded ones too. */
void hidden_show(struct buf *out, struct str text);

#endif
