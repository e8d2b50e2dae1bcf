/* JSON values as templates see them: true or not, and as escaped text. */
#ifndef TMPL_MUSTACHE_VALUE_H
#define TMPL_MUSTACHE_VALUE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "tmpl/html_put.h"
#include "tmpl/mustache.h"

/* Not null, false, zero, "" or []. */
bool value_is_true(const json_t *value);

/*
 * A value that is a hole marker of mail/compose.h is known only when the mail
 * is rendered for somebody: a section over it becomes a conditional part.
 * So is a hole and what stands where its value is empty (a marker, a
 * conditional part of the same hole, nothing else): sections ask for the value.
 * The letter of the hole, or NUL for any other value or none.
 */
char value_hole(const json_t *value);

/*
 * Adds a string or number; objects, lists and null are nothing.  `place` is
 * where it stands, for MUSTACHE_HTML.
 */
void value_put(struct buf *out, const json_t *value,
    enum mustache_escape escape, enum html_place place);

#endif
