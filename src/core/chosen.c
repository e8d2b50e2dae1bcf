#include "core/chosen.h"

#include <string.h>

#include "core/listname.h"

void chosen_add(struct chosen *chosen, const struct conf_list *list)
{
	for (size_t i = 0; i < chosen->n; i++)
		if (chosen->v[i] == list)
			return;
	if (list != NULL && chosen->n < CHOSEN_MAX)
		chosen->v[chosen->n++] = list;
}

bool chosen_is_member(const struct facts *facts, const struct conf_list *list)
{
	for (size_t i = 0; i < facts->sender_list_count; i++)
		if (strcmp(facts->sender_lists[i], list->name) == 0)
			return true;
	return false;
}

bool chosen_is_suspended(
    const struct facts *facts, const struct conf_list *list)
{
	for (size_t i = 0; i < facts->sender_list_count; i++)
		if (strcmp(facts->sender_lists[i], list->name) == 0)
			return facts->sender_suspended != NULL &&
			       facts->sender_suspended[i];
	return false;
}

const struct conf_list *chosen_newsletter(const struct weighing *weighing)
{
	const struct conf_list *here = weighing->route.list;

	if (here != NULL && here->kind == CONF_NEWSLETTER)
		return here;
	return listname_only(weighing->facts->conf, CONF_NEWSLETTER);
}

void chosen_implied(const struct weighing *weighing, struct chosen *chosen)
{
	const struct conf *conf = weighing->facts->conf;
	const struct wording *wording = &weighing->wording;
	struct chosen listed = { .n = 0 };

	chosen_add(chosen, weighing->route.list);
	for (size_t i = 0; chosen->n == 0 && i < wording->listed_count; i++)
		chosen_add(&listed, wording->listed[i]);
	if (chosen->n == 0 && wording->listed_newsletter)
		chosen_add(&listed, chosen_newsletter(weighing));
	if (listed.n > 0)
		*chosen = listed;
	if (chosen->n == 0)
		chosen_add(chosen, wording->hint);
	if (chosen->n == 0 && conf->list_count == 1)
		chosen_add(chosen, &conf->lists[0]);
}

void chosen_memberships(const struct weighing *weighing, struct chosen *chosen)
{
	const struct facts *facts = weighing->facts;

	for (size_t i = 0; i < facts->sender_list_count; i++)
		chosen_add(
		    chosen, conf_list(facts->conf, facts->sender_lists[i]));
}

bool chosen_contradicts(
    const struct weighing *weighing, const struct chosen *chosen)
{
	const struct route *route = &weighing->route;

	if (route->list == NULL || route->verb == ROUTE_PLAIN)
		return false;
	for (size_t i = 0; i < chosen->n; i++)
		if (chosen->v[i] != route->list)
			return true;
	return false;
}
