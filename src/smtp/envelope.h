/*
 * The envelope of a mail as this server takes it: MAIL and RCPT with the
 * parameters of the extensions it offers (RFC 1870 SIZE, 6152 8BITMIME, 6531
 * SMTPUTF8, 3461 DSN).  Pure: writes into the queue.
 */
#ifndef SMTP_ENVELOPE_H
#define SMTP_ENVELOPE_H

#include "smtp/ehlo.h"
#include "smtp/smtp.h"
#include "smtp/wire.h"

/*
 * Can the mail go through a server that offers this?  *kind of the message is
 * found out.  Otherwise an error, and reply->enhanced where there is a code
 * for it; the server need not be asked.
 */
enum err_code envelope_check(const struct smtp_mail *mail, struct str message,
    const struct ehlo *ehlo, struct wire_kind *kind, struct smtp_reply *reply,
    struct err *err);

/* The commands, for a mail that passed envelope_check(). */
void envelope_mail(struct wire_queue *out, const struct smtp_mail *mail,
    struct str message, const struct wire_kind *kind, const struct ehlo *ehlo);
void envelope_rcpt(struct wire_queue *out, const struct smtp_mail *mail,
    const struct ehlo *ehlo);

#endif
