/*
 * Quoted-printable bodies (RFC 2045 section 6.7): lines of at most 76, no
 * line that begins with a dot or "From ", blanks at line ends encoded.
 */
#ifndef MAIL_QP_H
#define MAIL_QP_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "mail/compose.h"
#include "mail/piece.h"

/*
 * Writes a text (any line ends, hole markers) into the pieces.  A soft line
 * break stands around each hole, so that what fills it starts in column 0 and
 * what follows does not depend on it.  In HTML the place of a hole chooses
 * its encoding.  True when the last line is still open.
 */
bool qp_body(struct pieces *pieces, struct str text, bool html);

/* Writes what fills a hole of this encoding. */
void qp_value(
    struct buf *out, enum compose_encoding encoding, struct str value);

#endif
