#include "core/op_change.h"

#include "base/clock.h"
#include "core/notify.h"

static enum err_code tell(struct ctx *ctx, struct arena *arena,
    const struct op_change *spec, const struct subscription *sub, bool already,
    struct err *err)
{
	const enum lang language =
	    spec->change->has_language ? sub->language : spec->language;
	struct change now = change_of(sub);
	struct notify mail = {
		.template = "settings",
		.list = spec->list,
		.language = language,
		.to = sub->address,
		.name = sub->name,
		.message_id = spec->proof->message_id,
		.references = spec->proof->references,
		.answer = spec->proof->message_id != NULL,
	};

	if (!sub_is_paused(sub, clock_now()))
		now.paused_until = 0;
	mail.extra = json_pack("{s:b, s:o}", "already", already, "choices",
	    change_variables(arena, &now, spec->list, language));
	return notify_queue(ctx, arena, &mail, err);
}

enum err_code op_change(struct ctx *ctx, struct arena *arena,
    const struct op_change *spec, enum op_changed *result, struct err *err)
{
	struct subscription sub;
	enum err_code rc =
	    op_find(ctx, arena, spec->list, spec->address_key, &sub, err);

	*result = OP_CHANGED_NOBODY;
	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && sub.status == SUB_LEFT))
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	*result =
	    change_apply(spec->change, &sub) ? OP_CHANGED : OP_CHANGED_ALREADY;
	if (*result == OP_CHANGED)
		rc = op_set(ctx, spec->list, &sub, spec->proof, err);
	if (rc == ERR_OK && spec->tell)
		rc = tell(
		    ctx, arena, spec, &sub, *result == OP_CHANGED_ALREADY, err);
	return rc;
}
