/* The names by which people call a list. */
#ifndef CORE_LISTNAME_H
#define CORE_LISTNAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "conf/conf.h"

/*
 * Do the words (folded) begin with the name, a label or another name of a
 * list?  However it is hyphenated or spaced, and with one letter wrong in a
 * long one.  Returns how many words it takes, 0 for none.
 */
size_t listname_find(struct arena *arena, const struct conf *conf,
    const char *const *words, size_t count, const struct conf_list **list);

/* The list with this address, or NULL. */
const struct conf_list *listname_of_address(
    const struct conf *conf, struct str address);

/* The only list of this kind, or NULL when there are more or none. */
const struct conf_list *listname_only(
    const struct conf *conf, enum conf_list_kind kind);

/* Is it a word (folded) of the site's own names and labels? */
bool listname_is_house(
    struct arena *arena, const struct conf *conf, const char *word);

#endif
