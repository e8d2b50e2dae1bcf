/*
 * Twin editions: which block of one is which of the other, and the blocks of
 * one with those that stand in the other alone.
 *
 * Blocks with an id are matched by it.  Those without: events by their start,
 * all others by kind and order, if both editions have as many of the kind; if
 * they have not, nobody can tell which one is missing, and none is borrowed
 * (unless an edition has none at all).  Markdown between blocks is each
 * edition's own.
 */
#ifndef NEWS_BORROW_H
#define NEWS_BORROW_H

#include "news/news.h"

/* What stands for a block that has no match. */
enum news_match { NEWS_MATCH_NONE = -1, NEWS_MATCH_UNCLEAR = -2 };

/*
 * For each block of `b` the index of its match among those of `a`, or one of
 * enum news_match; an array in the arena.
 */
int *news_match(struct arena *arena, const struct news_edition *a,
    const struct news_edition *b);

/*
 * The blocks of `own` and, each after the block that it follows in `other`
 * (NULL = there is none), marked as borrowed, those that it has not.  *count
 * of them in the arena.
 */
struct news_block *news_borrow(struct arena *arena,
    const struct news_edition *own, const struct news_edition *other,
    size_t *count);

#endif
