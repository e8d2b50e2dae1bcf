/* Content-Transfer-Encoding undone (RFC 2045 section 6), as mail has it. */
#ifndef MAIL_TRANSFER_H
#define MAIL_TRANSFER_H

#include "base/buf.h"
#include "base/str.h"

enum transfer { TRANSFER_NONE, TRANSFER_QP, TRANSFER_BASE64, TRANSFER_UU };

/* What a Content-Transfer-Encoding field names, in any spelling. */
enum transfer transfer_of(struct str field);

/*
 * Quoted-printable: '=' that begins no escape stands for itself.  Blanks at
 * line ends are kept.
 */
void transfer_qp(struct buf *out, struct str in);

/*
 * Base64: bytes outside the alphabet are passed over.  A text that only says
 * that it is base64, and what a list or a gateway has appended after the end
 * of the data, are taken as they are.
 */
void transfer_base64(struct buf *out, struct str in);

#endif
