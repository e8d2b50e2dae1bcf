/*
 * A compiled message (mail/compose.h) as bytes: "LCM", a version, then
 * records: 'L', a big-endian 32-bit length and that many wire bytes; or 'H',
 * an encoding and the number of a hole; or 'C', a mark (below) and the number
 * of a hole: a conditional part begins or ends.  Written here, and read back
 * with every bound checked, since it comes from the database.
 */
#ifndef MAIL_PIECE_H
#define MAIL_PIECE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/hole.h"
#include "base/str.h"
#include "mail/compose.h"

/* A text with holes, read piece by piece: { .rest = text } to begin. */
struct piece_scan {
	struct str rest;
	struct str text;     /* what stands before the mark; may be empty */
	enum hole_mark mark; /* none: the text has ended */
	unsigned hole;
};

/* Is there a marker in it? */
bool piece_has_hole(struct str text);

/* The next text and mark; false when nothing is left. */
bool piece_next(struct piece_scan *scan);

/* The writer: wire bytes are added to `literal`. */
struct pieces {
	struct buf *out;
	struct buf literal;
	unsigned open; /* conditional parts */
};

void pieces_begin(struct pieces *pieces, struct buf *out);
void pieces_hole(
    struct pieces *pieces, enum compose_encoding encoding, unsigned hole);

/* Begins or ends a conditional part; an end without a beginning is nothing. */
void pieces_condition(
    struct pieces *pieces, enum hole_mark mark, unsigned hole);

/* Ends the conditional parts that are open: a field or body is over. */
void pieces_balance(struct pieces *pieces);

/* Wire bytes with hole markers, all of one encoding. */
void pieces_marked(
    struct pieces *pieces, struct str bytes, enum compose_encoding encoding);

/* Writes what is left and frees; `out` is over when anything was. */
void pieces_end(struct pieces *pieces);

/* The reader. */
struct piece {
	enum hole_mark mark; /* none: text */
	struct str text;
	enum compose_encoding encoding;
	unsigned hole;
};

/* Takes the version off the front; false when it is not ours. */
bool piece_header(struct str *rest);

/* Takes a record off the front; false when it is damaged. */
bool piece_read(struct str *rest, struct piece *piece);

#endif
