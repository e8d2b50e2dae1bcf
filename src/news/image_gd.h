/* Decoding, scaling, turning and encoding of images, by libgd. */
#ifndef NEWS_IMAGE_GD_H
#define NEWS_IMAGE_GD_H

#include "base/arena.h"
#include "base/str.h"
#include "news/image_read.h"

/* Can it be decoded?  Only after its dimensions were looked at. */
bool image_gd_ok(struct str bytes, enum image_type type);

/*
 * Decodes, scales down to `max_width` (after turning), turns as
 * facts->orientation says and encodes anew.  A JPEG
 * stays one; the others become PNG, or JPEG where nothing is transparent and
 * that is much smaller.  False when it cannot be decoded.
 */
bool image_gd_remake(struct arena *arena, struct str bytes,
    const struct image_facts *facts, int max_width, struct str *out);

#endif
