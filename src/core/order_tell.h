/* Notices about orders: what became of them, and what an answer did. */
#ifndef CORE_ORDER_TELL_H
#define CORE_ORDER_TELL_H

#include <jansson.h>

#include "core/notify.h"
#include "core/order_people.h"

/* What is told: a section of the templates "order" and "order-answer". */
struct order_told {
	const char *template;
	const char *what;    /* "approved": order.approved is true */
	const char *who;     /* whose doing; NULL = nobody's */
	const char *text;    /* sentences, one a line; NULL = none */
	const char *instead; /* a file that was taken; NULL = none */
	/* The mail that is answered or sent on; NULL = none. */
	const char *message_id;
	const char *references;
	struct str forward;
};

/* The variables of an order. */
json_t *order_variables(struct arena *arena, const struct newsletter *row);

/* One notice to one address, in the language of the list. */
enum err_code order_tell(struct ctx *ctx, struct arena *arena,
    const struct newsletter *row, const struct order_people *people,
    const char *to, const struct order_told *told, struct err *err);

/* The same to who ordered it, or to all its people if that is not known. */
enum err_code order_tell_editor(struct ctx *ctx, struct arena *arena,
    const struct newsletter *row, const struct order_people *people,
    const struct order_told *told, struct err *err);

#endif
