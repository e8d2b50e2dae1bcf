/*
 * The front matter of a newsletter file: a line ---, lines `key: value`, a
 * line ---, then the body.  The keys that are known are the caller's table.
 */
#ifndef TMPL_FRONT_H
#define TMPL_FRONT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* A key that may be set, and what the file sets it to. */
struct front_key {
	const char *name;
	bool required;
	const char *value; /* NULL = not set; without quotes around it */
	size_t line;       /* where, from 1; 0 = not set */
};

struct front {
	struct front_key *keys; /* the caller's table */
	size_t key_count;
	struct str body;  /* of the text given */
	size_t body_line; /* its first line in the file, from 1 */
};

/*
 * Reads `text` (UTF-8, any line ends, a byte order mark is skipped) and fills
 * keys[].value and line, body and body_line.  `file` is for messages:
 * "FILE:LINE: sentence" (ERR_INPUT) for an unknown, doubled, empty or missing
 * key and what is no `key: value`.  Empty lines and lines that begin with '#'
 * are skipped.
 */
enum err_code front_read(struct arena *arena, const char *file, struct str text,
    struct front *front, struct err *err);

#endif
