/*
 * The parts of a message as GMime sees them.  What is inside an attached
 * message is not walked through.
 */
#ifndef MAIL_MIME_H
#define MAIL_MIME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct mime_leaf {
	char *type;    /* "text/plain", lower case */
	char *charset; /* as written, "" if none */
	char *kind;    /* smime-type or method parameter, lower case, or "" */
	char *file;    /* its name, lower case, "" if none */
	char *name;    /* the same as written */
	char *id;      /* its Content-ID without <>, "" if none */
	bool attachment;
	bool flowed; /* format=flowed (RFC 3676) */
	bool delsp;
	size_t choice; /* number of the multipart/alternative around it, the
			  outermost; 0 for none */
	size_t branch; /* which part of that it belongs to */
	void *object;
};

/* A multipart/signed or multipart/encrypted (RFC 1847). */
struct mime_shell {
	bool encrypted;
	char *protocol; /* lower case, "" if none */
};

struct mime {
	struct mime_leaf *leaf; /* in the order of the message */
	size_t leaf_count;
	size_t choice_count; /* multiparts of alternatives, not nested */
	char *type;          /* of the whole message, lower case */
	char *report_type;
	struct mime_shell *shell; /* outermost first, at most 64 */
	size_t shell_count;
	bool protected_headers; /* of any part (RFC 9788 and before) */
	void *message;
	void *bytes[2]; /* of the header and of the body */
};

/*
 * Parses; the caller has passed the bytes through gate_check().  Of the header
 * only the first fields about MIME are shown to the parser.  `raw` must live
 * until mime_close().  A message without any part has leaf_count 0.
 */
void mime_open(struct arena *arena, struct str raw, struct mime *mime);
void mime_close(struct mime *mime);

/*
 * The content with its transfer encoding undone, at most max bytes; of an
 * attached message its bytes as they are.
 */
struct str mime_bytes(
    struct arena *arena, const struct mime_leaf *leaf, size_t max);

/* The same as UTF-8 with LF line ends. */
char *mime_text(struct arena *arena, const struct mime_leaf *leaf, size_t max);

/* Puts the soft line breaks of a flowed text together (RFC 3676). */
char *mime_unflow(
    struct arena *arena, const struct mime_leaf *leaf, const char *text);

#endif
