/* Words of HTML as words of Markdown. */
#ifndef MAIL_HTML_WORD_H
#define MAIL_HTML_WORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/*
 * The length of the word that `text` begins with; a {{field name}} is one
 * word, or part of one.
 */
size_t html_word_length(struct str text);

/*
 * Writes it so that Markdown shows it as it is, but for fields; `cell`: bars
 * part cells there.
 */
void html_word_put(struct buf *out, struct str word, bool cell);

/* A file of the mail as a Markdown image that shows `alt`. */
void html_word_image(
    struct buf *out, const char *alt, const char *name, bool cell);

/*
 * What an image shows: its alt text on one line, or what the name of its file
 * says; "" where both say nothing ("IMG_1234.jpg").
 */
const char *html_word_alt(
    struct arena *arena, const char *alt, const char *name);

/* Only blanks, no-break ones too? */
bool html_word_blank(const char *text);

#endif
