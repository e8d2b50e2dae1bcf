/* The table of contents of a long newsletter. */
#ifndef NEWS_CONTENTS_H
#define NEWS_CONTENTS_H

#include <jansson.h>

enum { NEWS_CONTENTS_LEAST = 4 }; /* titles that make it a long one */

/*
 * The titles of these blocks (news/blocks.h), in their order, as objects with
 * `title`, `foreign` and `foreign_mark`; an event that is cancelled is none.
 * Empty when there are fewer than NEWS_CONTENTS_LEAST.  A new reference.
 */
json_t *news_contents(const json_t *blocks);

#endif
