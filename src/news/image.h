/*
 * Images made fit for a mail: known by their content, small enough, turned
 * the right way up, without where and by whom they were taken.  Dimensions
 * are read before anything is decoded, so that no file can ask for more
 * memory than NEWS_IMAGE_PIXELS needs: 5 bytes each, 10 for a progressive
 * JPEG.
 */
#ifndef NEWS_IMAGE_H
#define NEWS_IMAGE_H

#include <stdbool.h>

#include "news/news.h"

enum {
	NEWS_IMAGE_WIDTH = 1200, /* pixels of a file, at most: twice what is
				    shown, for sharp screens */
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

#endif
