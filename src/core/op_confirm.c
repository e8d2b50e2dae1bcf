#include "core/op_confirm.h"

#include "core/change.h"
#include "core/notify.h"
#include "core/op_change.h"
#include "core/op_person.h"
#include "core/op_request.h"

/* A request that is being confirmed. */
struct confirming {
	struct ctx *ctx;
	struct arena *arena;
	const struct conf_list *list; /* NULL = the whole site */
	const struct pending *row;
	const struct op_proof *proof;
};

static enum err_code subscribe(const struct confirming *c, struct err *err)
{
	const struct pending *row = c->row;
	struct subscription sub = {
		.address = row->address,
		.name = row->name,
		.language = row->language,
		.delivery = SUB_EACH,
		.topics = "",
	};
	const struct notify mail = {
		.template = "welcome",
		.list = c->list,
		.language = row->language,
		.to = row->address,
		.name = row->name,
		.message_id = c->proof->message_id,
		.references = c->proof->references,
		.answer = true,
	};
	struct op_proof full = *c->proof;
	struct change chosen;
	struct subscription old;
	enum err_code rc =
	    op_find(c->ctx, c->arena, c->list, row->address_key, &old, err);

	if (rc == ERR_OK) { /* back again: what was chosen stays */
		sub.delivery = old.delivery;
		sub.topics = old.topics;
	} else if (rc != ERR_NOT_FOUND) {
		return rc;
	}
	if (change_read(c->arena, row->detail, &chosen))
		(void)change_apply(&chosen, &sub);
	full.text_version = row->text_version;
	rc = op_subscribe(c->ctx, c->arena, c->list, &sub, &full, err);
	if (rc != ERR_OK)
		return rc;
	return notify_queue(c->ctx, c->arena, &mail, err);
}

static enum err_code leave(const struct confirming *c, struct err *err)
{
	struct subscription sub;
	enum err_code rc =
	    op_find(c->ctx, c->arena, c->list, c->row->address_key, &sub, err);

	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && sub.status == SUB_LEFT))
		return ERR_OK; /* gone by another way meanwhile */
	if (rc != ERR_OK)
		return rc;
	return op_leave(c->ctx, c->arena, c->list, &sub, c->proof, true, err);
}

static enum err_code unreadable(const struct confirming *c, struct err *err)
{
	return err_set(err, ERR_INTERNAL,
	    "request %lld holds no change that can be read",
	    (long long)c->row->id);
}

static enum err_code set(const struct confirming *c, struct err *err)
{
	struct op_proof full = *c->proof;
	struct change change;
	enum op_changed unused;
	enum err_code rc;

	full.text_version = c->row->text_version;
	if (!change_read(c->arena, c->row->detail, &change))
		return unreadable(c, err);
	rc = op_change(c->ctx, c->arena,
	    &(struct op_change){ .list = c->list,
		.address_key = c->row->address_key,
		.change = &change,
		.proof = &full,
		.language = c->row->language,
		.tell = true },
	    &unused, err);
	return rc;
}

/* What a person asked for over all lists. */
static enum err_code of_person(const struct confirming *c, struct err *err)
{
	const struct op_person who = {
		.address = c->row->address,
		.language = c->row->language,
		.proof = c->proof,
	};
	enum op_corrected unused;
	struct change change;

	if (c->row->verb == PENDING_ERASE)
		return op_erase(c->ctx, c->arena, &who, err);
	if (c->row->verb == PENDING_OBJECT)
		return op_object(c->ctx, c->arena, &who, err);
	if (!change_read(c->arena, c->row->detail, &change))
		return unreadable(c, err);
	if (c->row->verb == PENDING_CORRECT)
		return op_correct(
		    c->ctx, c->arena, &who, &change, &unused, err);
	if (change.address == NULL)
		return unreadable(c, err);
	return op_readdress(c->ctx, c->arena, &who, change.address, err);
}

static enum err_code effect(const struct confirming *c, struct err *err)
{
	switch (c->row->verb) {
	case PENDING_SUBSCRIBE:
		return subscribe(c, err);
	case PENDING_UNSUBSCRIBE:
		return leave(c, err);
	case PENDING_SET:
		return set(c, err);
	case PENDING_ERASE:
	case PENDING_OBJECT:
	case PENDING_CORRECT:
	case PENDING_MOVE:
		return of_person(c, err);
	case PENDING_VERB__MAX:
		break;
	}
	return unreadable(c, err);
}

static enum err_code find_list(struct ctx *ctx, struct arena *arena,
    const struct pending *row, const struct conf_list **out, struct err *err)
{
	char *name;
	enum err_code rc;

	*out = NULL;
	if (row->list == 0)
		return ERR_OK;
	rc = list_name(ctx->db, arena, row->list, &name, err);
	if (rc != ERR_OK)
		return rc;
	*out = conf_list(ctx->conf, name);
	if (*out == NULL)
		return err_set(err, ERR_NOT_FOUND,
		    "list %s is no longer configured", name);
	return ERR_OK;
}

enum err_code op_confirm(struct ctx *ctx, struct arena *arena, int64_t row,
    const struct op_proof *proof, enum op_confirmed *result, struct err *err)
{
	struct pending pending;
	struct confirming c = {
		.ctx = ctx,
		.arena = arena,
		.row = &pending,
		.proof = proof,
	};
	enum err_code rc = pending_get(ctx->db, arena, row, &pending, err);

	if (rc == ERR_OK)
		rc = find_list(ctx, arena, &pending, &c.list, err);
	if (rc == ERR_OK)
		rc = pending_use(ctx->db, row, err);
	if (rc == ERR_EXISTS) {
		*result = OP_CONFIRM_ALREADY;
		return ERR_OK;
	}
	if (rc == ERR_OK)
		rc = op_request_wanted(ctx, arena, &pending, err);
	*result = OP_CONFIRM_DONE;
	return rc == ERR_OK ? effect(&c, err) : rc;
}
