/*
 * What a message is made of besides its text: forms that liaison recognises
 * and does not read.
 */
#ifndef MAIL_PARTS_H
#define MAIL_PARTS_H

#include "base/str.h"
#include "mail/mime.h"

enum parts {
	PARTS_ATTACHMENT = 1 << 0, /* a file of any kind */
	PARTS_MESSAGE = 1 << 1,    /* another mail */
	PARTS_TNEF = 1 << 2,       /* winmail.dat of Outlook */
	PARTS_SMIME_ENCRYPTED = 1 << 3,
	PARTS_SMIME_SIGNED = 1 << 4,
	PARTS_SMIME_OPAQUE = 1 << 5, /* signed, the text inside */
	PARTS_PGP_ENCRYPTED = 1 << 6,
	PARTS_PGP_SIGNED = 1 << 7,
	PARTS_PGP_KEY = 1 << 8,
	PARTS_PROTECTED_HEADERS = 1 << 9,
	PARTS_CALENDAR = 1 << 10,
	PARTS_CALENDAR_REPLY = 1 << 11, /* somebody's answer (RFC 5546) */
	PARTS_VOICE = 1 << 12,
	PARTS_FAX = 1 << 13,
	PARTS_ENCRYPTED = PARTS_SMIME_ENCRYPTED | PARTS_PGP_ENCRYPTED,
	/* Around a text, no things of their own */
	PARTS_SEALS =
	    PARTS_SMIME_SIGNED | PARTS_PGP_SIGNED | PARTS_PROTECTED_HEADERS
};

/*
 * A set of enum parts.  `context` is the Message-Context field (RFC 3458),
 * `text` the words that were read: PGP may stand among them.
 */
unsigned parts_read(
    const struct mime *mime, struct str context, struct str text);

/* The n-th word of the set, NULL behind the last one. */
const char *parts_word(unsigned parts, size_t n);

#endif
