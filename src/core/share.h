/*
 * Who sends next when several mailings run: each in proportion to its weight,
 * 10 - priority, so that a small one does not wait days behind a large one.
 * Every mail costs its mailing SHARE_UNIT / weight; the one that has had least
 * goes on.  Kept over restarts in mailing.served.  Pure.
 */
#ifndef CORE_SHARE_H
#define CORE_SHARE_H

#include <stddef.h>
#include <stdint.h>

/* Every weight from 1 to 9 divides it. */
enum { SHARE_UNIT = 2520 };

struct share {
	int priority;   /* 1 ... 9; others are taken for the nearest of them */
	int64_t served; /* what it has had, in units */
	size_t most;    /* mails that it still has, or may have, to send */
};

/*
 * Who comes new, or had nothing to send for a while, does not make up for it:
 * lifts those who have had much less than another to just behind it.
 */
void share_lift(struct share *list, size_t count);

/*
 * The one whose turn it is, of those with mails left: it is charged for one
 * and has one less.  `count` when all have none.
 */
size_t share_next(struct share *list, size_t count);

#endif
