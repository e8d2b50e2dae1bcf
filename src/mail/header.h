/*
 * The one writer of header fields (RFC 5322 section 2.2, RFC 2047): refuses or
 * replaces control characters, encodes what is not ASCII, folds at 78.
 */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum {
	HEADER_LINE = 78,     /* no longer line where a blank lets us fold */
	HEADER_WORD_MAX = 900 /* longer words of a raw value are left out */
};

/* Unstructured text (Subject): encoded words where needed. */
void header_text(struct buf *out, const char *name, struct str text);

/* One mailbox, `"Name" <addr>`; the address must be addr_utf8_ok(). */
void header_mailbox(
    struct buf *out, const char *name, struct str display, struct str addr);

/* Structured ASCII, folded at spaces only (ids, List-* URLs, dates). */
void header_raw(struct buf *out, const char *name, struct str value);

/*
 * As header_raw(), but the hole markers of mail/compose.h in the value stay
 * as they are; only for compose, which takes them out again.
 */
void header_raw_holes(struct buf *out, const char *name, struct str value);

/*
 * The whole text, blanks at its ends too, as encoded words, on this line
 * (which has `column` bytes already) if one fits, and on folded ones.  Words
 * written one after the other join without a blank when they are read.
 */
void header_words(struct buf *out, size_t column, struct str text);

/*
 * Valid UTF-8 with a space for each control character, line end and mark that
 * turns the direction of writing: also for one line of a text, where words of
 * somebody else are quoted.
 */
struct str header_clean(struct arena *arena, struct str text);

/* Has valid UTF-8 nothing that header_clean() replaces? */
bool header_is_clean(struct str text);

/* What somebody gave as a name, made clean and trimmed; in the arena. */
const char *header_name(struct arena *arena, struct str name);

#endif
