/*
 * Personal fields of a subscription: what a list knows of each person besides
 * the name, as a JSON object of texts ("" = none).  The list declares the
 * names (setting "fields"); values of others are kept, not used.
 */
#ifndef CORE_FIELDS_H
#define CORE_FIELDS_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "conf/conf.h"

enum { FIELDS_VALUE_MAX = 256 }; /* bytes */

/* The declared names as a mailing keeps them: a blank between; "" = none. */
const char *fields_names(struct arena *arena, const struct conf_list *list);

/*
 * Is it a text that may stand in a mail: UTF-8 of at most FIELDS_VALUE_MAX
 * bytes, one line, without what header_clean() replaces?  ERR_USAGE with a
 * sentence.
 */
enum err_code fields_check(const char *name, struct str value, struct err *err);

/*
 * Sets one value in `fields`, "" takes it away; *out in the arena.  ERR_USAGE
 * with a sentence for a name that the list does not declare, and as above.
 */
enum err_code fields_set(struct arena *arena, const struct conf_list *list,
    const char *fields, struct str name, struct str value, const char **out,
    struct err *err);

/* The values of one and, where it has none, of the other. */
const char *fields_unite(
    struct arena *arena, const char *fields, const char *other);

/* As an object, {} for none or what cannot be read.  A new reference. */
json_t *fields_json(const char *fields);

/* The values in the order of these names, "" = none; at most `max`. */
void fields_values(struct arena *arena, const char *names, const char *fields,
    const char **values, size_t max);

#endif
