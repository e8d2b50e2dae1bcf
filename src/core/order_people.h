/* Who publishes on the lists of a newsletter, and hears about it. */
#ifndef CORE_ORDER_PEOPLE_H
#define CORE_ORDER_PEOPLE_H

#include "core/ctx.h"
#include "store/newsletter.h"

struct order_people {
	const struct conf_list *list; /* the first that still exists; or NULL */
	bool approval;                /* one of the lists asks for it */
	/* Normalised addresses, each once: the editors of all its lists; where
	   a list has none, its owners. */
	const char **v;
	size_t n;
};

void order_people(struct ctx *ctx, struct arena *arena, const char *lists,
    struct order_people *out);

/* Is this address one of them? */
bool order_people_have(struct arena *arena, const struct order_people *people,
    const char *address);

/* Are these the same mailbox? */
bool order_same_person(struct arena *arena, const char *a, const char *b);

/* May this person approve what that editor ordered? */
bool order_may_approve(struct arena *arena, const struct order_people *people,
    const struct newsletter *row, const char *address);

#endif
