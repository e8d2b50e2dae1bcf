/*
 * The files of a newsletter on their way into the database and out of it:
 * what is frozen is exactly what was read.
 */
#ifndef CORE_ORDER_FILES_H
#define CORE_ORDER_FILES_H

#include "news/news.h"
#include "store/newsletter.h"

/* Hands files on and remembers them. */
struct order_files {
	const struct news_source *from;
	struct order_file {
		const char *name;
		struct str bytes;
	} * rows;
	size_t count;
};

/* A source that reads through `files`; both must live while it is used. */
struct news_source order_files_of(
    struct order_files *files, const struct news_source *from);

/* Stores what was read. */
enum err_code order_files_keep(struct db *db, int64_t newsletter,
    const struct order_files *files, struct err *err);

/* The files of a frozen newsletter. */
struct order_frozen {
	struct db *db;
	const struct newsletter *row;
};

struct news_source order_frozen_source(struct order_frozen *frozen);

#endif
