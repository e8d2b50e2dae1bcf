/*
 * The mailbox, as a small session API over libetpan and a stream of our own
 * (verified TLS, deadlines, caps).  Any error ends the session: close it and
 * open another.
 */
#ifndef IMAP_IMAP_H
#define IMAP_IMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "conf/conf.h"

struct imap;

struct imap_message {
	uint32_t uid;
	uint32_t size; /* RFC822.SIZE, as the server claims */
	bool handled;  /* carries our keyword $LiaisonDone, or \Deleted */
};

/*
 * Connects, verifies the certificate, logs in, selects the inbox.  ERR_NET,
 * ERR_TIMEOUT, ERR_TLS, ERR_AUTH, ERR_PROTOCOL with a sentence.
 */
enum err_code imap_open(const struct conf_imap *conf, const char *password,
    struct imap **out, struct err *err);

/*
 * The same with another patience than 60 s: milliseconds for connecting, and
 * for each command (mails being fetched add the time of a slow line).
 */
enum err_code imap_open_within(const struct conf_imap *conf,
    const char *password, int patience, struct imap **out, struct err *err);

/* LOGOUT with a short deadline and free; NULL is fine. */
void imap_close(struct imap *imap);

/* UIDVALIDITY of the selected folder. */
uint32_t imap_uidvalidity(const struct imap *imap);

/*
 * Another folder than the inbox, from now on until the next call: one below
 * the configured parent ("done"), NULL or "" = the inbox again.  ERR_NOT_FOUND
 * when it is not there: then none is open, but the session goes on.
 */
enum err_code imap_select(
    struct imap *imap, const char *folder, struct err *err);

/*
 * The messages of the folder whose Message-ID holds this one (without <>), at
 * most `max`, by the server's search.  None for an id that no server can be
 * asked for.
 */
enum err_code imap_find(struct imap *imap, const char *message_id,
    uint32_t *uids, size_t max, size_t *count, struct err *err);

/*
 * The messages with UID >= first_uid, ascending, each once: at most `max`.
 * free() *out.
 */
enum err_code imap_list(struct imap *imap, uint32_t first_uid, size_t max,
    struct imap_message **out, size_t *count, struct err *err);

/*
 * Fetches bodies (BODY.PEEK[]) of these UIDs, in sets; calls `each` for every
 * one that still exists, in the server's order; the slice lasts for the call.
 * `each` returns anything but ERR_OK to stop (its error comes back, the
 * session is over) and must not use the session.  A body over `max_bytes` is an
 * ERR_LIMIT of the session.
 */
typedef enum err_code imap_body_fn(
    void *ctx, uint32_t uid, struct str body, struct err *err);
enum err_code imap_fetch(struct imap *imap, const uint32_t *uids, size_t count,
    size_t max_bytes, imap_body_fn *each, void *ctx, struct err *err);

/* The first `bytes` of each message only; else as imap_fetch(). */
enum err_code imap_fetch_start(struct imap *imap, const uint32_t *uids,
    size_t count, size_t bytes, imap_body_fn *each, void *ctx, struct err *err);

/* Where moved messages are now, as far as the server tells (COPYUID). */
struct imap_moved {
	uint32_t uidvalidity; /* of their folder */
	uint32_t *uids;       /* the caller's, one per message; 0 = not told */
};

/*
 * Moves messages to a folder below the configured parent ("done"), which is
 * created when missing, with the server's hierarchy delimiter: MOVE, else
 * COPY + \Deleted + UID EXPUNGE, else (neither works) COPY and the keyword
 * $LiaisonDone.  Never a plain EXPUNGE.  UIDs that are gone are no error.
 * Where the folder takes nothing at all, only the keyword, and a warning.
 * `moved` may be NULL.
 */
enum err_code imap_move(struct imap *imap, const uint32_t *uids, size_t count,
    const char *folder, struct imap_moved *moved, struct err *err);

/*
 * Waits for new mail: IDLE (renewed every 9 minutes), or polling by NOOP
 * where the server has none, for at most `seconds`.  Every imap.poll_seconds
 * it asks besides, for an IDLE that has gone deaf.  Returns at once when
 * `wake_fd` (or -1) is readable or a signal comes.  *news: something may have
 * arrived, since the last imap_list() too.
 */
enum err_code imap_wait(
    struct imap *imap, int seconds, int wake_fd, bool *news, struct err *err);

#endif
