/*
 * Holes in the text of a mail, where for each reader something personal is put
 * in (mail/compose.h).  A marker is the byte 0x01, a letter, which names the
 * hole, and what it says of it.
 */
#ifndef BASE_HOLE_H
#define BASE_HOLE_H

#include <stdbool.h>

#include "base/str.h"

enum {
	HOLES = 26,     /* 'A' to 'Z' */
	HOLE_MARKER = 3 /* bytes */
};

/* The last byte of a marker. */
enum hole_mark {
	HOLE_NONE = 0,   /* no marker */
	HOLE_VALUE = 2,  /* the value stands here */
	HOLE_IF = 3,     /* a part begins that stands if it is not empty */
	HOLE_UNLESS = 4, /* the same if it is */
	HOLE_END = 5     /* of such a part */
};

/* What the marker says that the text begins with; HOLE_NONE without one. */
enum hole_mark hole_mark(struct str text);

#endif
