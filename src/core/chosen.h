/* The lists that a command means. */
#ifndef CORE_CHOSEN_H
#define CORE_CHOSEN_H

#include "core/command.h"

enum { CHOSEN_MAX = 64 };

struct chosen {
	const struct conf_list *v[CHOSEN_MAX];
	size_t n;
	bool all; /* every list was meant */
};

/* Adds a list that is not there yet; NULL adds nothing. */
void chosen_add(struct chosen *chosen, const struct conf_list *list);

/* Without a name: the address, what else is mentioned, the only list. */
void chosen_implied(const struct weighing *weighing, struct chosen *chosen);

/* The lists that the sender is on. */
void chosen_memberships(const struct weighing *weighing, struct chosen *chosen);

/* An address with a word of its own names its list; words may not differ. */
bool chosen_contradicts(
    const struct weighing *weighing, const struct chosen *chosen);

/* The newsletter that "the newsletter" means here, or NULL. */
const struct conf_list *chosen_newsletter(const struct weighing *weighing);

/* Is the sender on the list? */
bool chosen_is_member(const struct facts *facts, const struct conf_list *list);

/* And suspended there, because the address failed? */
bool chosen_is_suspended(
    const struct facts *facts, const struct conf_list *list);

#endif
