/* What the files of this layer share; nobody outside includes it. */
#ifndef IMAP_SESSION_H
#define IMAP_SESSION_H

#include <libetpan/libetpan.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "imap/imap.h"
#include "imap/stream.h"

enum {
	IMAP_PATIENCE = 60 * 1000, /* ms for connecting, and per command */
	IMAP_SET = 500             /* messages named in one command */
};

#define IMAP_KEYWORD "$LiaisonDone"

struct imap {
	struct stream *stream;
	mailimap *session; /* NULL before the greeting and after the end */
	char *host;
	char *inbox;
	char *parent; /* imap.folder */
	int poll_seconds;
	int patience;
	bool no_idle;    /* not offered, or refused */
	bool no_keyword; /* keywords do not last here */
	bool no_move;    /* offered, but it does not work here */
	uint32_t uidvalidity;
	uint32_t exists; /* messages in the folder, as last told */
	bool news;       /* it grew since the last imap_list() */
	char *prefix;    /* of personal folders; NULL = not asked yet */
	char *ready;     /* the folder that is known to be there */
	char delimiter;  /* NUL: the server has no hierarchy */
};

/* A command begins: its deadline and bounds (no mails are expected). */
void imap_begin(struct imap *imap);

/*
 * It is over with libetpan's result r.  ERR_OK, or a sentence in which
 * `doing` stands ("open the inbox").  ERR_REFUSED is a plain NO, after which
 * the session goes on; after all others it is dead.
 */
enum err_code imap_end(
    struct imap *imap, int r, const char *doing, struct err *err);

/* Ends the session with an error of its own; the code. */
enum err_code imap_fail(struct imap *imap, struct err *err);

/*
 * Sends a command of one line (the tag is added, CR LF is not) and reads its
 * answer; libetpan's result.  For what libetpan cannot send well: its
 * CAPABILITY crashes when the server names nothing, its NAMESPACE leaks then,
 * and its custom command ends in a blank that strict servers refuse.
 */
int imap_send(struct imap *imap, const char *line);

/* Does the server offer this ("MOVE"), by its last CAPABILITY? */
bool imap_can(const struct imap *imap, const char *word);

/* The server told how many messages there are, or that one is gone. */
void imap_note_exists(struct imap *imap, uint32_t exists);
void imap_note_expunge(struct imap *imap);

/*
 * Selects a folder by the server's name for it.  ERR_REFUSED also when it
 * cannot be changed: then none is selected.
 */
enum err_code session_open_folder(
    struct imap *imap, const char *name, struct err *err);

/* A set of up to IMAP_SET UIDs; free with mailimap_set_free(). */
struct mailimap_set *imap_set(const uint32_t *uids, size_t count);

#endif
