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
 * For address fields, in UTF-8: encoded words outside <> become quoted text,
 * so that no parser stumbles on what they hold.
 */
char *words_quote(struct arena *arena, struct str utf8);

/* In place: each run of white space of any script one space. */
void words_collapse(char *text);

#endif
