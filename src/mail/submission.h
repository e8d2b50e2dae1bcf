/*
 * A mail as what an editor sends to be published: its text and the files with
 * it.  Bounded, since anybody may send anything.
 */
#ifndef MAIL_SUBMISSION_H
#define MAIL_SUBMISSION_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum {
	SUBMISSION_FILES = 100,
	SUBMISSION_TEXT = 1024 * 1024,      /* bytes of the text */
	SUBMISSION_BYTES = 16 * 1024 * 1024 /* of all files */
};

struct submission_file {
	const char *name; /* without folders; never "", "." or ".." */
	const char *type;
	const char *id; /* its Content-ID, "" if none */
	struct str bytes;
};

struct submission {
	const char *text; /* the first text/plain, "" if none */
	const char *html; /* the first text/html, the same */
	struct submission_file *files;
	size_t file_count;
};

/*
 * Reads it; the caller has passed the bytes through gate_check().  ERR_LIMIT
 * with a sentence when there is too much of it.
 */
enum err_code submission_read(struct arena *arena, struct str raw,
    struct submission *out, struct err *err);

#endif
