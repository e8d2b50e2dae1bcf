/*
 * What an editor means to be read of a mail that is to be published: without
 * the mail that it quotes, the signature and what telephones and offices
 * append.  A mail that does nothing but forward is the forwarded one.
 */
#ifndef MAIL_DRAFT_H
#define MAIL_DRAFT_H

#include "base/arena.h"

/* Without empty lines around it: blanks in front of a line make it code. */
struct str draft_trim(struct str text);

/* `text` is UTF-8 with LF line ends, Markdown or not; in the arena. */
const char *draft_words(struct arena *arena, const char *text);

#endif
