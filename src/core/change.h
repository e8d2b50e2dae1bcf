/*
 * What one request changes: choices on a list, a name, an address.  Written
 * down as it was told to the person, so that a confirmation does exactly that,
 * whatever was asked for since.
 */
#ifndef CORE_CHANGE_H
#define CORE_CHANGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/lang.h"
#include "conf/conf.h"
#include "store/subscription.h"

struct change {
	bool has_delivery;
	enum sub_delivery delivery;
	bool has_pause;
	int64_t paused_until; /* its last second; 0 ends the pause */
	bool has_language;
	enum lang language;
	const char *topics;  /* all of them, "" = every one; NULL = stay */
	const char *name;    /* NULL = stays */
	const char *address; /* NULL = stays */
};

/* Everything that a subscription has of this. */
struct change change_of(const struct subscription *sub);

bool change_is_empty(const struct change *change);

/* Brings `sub` there; false when it was so already. */
bool change_apply(const struct change *change, struct subscription *sub);

/* As a text (JSON with sorted keys): the same change, the same text. */
const char *change_write(struct arena *arena, const struct change *change);

/* Reads it back; false for "" and for what was not written by us. */
bool change_read(struct arena *arena, const char *text, struct change *change);

/*
 * For the partial template "choices": delivery, pause, topics, language, name,
 * address.  `list` gives names of topics and the time zone, and may be NULL.
 * A new reference.
 */
json_t *change_variables(struct arena *arena, const struct change *change,
    const struct conf_list *list, enum lang language);

#endif
