#include "core/personal.h"

#include <string.h>

#include "base/clock.h"
#include "core/fields.h"
#include "core/listaddr.h"
#include "mail/addr.h"
#include "store/subscription.h"

enum {
	BOUNCE_DAYS = 60,          /* longer than any relay tries */
	UNSUBSCRIBE_DAYS = 3 * 365 /* mails are answered years later */
};

const char *personal_hole(struct arena *arena, enum personal field)
{
	char marker[COMPOSE_HOLE_SIZE];

	compose_hole((unsigned)field, marker);
	return arena_strdup(arena, marker);
}

const char *personal_hole_or(
    struct arena *arena, enum personal field, const char *instead)
{
	const char *hole = personal_hole(arena, field);

	return arena_printf(
	    arena, "%s\1%c\4%s\1%c\5", hole, hole[1], instead, hole[1]);
}

/* Tokens date from the mailing, so that a retry renders the same bytes. */
static void bounce_token(const struct ctx *ctx, struct arena *arena,
    const struct delivery *delivery, const struct conf_list *list,
    char out[TOKEN_SIZE])
{
	const struct token claims = {
		.purpose = TOKEN_BOUNCE,
		.row = (uint32_t)delivery->id,
		.expires = delivery->created + (int64_t)BOUNCE_DAYS * CLOCK_DAY,
	};

	ctx_token(ctx, &claims, list == NULL ? "" : list->name,
	    addr_key(arena, delivery->address), out);
}

void personal_unsubscribe_token(const struct ctx *ctx,
    const struct conf_list *list, const struct subscription *sub, int64_t when,
    char out[TOKEN_SIZE])
{
	const struct token claims = {
		.purpose = TOKEN_UNSUBSCRIBE,
		.row = (uint32_t)sub->id,
		.expires = when + (int64_t)UNSUBSCRIBE_DAYS * CLOCK_DAY,
	};

	ctx_token(ctx, &claims, list->name, sub->address_key, out);
}

void personal_unsubscribe_time(
    const struct token *token, int64_t *after, int64_t *until)
{
	*until = token->expires - (int64_t)UNSUBSCRIBE_DAYS * CLOCK_DAY;
	*after = *until - CLOCK_HOUR; /* the token tells whole hours */
}

static const char *envelope_sender(const struct ctx *ctx, struct arena *arena,
    const struct delivery *delivery, const struct conf_list *list,
    const char *bounce)
{
	if (delivery->envelope == MAILING_NULL)
		return "";
	if (delivery->envelope == MAILING_FIXED || list == NULL)
		return ctx->conf->site.address;
	return listaddr_for(arena, ctx->conf, list, "bounce", bounce).address;
}

static void way_out(const struct ctx *ctx, struct arena *arena,
    const struct delivery *delivery, const struct conf_list *list,
    const char **values)
{
	const struct subscription sub = {
		.id = delivery->subscription,
		.address_key = delivery->address_key,
	};
	char leave[TOKEN_SIZE] = { 0 };
	struct listaddr to;

	if (sub.id != 0)
		personal_unsubscribe_token(
		    ctx, list, &sub, delivery->created, leave);
	else /* as long, and of no use to anybody */
		memset(leave, 'a', TOKEN_SIZE - 1);
	to = listaddr_for(arena, ctx->conf, list, "unsubscribe", leave);
	values[PERSONAL_UNSUBSCRIBE] = to.address;
	values[PERSONAL_UNSUBSCRIBE_URI] = listaddr_uri(arena, &to);
	values[PERSONAL_UNSUBSCRIBE_SUBJECT] =
	    to.subject == NULL ? "" : to.subject;
}

/* A value on one line, whoever wrote it into the database: threat T9. */
static const char *plain(struct arena *arena, const char *value)
{
	char *copy = NULL;

	for (size_t i = 0; value != NULL && value[i] != '\0'; i++) {
		unsigned char c = (unsigned char)value[i];
		if (c >= 0x20 && c != 0x7f)
			continue;
		if (copy == NULL)
			copy = arena_strdup(arena, value);
		copy[i] = ' ';
	}
	return copy == NULL ? value : copy;
}

void personal_make(const struct ctx *ctx, struct arena *arena,
    const struct delivery *delivery, struct personalised *out)
{
	const struct conf_list *list =
	    delivery->list == 0 ? NULL
				: conf_list(ctx->conf, delivery->list_name);
	const char **v = out->values;
	char bounce[TOKEN_SIZE];

	bounce_token(ctx, arena, delivery, list, bounce);
	out->sender = envelope_sender(ctx, arena, delivery, list, bounce);
	v[PERSONAL_ADDRESS] = delivery->address;
	v[PERSONAL_NAME] = plain(arena, delivery->name);
	v[PERSONAL_MESSAGE_ID] = arena_printf(arena, "bounce.%s", bounce);
	v[PERSONAL_UNSUBSCRIBE] = "";
	v[PERSONAL_UNSUBSCRIBE_URI] = "";
	v[PERSONAL_UNSUBSCRIBE_SUBJECT] = "";
	for (int i = PERSONAL_FIELD; i < PERSONAL_FIELD_END; i++)
		v[i] = NULL;
	if (delivery->field_names != NULL)
		fields_values(arena, delivery->field_names, delivery->fields,
		    &v[PERSONAL_FIELD], CONF_FIELDS_MAX);
	for (int i = PERSONAL_FIELD; i < PERSONAL_FIELD_END; i++)
		v[i] = plain(arena, v[i]);
	if (list != NULL)
		way_out(ctx, arena, delivery, list, v);
}

enum err_code personal_render(const struct personalised *personal,
    struct str compiled, struct buf *out, struct err *err)
{
	buf_reset(out);
	return compose_render(
	    compiled, personal->values, PERSONAL__MAX, out, err);
}
