/*
 * HTML of a mail as readable text: quoted parts carry "> ", signatures come
 * after "-- ", so that mail/own.h knows them.
 */
#ifndef MAIL_HTML_TEXT_H
#define MAIL_HTML_TEXT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

/* `html` is UTF-8; at most max bytes of text come back. */
char *html_text(struct arena *arena, struct str html, size_t max);

#endif
