#include "core/ctx.h"

#include <stdlib.h>

#include "base/mem.h"

static enum err_code open_parts(
    struct ctx *ctx, enum ctx_mode mode, struct err *err)
{
	enum err_code rc = conf_key(ctx->conf, ctx->key, err);

	ctx->has_key = rc == ERR_OK;
	if (rc != ERR_OK && mode != CTX_LOOK)
		return rc;
	rc = db_open(ctx->conf->site.state,
	    mode == CTX_WRITE ? DB_WRITE : DB_READ, &ctx->db, err);
	if (rc == ERR_NOT_FOUND && mode == CTX_LOOK)
		return ERR_OK;
	return rc;
}

enum err_code ctx_open(const struct conf *conf, enum ctx_mode mode,
    const char *actor, struct ctx **out, struct err *err)
{
	struct ctx *ctx = mem_calloc(1, sizeof(*ctx));
	enum err_code rc;

	ctx->conf = conf;
	ctx->actor = actor;
	if (conf->imap_count > 0)
		ctx->authserv_id = conf->imap[0].authserv_id;
	rc = open_parts(ctx, mode, err);
	if (rc != ERR_OK) {
		ctx_close(ctx);
		return rc;
	}
	*out = ctx;
	return ERR_OK;
}

void ctx_close(struct ctx *ctx)
{
	if (ctx == NULL)
		return;
	db_close(ctx->db);
	mem_wipe(ctx->key, sizeof(ctx->key));
	free(ctx);
}

void ctx_address_hash(
    const struct ctx *ctx, const char *address_key, char out[CRYPTO_HEX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char mac[CRYPTO_HASH];

	crypto_hmac(str_n((const char *)ctx->key, sizeof(ctx->key)),
	    str_c(address_key), mac);
	for (size_t i = 0; i < CRYPTO_HASH; i++) {
		out[2 * i] = digits[mac[i] >> 4];
		out[2 * i + 1] = digits[mac[i] & 15];
	}
	out[CRYPTO_HEX - 1] = '\0';
}

void ctx_token(const struct ctx *ctx, const struct token *token,
    const char *list, const char *address_key, char out[TOKEN_SIZE])
{
	token_make(ctx->key, token, str_c(list), str_c(address_key), out);
}

enum lang ctx_language(const struct ctx *ctx, const struct conf_list *list)
{
	return list == NULL ? ctx->conf->site.language : list->language;
}
