/*
 * Tokens: what an address, a Subject or a Message-ID carries to prove who was
 * asked.  A token names its purpose, a row (a pending request, a subscription,
 * a delivery) and the hour it expires; an HMAC-SHA-256, cut to 128 bits, binds
 * these to the list and the address of that row, which do not travel.  Single
 * use is the row's business (core/).
 *
 *   1 byte   version << 4 | purpose
 *   4 bytes  row id, big endian
 *   3 bytes  expiry, hours since 1970
 *   16 bytes MAC over "liaison-token" NUL those 8 bytes, list NUL address NUL
 *
 * written as 39 characters of base32, of either case on input.
 */
#ifndef BASE_TOKEN_H
#define BASE_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum token_purpose {
	TOKEN_CONFIRM = 1, /* row: pending.id */
	TOKEN_UNSUBSCRIBE, /* row: subscription.id */
	TOKEN_BOUNCE,      /* row: delivery.id */
	TOKEN_MODERATE,    /* row: held.id */
	TOKEN_APPROVE,     /* row: newsletter.id; address: of who is asked */
	TOKEN_EDITOR,      /* row: list.id; address: the editor's */
	TOKEN__MAX
};

enum {
	TOKEN_LENGTH = 39,
	TOKEN_SIZE = TOKEN_LENGTH + 1,
	TOKEN_KEY = 32 /* bytes of the site's key */
};

struct token {
	enum token_purpose purpose;
	uint32_t row;
	int64_t expires; /* seconds since 1970, a whole hour */
};

/*
 * Writes the token for this row, list (its name) and address (its key form,
 * see addr_key()).  `expires` is rounded up to the hour.
 */
void token_make(const unsigned char key[TOKEN_KEY], const struct token *token,
    struct str list, struct str address, char out[TOKEN_SIZE]);

/* Reads the claims without believing them; false when it is no token. */
bool token_read(struct str text, struct token *out);

/*
 * Is this text the token that was made with this key for this list and
 * address, and not expired at `now`?  Compares in constant time.
 */
bool token_check(const unsigned char key[TOKEN_KEY], struct str text,
    struct str list, struct str address, int64_t now);

/* "confirm", "unsubscribe", ... and back (false for another word). */
const char *token_purpose_name(enum token_purpose purpose);
bool token_purpose_parse(const char *name, enum token_purpose *purpose);

#endif
