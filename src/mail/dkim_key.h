/*
 * Keys for DKIM: made, read and judged by GnuTLS, and the DNS record that
 * says their public half (RFC 6376 section 3.6.1, RFC 8463 section 4).
 */
#ifndef MAIL_DKIM_KEY_H
#define MAIL_DKIM_KEY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

enum dkim_type { DKIM_RSA, DKIM_ED25519, DKIM_TYPE__MAX };

enum {
	DKIM_BITS = 2048,      /* RFC 8301 section 3.2: at least to sign */
	DKIM_BITS_LEAST = 1024 /* the same: fewer are not verified */
};

struct dkim_key {
	enum dkim_type type;
	unsigned bits;
	char *pem;    /* PKCS#8, as libopendkim takes it */
	char *public; /* base64: the p= of the record */
};

/* "rsa", "ed25519": the k= of the record; and back, false for another word. */
const char *dkim_type_name(enum dkim_type type);
bool dkim_type_parse(const char *word, enum dkim_type *type);

/* A new key (RSA with DKIM_BITS) as PKCS#8 PEM text; wipe it after use. */
enum err_code dkim_key_make(
    enum dkim_type type, struct buf *pem, struct err *err);

/*
 * Reads the key of a PEM file that only its owner may read.  ERR_CONFIG for
 * what is no key of this type, an RSA key under DKIM_BITS_LEAST and the key
 * that RFC 8463 prints; errors of file_read_secret().
 */
enum err_code dkim_key_read(const char *path, enum dkim_type type,
    struct dkim_key *out, struct err *err);

/* The same for text; `path` is for messages. */
enum err_code dkim_key_parse(struct str pem, const char *path,
    enum dkim_type type, struct dkim_key *out, struct err *err);

/* Wipes and frees; a zeroed key is fine. */
void dkim_key_clear(struct dkim_key *key);

/* The value of the TXT record. */
void dkim_key_record(const struct dkim_key *key, struct buf *out);

#endif
