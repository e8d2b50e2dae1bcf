/*
 * The addresses of a list, on hosts with sub-addressing, with aliases, or
 * with neither (then one plain address and a Subject): product.md, Addresses.
 */
#ifndef CORE_LISTADDR_H
#define CORE_LISTADDR_H

#include "base/arena.h"
#include "conf/conf.h"

/* Where to write. */
struct listaddr {
	const char *address;
	const char *subject; /* to be used with it, NULL = any */
};

/*
 * The address for a verb ("subscribe", "unsubscribe", "help", "owner",
 * "confirm", "bounce") of a list (NULL: of the site), with its token or NULL.
 * Where no sub-address is possible (no delimiter and no alias, or a local part
 * over 64 octets) the site's plain address and a Subject that does the same.
 */
struct listaddr listaddr_for(struct arena *arena, const struct conf *conf,
    const struct conf_list *list, const char *verb, const char *token);

/* As the URI that a List-* field holds (RFC 2369, 6068). */
const char *listaddr_uri(struct arena *arena, const struct listaddr *to);
const char *listaddr_mailto(struct arena *arena, const struct conf *conf,
    const struct conf_list *list, const char *verb, const char *token);

/* The domain of our own ids: what follows the '@' of the site's address. */
const char *listaddr_domain(const struct conf *conf);

#endif
