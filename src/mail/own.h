/*
 * A person's own words in a mail: without the text that they quote or
 * forward, the line that introduces it, their signature and what clients and
 * lists append.  Words below a quotation are kept.  French and English.
 */
#ifndef MAIL_OWN_H
#define MAIL_OWN_H

#include "base/arena.h"

/* `text` is UTF-8 with LF line ends; the result is trimmed. */
char *own_words(struct arena *arena, const char *text);

/*
 * The same where a word too few is worse than one too many: a rule or a dash
 * begins no signature, "-- " alone does, and no line between two quoted ones
 * is taken for a part of them.
 */
char *own_said(struct arena *arena, const char *text);

#endif
