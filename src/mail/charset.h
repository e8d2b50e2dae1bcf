/* From the bytes of a mail to UTF-8, whatever the label says. */
#ifndef MAIL_CHARSET_H
#define MAIL_CHARSET_H

#include "base/arena.h"
#include "base/str.h"

/*
 * `label` is the charset parameter, NULL or "" for none.  Bytes that are
 * valid UTF-8 are taken as such under a label for 8-bit Latin or none at all;
 * an unknown label means UTF-8 if valid, else windows-1252.  Undecodable
 * bytes become U+FFFD; the result is valid UTF-8 without NUL and byte order
 * mark, at most `max` bytes.
 */
char *charset_decode(
    struct arena *arena, struct str bytes, const char *label, size_t max);

#endif
