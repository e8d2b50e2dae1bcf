#include "core/order_people.h"

#include <string.h>

#include "mail/addr.h"

enum { PEOPLE_MAX = 200 };

bool order_same_person(struct arena *arena, const char *a, const char *b)
{
	return strcmp(addr_key(arena, a), addr_key(arena, b)) == 0;
}

bool order_people_have(
    struct arena *arena, const struct order_people *people, const char *address)
{
	for (size_t i = 0; i < people->n; i++)
		if (order_same_person(arena, people->v[i], address))
			return true;
	return false;
}

static void add_all(struct arena *arena, struct order_people *out,
    const struct conf_strings *addresses)
{
	for (size_t i = 0; i < addresses->n && out->n < PEOPLE_MAX; i++) {
		struct err unused;
		char *address;

		if (addr_normalise(arena, str_c(addresses->v[i]), &address,
			&unused) == ERR_OK &&
		    !order_people_have(arena, out, address))
			out->v[out->n++] = address;
	}
}

void order_people(struct ctx *ctx, struct arena *arena, const char *lists,
    struct order_people *out)
{
	struct str rest = str_c(lists);
	struct str name;

	*out = (struct order_people){ .list = NULL };
	out->v = arena_calloc(arena, PEOPLE_MAX, sizeof(*out->v));
	while (rest.n > 0 && str_split(&rest, ' ', &name)) {
		const struct conf_list *list =
		    conf_list(ctx->conf, arena_dup(arena, name));
		if (list == NULL)
			continue;
		if (out->list == NULL)
			out->list = list;
		out->approval =
		    out->approval || list->approval == CONF_APPROVAL_EDITOR;
		add_all(arena, out,
		    list->editors.n > 0 ? &list->editors : &list->owners);
	}
}

bool order_may_approve(struct arena *arena, const struct order_people *people,
    const struct newsletter *row, const char *address)
{
	return order_people_have(arena, people, address) &&
	       !(people->approval &&
		   order_same_person(arena, row->editor, address));
}
