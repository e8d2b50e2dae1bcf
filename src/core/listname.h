/* The names by which people call a list. */
#ifndef CORE_LISTNAME_H
#define CORE_LISTNAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "conf/conf.h"

struct listname {
	const char *squeezed; /* letters and digits alone */
	const struct conf_list *list;
};

struct listnames {
	struct listname *v;
	size_t n;
	const char *house; /* folded words of the site's name and all these */
};

/* Every name of every list, ready to be compared. */
void listnames_read(
    struct arena *arena, const struct conf *conf, struct listnames *out);

/*
 * Do the words (folded) begin with a name, label or other name of a list?
 * However it is hyphenated or spaced, and with one letter wrong in a long
 * one.  Returns how many words it takes, 0 for none.
 */
size_t listname_find(const struct listnames *names, const char *const *words,
    size_t count, const struct conf_list **list);

/* Is it a word (folded) of the site's own names and labels? */
bool listname_is_house(const struct listnames *names, const char *word);

/* The list with this address, or NULL. */
const struct conf_list *listname_of_address(
    const struct conf *conf, struct str address);

/* The only list of this kind, or NULL when there are more or none. */
const struct conf_list *listname_only(
    const struct conf *conf, enum conf_list_kind kind);

#endif
