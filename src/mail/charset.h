/* From the bytes of a mail to UTF-8, whatever the label says. */
#ifndef MAIL_CHARSET_H
#define MAIL_CHARSET_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/*
 * `label` is the charset parameter, NULL or "" for none.  Bytes that are
 * valid UTF-8 are taken as such under a label for 8-bit Latin or none at all;
 * an unknown label means UTF-8 if valid, else windows-1252.  Where some bytes
 * have no meaning in a charset, its larger brother is tried (GB18030 for
 * GB2312).  Undecodable bytes become U+FFFD; the result is valid UTF-8 without
 * NUL, at most `max` bytes.  The byte order mark of UTF-16 is not in it.
 */
char *charset_decode(
    struct arena *arena, struct str bytes, const char *label, size_t max);

/* Does the label say nothing about what a text is written in? */
bool charset_is_vague(struct arena *arena, const char *label);

#endif
