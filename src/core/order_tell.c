#include "core/order_tell.h"

#include "base/date.h"
#include "mail/header.h"

static const char *text(const char *s)
{
	return s == NULL ? "" : s;
}

/* "2026-12-07 08:00", as it was ordered or as it is in its zone. */
static const char *hour_of(struct arena *arena, const struct newsletter *row)
{
	struct date_local local;
	char printed[DATE_SIZE];

	if (row->send_at[0] != '\0')
		return row->send_at;
	if (row->due == 0 || !date_to_local(row->due, row->zone, &local))
		return "";
	date_print_local(&local, printed);
	return arena_strdup(arena, printed);
}

json_t *order_variables(struct arena *arena, const struct newsletter *row)
{
	const char *subject =
	    arena_dup(arena, header_clean(arena, str_c(row->subject)));

	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s}", "id",
	    (json_int_t)row->id, "subject", subject, "editor", row->editor,
	    "approver", text(row->approver), "zone", row->zone, "send_at",
	    row->send_at, "hour", hour_of(arena, row));
}

static json_t *variables(struct arena *arena, const struct newsletter *row,
    const struct order_told *told)
{
	json_t *order = order_variables(arena, row);
	json_t *lines = json_array();
	struct str rest = str_c(text(told->text));
	struct str line;

	while (str_line(&rest, &line))
		(void)json_array_append_new(
		    lines, json_string(arena_dup(arena, line)));
	(void)json_object_set_new(order, told->what, json_true());
	(void)json_object_set_new(order, "who", json_string(text(told->who)));
	(void)json_object_set_new(
	    order, "instead", json_string(text(told->instead)));
	(void)json_object_set_new(
	    order, "has_lines", json_boolean(json_array_size(lines) > 0));
	(void)json_object_set_new(order, "lines", lines);
	return json_pack("{s:o}", "order", order);
}

enum err_code order_tell(struct ctx *ctx, struct arena *arena,
    const struct newsletter *row, const struct order_people *people,
    const char *to, const struct order_told *told, struct err *err)
{
	const struct compose_attachment mail = {
		.name = "message.eml",
		.type = "message/rfc822",
		.bytes = told->forward,
	};
	const struct notify notify = {
		.template = told->template,
		.list = people->list,
		.language = ctx_language(ctx, people->list),
		.to = to,
		.message_id = told->message_id,
		.references = told->references,
		.answer = told->message_id != NULL,
		.attachments = &mail,
		.attachment_count = told->forward.n > 0 ? 1 : 0,
		.extra = variables(arena, row, told),
	};

	return notify_queue(ctx, arena, &notify, err);
}

enum err_code order_tell_editor(struct ctx *ctx, struct arena *arena,
    const struct newsletter *row, const struct order_people *people,
    const struct order_told *told, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (row->editor[0] != '\0')
		return order_tell(
		    ctx, arena, row, people, row->editor, told, err);
	for (size_t i = 0; rc == ERR_OK && i < people->n; i++)
		rc = order_tell(
		    ctx, arena, row, people, people->v[i], told, err);
	return rc;
}
