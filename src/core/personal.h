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

enum personal {
	PERSONAL_NAME,                 /* "" if unknown */
	PERSONAL_MESSAGE_ID,           /* left part of the Message-ID */
	PERSONAL_UNSUBSCRIBE,          /* address that ends the subscription */
	PERSONAL_UNSUBSCRIBE_URI,      /* the same as a mailto URI */
	PERSONAL_UNSUBSCRIBE_SUBJECT,  /* that the address needs, or "" */
	PERSONAL_ADDRESS = COMPOSE_TO, /* of the recipient */
	PERSONAL__MAX
};

/* The hole's marker, to stand in a text or header. */
const char *personal_hole(struct arena *arena, enum personal field);

/* The values for a delivery, PERSONAL__MAX strings in the arena. */
const char **personal_values(const struct ctx *ctx, struct arena *arena,
    const struct delivery *delivery);

/* The token that ends a subscription, as a mailing of `when` carries it. */
void personal_unsubscribe_token(const struct ctx *ctx,
    const struct conf_list *list, const struct subscription *sub, int64_t when,
    char out[TOKEN_SIZE]);

/* The envelope sender ("" for <>), by the mailing's policy. */
const char *personal_sender(const struct ctx *ctx, struct arena *arena,
    const struct delivery *delivery);

/*
 * Renders the whole message of a delivery from its stored content.  `out` is
 * emptied first.
 */
enum err_code personal_render(const struct ctx *ctx, struct arena *arena,
    const struct delivery *delivery, struct str compiled, struct buf *out,
    struct err *err);

#endif
