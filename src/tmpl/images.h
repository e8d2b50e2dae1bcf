/* The images that a Markdown text names. */
#ifndef TMPL_IMAGES_H
#define TMPL_IMAGES_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

enum { IMAGES_MAX = 200 };

struct image_ref {
	const char *target; /* as it was written */
	const char *alt;
	size_t line; /* of the paragraph's line in the text, from 1 */
};

/*
 * Finds ![alt](target), also by reference; at most IMAGES_MAX.  The array is
 * of the arena.
 */
size_t images_find(
    struct arena *arena, struct str markdown, struct image_ref **out);

#endif
