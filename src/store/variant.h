/*
 * The variants of a mailing: what a person gets depends on their language and,
 * where a newsletter uses topics, on which of these they want.  A variant is
 * called "fr", or "fr.5": the mask of the wanted ones in hexadecimal, bit n =
 * the mailing's n-th topic.  A person without stored topics wants all.
 */
#ifndef STORE_VARIANT_H
#define STORE_VARIANT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/lang.h"

enum { VARIANT_TOPICS = 6, VARIANT_NAME = 8 };

/* Which of these keys the stored topics ("a b"; "" = all) hold. */
unsigned variant_mask(
    const char *stored, const char *const *keys, size_t count);

/* The name; with no topics at all it is the language alone. */
void variant_name(enum lang language, size_t topic_count, unsigned mask,
    char out[VARIANT_NAME]);

/* Reads a name; a language alone has mask 0. */
bool variant_parse(const char *name, enum lang *language, unsigned *mask);

#endif
