/*
 * A file as a MIME part (RFC 2045, 2183, 2392): its header with the file name
 * (RFC 2231 where it is not plain) and its bytes in base64.
 */
#ifndef MAIL_ATTACH_H
#define MAIL_ATTACH_H

#include <stdbool.h>

#include "base/buf.h"
#include "mail/compose.h"

/* Is this a media type, "type/subtype" of tokens? */
bool attach_type_ok(struct str type);

/*
 * Writes header, empty line and content.  A message/rfc822 goes as it is
 * where 7bit allows it (RFC 2046 section 5.2.1: it is never encoded); one
 * with other bytes goes as application/octet-stream, which keeps each byte.  A
 * text/calendar gets the method that its own METHOD line has (RFC 6047 section
 * 2.4: they agree).  `shown`: part of what a reader sees ("inline", with its
 * Content-ID), not to be saved apart.
 */
void attach_write(
    struct buf *out, const struct compose_attachment *file, bool shown);

#endif
