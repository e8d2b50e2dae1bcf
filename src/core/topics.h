/* The topics of a list: a person's choice among them. */
#ifndef CORE_TOPICS_H
#define CORE_TOPICS_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "conf/conf.h"

/*
 * What a person has who had `present` and asks for `wanted`: keys of topics in
 * any letter case, parted by blanks or commas; "a b" is all they want, "+a -b"
 * changes what they have, "all" is everything.  *out in the arena: the keys in
 * the list's order with one blank between, "" = all of them.  ERR_USAGE with a
 * sentence for a topic that the list does not have, for keys with and without
 * a sign, and when nothing would be left.
 */
enum err_code topics_choose(struct arena *arena, const struct conf_list *list,
    const char *present, struct str wanted, const char **out, struct err *err);

/* The keys of stored topics, as an array.  A new reference. */
json_t *topics_keys(const char *topics);

/*
 * {all, chosen: [{key, label}], others: [...]} of such a choice.  A new
 * reference.
 */
json_t *topics_variables(
    const struct conf_list *list, const char *chosen, enum lang language);

#endif
