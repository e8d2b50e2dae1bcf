/* Made-up people and posts, to look at templates with. */
#ifndef CORE_SAMPLE_H
#define CORE_SAMPLE_H

#include <jansson.h>

#include "base/arena.h"
#include "base/lang.h"
#include "core/ctx.h"

/*
 * Every variable that some template of ours has, in this language: the site's
 * and the list's own (NULL = the first list), the others made up
 * (templates/sample.LANG.json).  A new reference.
 */
json_t *sample_variables(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, enum lang language);

#endif
