/* UTF-8: validity, display width, and the folding that commands need. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

/* Valid UTF-8 without NUL. */
bool utf8_valid(struct str s);

/* A copy with each invalid byte as U+FFFD, in NFC. */
char *utf8_clean(struct arena *arena, struct str s);

/* A copy of valid UTF-8 in NFD, as macOS writes the names of files. */
char *utf8_decomposed(struct arena *arena, const char *s);

/* The next character of valid UTF-8; GLib's macro drops the const. */
const char *utf8_next(const char *p);

/* Its first `max` bytes, or fewer: no character is cut.  Not a copy. */
struct str utf8_cut(struct str s, size_t max);

/* Columns on a terminal: wide characters 2, combining ones 0. */
size_t utf8_width(struct str s);

/*
 * Where a line may end inside a word: between the letters of a script that
 * does without blanks (Chinese, Japanese), not in front of what closes nor
 * behind what opens (after UAX 14).  The bytes before that place, or all.
 */
size_t utf8_break(struct str word);

/*
 * The text for comparing what people write: case folded, accents and
 * ligatures undone (œ -> oe), typographic apostrophes and dashes as ASCII,
 * every run of blanks (no-break ones too) one space, trimmed.
 */
char *utf8_fold(struct arena *arena, struct str s);

#endif
