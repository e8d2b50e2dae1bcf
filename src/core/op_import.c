#include "core/op_import.h"

#include "base/clock.h"
#include "core/fields.h"
#include "core/op_request.h"
#include "core/op_subscription.h"
#include "mail/addr.h"

static enum err_code find(struct ctx *ctx, struct arena *arena,
    const struct op_import *import, const char *key, struct subscription *old,
    enum op_import_result *result, struct err *err)
{
	char hash[CRYPTO_HEX];
	bool suppressed;
	enum err_code rc;

	*result = OP_IMPORT_NEW;
	if (ctx->db == NULL) /* a look before anything was ever written */
		return ERR_OK;
	ctx_address_hash(ctx, key, hash);
	rc = suppression_has(ctx->db, hash, import->list_id, &suppressed, err);
	if (rc != ERR_OK)
		return rc;
	if (suppressed) {
		*result = OP_IMPORT_LEFT;
		return ERR_OK;
	}
	if (import->list_id == 0) /* nobody was ever on it */
		return ERR_OK;
	rc = subscription_find(ctx->db, arena, import->list_id, key, old, err);
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc == ERR_OK)
		*result =
		    old->status == SUB_LEFT ? OP_IMPORT_LEFT : OP_IMPORT_THERE;
	return rc;
}

enum err_code op_import_look(struct ctx *ctx, struct arena *arena,
    const struct op_import *import, const char *key,
    enum op_import_result *result, struct err *err)
{
	struct subscription old;

	return find(ctx, arena, import, key, &old, result, err);
}

static enum err_code keep_fields(struct ctx *ctx,
    const struct subscription *sub, const struct op_proof *proof,
    struct err *err)
{
	enum err_code rc = subscription_update(ctx->db, sub, clock_now(), err);

	return rc == ERR_OK ? op_record(ctx, sub, "set", proof, err) : rc;
}

/* What the file says of a person who is there already. */
static enum err_code set_fields(struct ctx *ctx, struct arena *arena,
    const struct op_import *import, struct subscription *old,
    const char *fields, enum op_import_result *result, struct err *err)
{
	const struct op_proof proof = { .how = "import",
		.source = import->source };
	const char *all = fields_unite(arena, fields, old->fields);

	if (str_is(str_c(all), old->fields))
		return ERR_OK;
	*result = OP_IMPORT_CHANGED;
	old->fields = all;
	return import->mode == OP_IMPORT_LOOK
		   ? ERR_OK
		   : keep_fields(ctx, old, &proof, err);
}

static enum err_code invite(struct ctx *ctx, struct arena *arena,
    const struct op_import *import, const struct subscription *sub,
    enum op_import_result *result, struct err *err)
{
	const struct op_request request = {
		.verb = PENDING_SUBSCRIBE,
		.list = import->list,
		.address = sub->address,
		.name = sub->name,
		.language = sub->language,
		.origin = "invite",
		.message_id = "",
	};
	enum op_requested asked;
	enum err_code rc = op_request(ctx, arena, &request, &asked, NULL, err);

	if (rc == ERR_OK && asked != OP_REQUEST_ASKED)
		*result = OP_IMPORT_INVITED;
	return rc;
}

enum err_code op_import_person(struct ctx *ctx, struct arena *arena,
    const struct op_import *import, struct subscription *sub,
    enum op_import_result *result, struct err *err)
{
	const struct op_proof proof = { .how = "import",
		.source = import->source };
	struct subscription old;
	enum err_code rc = find(ctx, arena, import,
	    addr_key(arena, sub->address), &old, result, err);

	if (rc == ERR_OK && *result == OP_IMPORT_THERE && sub->fields != NULL)
		return set_fields(
		    ctx, arena, import, &old, sub->fields, result, err);
	if (rc != ERR_OK || *result != OP_IMPORT_NEW)
		return rc;
	switch (import->mode) {
	case OP_IMPORT_LOOK:
		break;
	case OP_IMPORT_ADD:
		return op_subscribe(ctx, arena, import->list, sub, &proof, err);
	case OP_IMPORT_INVITE:
		return invite(ctx, arena, import, sub, result, err);
	}
	return ERR_OK;
}
