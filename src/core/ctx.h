/* What every operation works with: settings, database, the site's key. */
#ifndef CORE_CTX_H
#define CORE_CTX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/token.h"
#include "conf/conf.h"
#include "store/db.h"

struct ctx {
	const struct conf *conf;
	struct db *db; /* NULL: there is none yet (`explain`) */
	unsigned char key[TOKEN_KEY];
	bool has_key;
	/* Whose Authentication-Results are believed: the server of the mailbox
	   that is read (of the first account, until a reader says which). */
	const char *authserv_id; /* NULL = nobody's */
	const char *actor; /* "cli:anne", "email", "timer": for the event log */
};

enum ctx_mode {
	CTX_LOOK, /* a missing database or key is no error */
	CTX_READ,
	CTX_WRITE
};

/*
 * Opens what the mode needs.  The configuration must outlive the context.
 * Errors of conf_key() and db_open().
 */
enum err_code ctx_open(const struct conf *conf, enum ctx_mode mode,
    const char *actor, struct ctx **out, struct err *err);

/* Wipes the key; NULL is fine. */
void ctx_close(struct ctx *ctx);

/* HMAC of an address key under the site's key, hexadecimal. */
void ctx_address_hash(
    const struct ctx *ctx, const char *address_key, char out[CRYPTO_HEX]);

/* Writes the token for a row of this list (NULL = the site) and address. */
void ctx_token(const struct ctx *ctx, const struct token *token,
    const char *list, const char *address_key, char out[TOKEN_SIZE]);

/* The language to write to people of this list in (NULL = the site's). */
enum lang ctx_language(const struct ctx *ctx, const struct conf_list *list);

#endif
