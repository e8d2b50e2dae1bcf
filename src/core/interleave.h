/*
 * The order in which the mails of a batch leave: the recipients' domains in
 * turn, so that none gets a hundred at a time while others wait.  Pure.
 */
#ifndef CORE_INTERLEAVE_H
#define CORE_INTERLEAVE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

/*
 * order[i] is the place in `domains` of the i-th to leave: the first of each
 * domain, then the second of each, and so on, else as they came.  Letter case
 * does not matter.  Takes memory from the scratch arena, time in proportion
 * to the count.
 */
void interleave(struct arena *scratch, const struct str *domains, size_t count,
    size_t *order);

#endif
