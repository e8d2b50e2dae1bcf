/*
 * What is personal in a mailing: the holes of a compiled message (compose.h)
 * and their values for one delivery.
 */
#ifndef CORE_PERSONAL_H
#define CORE_PERSONAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "core/ctx.h"
#include "mail/compose.h"
#include "store/mailing.h"

_Static_assert(CONF_FIELDS_MAX <= COMPOSE_TO - 5, "a hole for each field");

enum personal {
	PERSONAL_NAME,                /* "" if unknown */
	PERSONAL_MESSAGE_ID,          /* left part of the Message-ID */
	PERSONAL_UNSUBSCRIBE,         /* address that ends the subscription */
	PERSONAL_UNSUBSCRIBE_URI,     /* the same as a mailto URI */
	PERSONAL_UNSUBSCRIBE_SUBJECT, /* that the address needs, or "" */
	PERSONAL_FIELD, /* and the next ones: fields of the list, in the order
			   that the mailing has them in; "" = none */
	PERSONAL_FIELD_END = PERSONAL_FIELD + CONF_FIELDS_MAX,
	PERSONAL_ADDRESS = COMPOSE_TO, /* of the recipient */
	PERSONAL__MAX
};

/* The hole's marker, to stand in a text or header. */
const char *personal_hole(struct arena *arena, enum personal field);

/* The same with `instead`, one line, where the person has no value. */
const char *personal_hole_or(
    struct arena *arena, enum personal field, const char *instead);

/* What is of one person alone; what is not said is NULL. */
struct personalised {
	const char *sender; /* of the envelope, by the mailing's policy; "" for
			       <> */
	const char *values[PERSONAL__MAX]; /* of the holes */
};

/*
 * Everything for a delivery, strings in the arena or the delivery's.  The way
 * out of who has no subscription leads nowhere.
 */
void personal_make(const struct ctx *ctx, struct arena *arena,
    const struct delivery *delivery, struct personalised *out);

/* The token that ends a subscription, as a mailing of `when` carries it. */
void personal_unsubscribe_token(const struct ctx *ctx,
    const struct conf_list *list, const struct subscription *sub, int64_t when,
    char out[TOKEN_SIZE]);

/*
 * When the mailing was made that carries such a token: after < time <= until.
 */
void personal_unsubscribe_time(
    const struct token *token, int64_t *after, int64_t *until);

/* Renders the whole message from its stored content; `out` is emptied first. */
enum err_code personal_render(const struct personalised *personal,
    struct str compiled, struct buf *out, struct err *err);

#endif
