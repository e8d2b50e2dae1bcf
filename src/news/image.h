/*
 * Images made fit for a mail: known by their content, small enough, turned
 * the right way up, without where and by whom they were taken.  Dimensions
 * are read before anything is decoded, so that no file can ask for more
 * memory than NEWS_IMAGE_PIXELS needs (4 bytes each, and as much again while
 * decoding).
 */
#ifndef NEWS_IMAGE_H
#define NEWS_IMAGE_H

#include <stdbool.h>

#include "news/news.h"

enum {
	NEWS_IMAGE_WIDTH = 1200, /* pixels of a file, at most */
	NEWS_IMAGE_SHOWN = 600,  /* CSS pixels, at most: half of it, for
				    sharp screens */
	NEWS_IMAGE_PIXELS = 40 * 1000 * 1000, /* that can be scaled down */
	NEWS_IMAGE_HEAVY = 500 * 1000         /* bytes that get a warning */
};

/*
 * `file` has its name and bytes.  It becomes an image with type, width,
 * height and Content-ID (the hash of its bytes, at `domain`); its bytes,
 * from `arena`, may be others: wider images are scaled down to
 * NEWS_IMAGE_WIDTH, WebP becomes JPEG or PNG (Outlook does not show it), the
 * orientation that a camera noted is applied, all metadata but colours is
 * dropped.  What was done once is not done again: the result prepared a
 * second time stays as it is.  `at` says where it is named; false with an
 * error among the problems where it cannot be used.
 */
bool news_image_prepare(struct arena *arena, const char *domain,
    struct news_file *file, const struct news_problem *at,
    struct news_problems *problems);

/*
 * The size to show it in, in CSS pixels: `wanted` wide where that is over 0
 * and not wider than the image, at most NEWS_IMAGE_SHOWN.
 */
void news_image_size(
    const struct news_file *file, int wanted, int *width, int *height);

#endif
