/*
 * E-mail addresses: one validator in front of every envelope, header and
 * database row (RFC 5321 section 4.1.2 and 4.5.3.1; obsolete forms refused).
 */
#ifndef MAIL_ADDR_H
#define MAIL_ADDR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { ADDR_MAX = 254, ADDR_LOCAL_MAX = 64 };

/*
 * May this text stand between the <> of MAIL FROM or RCPT TO as it is?  No
 * byte below 0x21, no 0x7f, no <>, dot-atom or quoted local part within its
 * limits, a domain of letter-digit-hyphen labels.  8-bit bytes are refused
 * (see addr_normalise() for domains).
 */
bool addr_ok(struct str addr);

/*
 * The same where the server offers SMTPUTF8 (RFC 6531 section 3.3): the local
 * part may hold letters and signs beyond ASCII, in UTF-8 and NFC.
 */
bool addr_utf8_ok(struct str addr);

/*
 * What is stored: blanks trimmed, domain in lower-case A-label form
 * (libidn2), local part as written, in NFC.  It is addr_utf8_ok().  ERR_INPUT
 * with a sentence for a person when it is no address.
 */
enum err_code addr_normalise(
    struct arena *arena, struct str text, char **out, struct err *err);

/*
 * The form for comparing: addr_normalise() with the local part's ASCII
 * letters in lower case too.  Dots and +tags stay.
 */
char *addr_key(struct arena *arena, const char *normalised);

/* The parts of an addr-spec, around its last '@'; empty without one. */
struct str addr_local(struct str addr);
struct str addr_domain(struct str addr);

#endif
