/*
 * The one writer of header fields (RFC 5322 section 2.2, RFC 2047): refuses or
 * replaces control characters, encodes what is not ASCII, folds at 78.
 */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include "base/buf.h"
#include "base/str.h"

/* Unstructured text (Subject): encoded words where needed. */
void header_text(struct buf *out, const char *name, struct str text);

/* One mailbox, `"Name" <addr>`; the address must be addr_ok(). */
void header_mailbox(
    struct buf *out, const char *name, struct str display, struct str addr);

/* Structured ASCII, folded at spaces only (ids, List-* URLs, dates). */
void header_raw(struct buf *out, const char *name, struct str value);

#endif
