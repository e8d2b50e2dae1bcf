/* Encoded words (RFC 2047) as mail has them, and raw 8-bit header bytes. */
#ifndef MAIL_WORDS_H
#define MAIL_WORDS_H

#include "base/arena.h"
#include "base/str.h"

/*
 * An unfolded header value as UTF-8 without CR, LF, NUL or other controls,
 * trimmed.  Characters that a sender cut between two encoded words are put
 * together again; what only looks like an encoded word stays as it is.
 */
char *words_decode(struct arena *arena, struct str raw);

/*
 * For address fields: commas, colons and the like inside encoded words are
 * encoded too, as they should have been, so that no parser stumbles on them.
 */
char *words_protect(struct arena *arena, struct str raw);

/* In place: each run of blanks one space. */
void words_collapse(char *text);

#endif
