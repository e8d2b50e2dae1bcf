/*
 * A mail as what an editor sends to be published: its texts and the files
 * with it.  Bounded, since anybody may send anything.
 */
#ifndef MAIL_SUBMISSION_H
#define MAIL_SUBMISSION_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum {
	SUBMISSION_FILES = 100,
	SUBMISSION_PIECES = 200,
	SUBMISSION_TEXT = 1024 * 1024,      /* bytes of one text */
	SUBMISSION_BYTES = 16 * 1024 * 1024 /* of all files */
};

struct submission_file {
	const char *name; /* without folders; never "", "." or ".."; each has
			     its own */
	const char *type;
	const char *id; /* its Content-ID, "" if none */
	struct str bytes;
	bool attached; /* not shown among the texts */
	bool placed;   /* a page says where it stands */
};

enum submission_kind { SUBMISSION_PLAIN, SUBMISSION_HTML, SUBMISSION_IMAGE };

/* What is read one below the other; of alternatives only one is. */
struct submission_piece {
	enum submission_kind kind;
	const char *text;
	const struct submission_file *image; /* shown here */
};

struct submission {
	const char *plain; /* the first text/plain, "" if none */
	struct submission_piece *pieces;
	size_t piece_count;
	struct submission_file *files;
	size_t file_count;
	const char *hidden; /* why its text cannot be read, as a word for N_();
			       NULL: it can */
};

/*
 * Reads it; the caller has passed the bytes through gate_check().  ERR_LIMIT
 * with a sentence when there is too much of it.
 */
enum err_code submission_read(struct arena *arena, struct str raw,
    struct submission *out, struct err *err);

/* Its text as somebody who types Markdown means it: plain, "" if none. */
const char *submission_text(
    struct arena *arena, const struct submission *submission);

/*
 * Its pieces as Markdown: formatted text and images, without signatures and
 * quoted mails (mail/draft.h).  ERR_LIMIT when it is more than SUBMISSION_TEXT.
 */
enum err_code submission_markdown(struct arena *arena,
    const struct submission *in, const char **out, struct err *err);

/* The files that stand beside its text, "a.pdf, b.ics"; "" for none. */
const char *submission_attachments(
    struct arena *arena, const struct submission *in);

#endif
