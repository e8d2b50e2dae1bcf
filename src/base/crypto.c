#include "base/crypto.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static void must(int r, const char *what)
{
	if (r < 0) {
		(void)fprintf(stderr, "error crypto call=%s: %s\n", what,
		    gnutls_strerror(r));
		_Exit(EX_OSERR);
	}
}

void crypto_random(void *out, size_t n)
{
	must(gnutls_rnd(GNUTLS_RND_KEY, out, n), "random");
}

void crypto_hmac(
    struct str key, struct str data, unsigned char out[CRYPTO_HASH])
{
	must(gnutls_hmac_fast(
		 GNUTLS_MAC_SHA256, key.p, key.n, data.p, data.n, out),
	    "hmac");
}

void crypto_hash_hex(struct str data, char out[CRYPTO_HEX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char hash[CRYPTO_HASH];

	must(gnutls_hash_fast(GNUTLS_DIG_SHA256, data.p, data.n, hash), "hash");
	for (size_t i = 0; i < CRYPTO_HASH; i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
	out[CRYPTO_HEX - 1] = '\0';
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
	return gnutls_memcmp(a, b, n) == 0;
}

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

void crypto_base32(const unsigned char *bytes, size_t n, char *out)
{
	uint32_t bits = 0;
	unsigned have = 0;

	for (size_t i = 0; i < n; i++) {
		bits = (bits << 8 | bytes[i]) & 0xffffU;
		have += 8;
		while (have >= 5) {
			have -= 5;
			*out++ = alphabet[bits >> have & 31];
		}
	}
	if (have > 0)
		*out++ = alphabet[bits << (5 - have) & 31];
	*out = '\0';
}

bool crypto_unbase32(struct str text, unsigned char *out, size_t n)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t done = 0;

	if (text.n != (n * 8 + 4) / 5)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		const char *at = strchr(alphabet, str_lower(text.p[i]));
		if (at == NULL || *at == '\0')
			return false;
		bits = (bits << 5 | (uint32_t)(at - alphabet)) & 0xfffU;
		have += 5;
		if (have >= 8) {
			have -= 8;
			out[done++] = (unsigned char)(bits >> have);
		}
	}
	return (bits & ((1U << have) - 1)) == 0;
}
