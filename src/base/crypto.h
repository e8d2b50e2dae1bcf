/* Randomness, HMAC-SHA-256 and hashes, all from GnuTLS. */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum {
	CRYPTO_HASH = 32,    /* bytes of SHA-256 and of its HMAC */
	CRYPTO_HEX = 64 + 1, /* the same as hexadecimal text, with a NUL */
};

/* Fills with random bytes; without randomness the process ends. */
void crypto_random(void *out, size_t n);

/* HMAC-SHA-256 of data under key. */
void crypto_hmac(
    struct str key, struct str data, unsigned char out[CRYPTO_HASH]);

/* SHA-256 as lower-case hexadecimal. */
void crypto_hash_hex(struct str data, char out[CRYPTO_HEX]);

/* Compares in a time that does not depend on the content. */
bool crypto_equal(const void *a, const void *b, size_t n);

/* Lower-case RFC 4648 base32 without padding; out needs n*8/5 + 2 bytes. */
void crypto_base32(const unsigned char *bytes, size_t n, char *out);

/*
 * Reads base32 of either case into exactly n bytes.  False for another
 * length, a foreign character or left-over bits that are not zero.
 */
bool crypto_unbase32(struct str text, unsigned char *out, size_t n);

#endif
