/* Is a link one that readers can follow, and do its words say where to? */
#ifndef NEWS_LINK_H
#define NEWS_LINK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/*
 * Why no reader could follow this link, as a sentence in the arena; NULL: it
 * looks good.  What stands behind a field ({{...}}) is not looked at.
 */
const char *link_fault(struct arena *arena, struct str link);

/* "click here" and its like, folded (utf8_fold()), French and English. */
bool link_says_nothing(struct str folded);

#endif
