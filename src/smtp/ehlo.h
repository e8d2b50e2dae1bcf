/* What the server offers: the lines of its EHLO reply (RFC 5321 4.1.1.1). */
#ifndef SMTP_EHLO_H
#define SMTP_EHLO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct ehlo {
	bool pipelining;   /* RFC 2920 */
	bool eight_bit;    /* 8BITMIME, RFC 6152 */
	bool size;         /* RFC 1870 */
	uint64_t size_max; /* bytes; 0 = no limit announced */
	bool auth;         /* RFC 4954 */
	bool smtputf8;     /* RFC 6531 */
	bool dsn;          /* RFC 3461 */
};

/*
 * Takes one line of the server, from the greeting on.  A 220 (greeting, or
 * the answer to STARTTLS) forgets what was offered before: only the last EHLO
 * counts.
 */
void ehlo_line(struct ehlo *ehlo, struct str line);

/* Is this a name (or address literal) that we may give in EHLO? */
bool ehlo_name_ok(struct str name);

#endif
