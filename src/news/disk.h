/* Newsletters and their files on disk. */
#ifndef NEWS_DISK_H
#define NEWS_DISK_H

#include "news/news.h"

/* The folder of an edition; everything it names lies below. */
struct news_disk {
	const char *folder; /* "." for the present one */
	const char *shown;  /* in front of names in messages */
};

/*
 * Makes of the path of an edition what news_read() needs, with strings of
 * the arena.  `disk` must live as long as `out`.
 */
void news_disk_source(struct arena *arena, const char *path,
    struct news_disk *disk, struct news_source *out);

/*
 * A news_file_fn whose ctx is a struct news_disk: a regular file below the
 * folder, no symbolic link on the way.
 */
enum err_code news_disk_file(void *ctx, struct arena *arena, const char *name,
    struct str *out, struct err *err);

#endif
