/* The folders of foreign test mails: LIAISON_CORPUS or ../shared/corpus. */
#ifndef TEST_MAIL_CORPUS_H
#define TEST_MAIL_CORPUS_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"

enum { CORPUS_EXIT_SKIP = 77, CORPUS_MAIL_MAX = 26214400 };

/* The path of a folder or file of the corpus, in the arena. */
static inline char *corpus_path(struct arena *arena, const char *name)
{
	const char *root = getenv("LIAISON_CORPUS");

	if (root == NULL || root[0] == '\0')
		root = TEST_SOURCE_DIR "/../shared/corpus";
	return arena_printf(arena, "%s/%s", root, name);
}

/* Ends the program as skipped when the corpus is not there. */
static inline void corpus_need(const char *name)
{
	struct arena arena = { 0 };
	DIR *dir = opendir(corpus_path(&arena, name));

	if (dir == NULL) {
		printf("1..0 # skipped: no corpus %s (set LIAISON_CORPUS)\n",
		    name);
		exit(CORPUS_EXIT_SKIP);
	}
	closedir(dir);
	arena_free(&arena);
}

/* A whole file; {NULL, 0} when it cannot be read. */
static inline struct str corpus_read(struct arena *arena, const char *path)
{
	struct buf buf;
	struct err err;
	struct str out = { 0 };

	buf_init(&buf, CORPUS_MAIL_MAX);
	if (file_read(path, &buf, &err) == ERR_OK) {
		out.n = buf.len;
		out.p = arena_dup(arena, buf_get(&buf));
	}
	buf_clear(&buf);
	return out;
}

/*
 * The next line of a table, cut at its tabs into `columns` cells; "-" is an
 * empty one.  False at the end.
 */
static inline bool corpus_row(
    struct str *rest, struct str row[], size_t columns)
{
	struct str line;

	if (!str_line(rest, &line) || line.n == 0)
		return false;
	for (size_t i = 0; i < columns; i++)
		if (!str_split(&line, '\t', &row[i]) || str_is(row[i], "-"))
			row[i] = str_c("");
	return true;
}

/* Is this one of the addresses of a cell, commas between them? */
static inline bool corpus_names(struct str cell, const char *address)
{
	struct str one;

	while (str_split(&cell, ',', &one))
		if (str_is(one, address))
			return true;
	return false;
}

#endif
