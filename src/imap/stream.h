/*
 * One connection to the mail server: TCP, then TLS with real verification.
 * Every call has a deadline; what comes in passes the bounds of imap/scan.h.
 * After the first failure the stream is dead: its sentence is kept, and reads
 * and writes fail at once.
 */
#ifndef IMAP_STREAM_H
#define IMAP_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

struct stream;

/*
 * Connects, trying each address of the host, for at most `ms` milliseconds
 * (looking up the name is not counted).  ERR_NET, ERR_TIMEOUT.
 */
enum err_code stream_open(
    const char *host, int port, int ms, struct stream **out, struct err *err);

/* Closes and frees; NULL is fine. */
void stream_close(struct stream *stream);

/*
 * From now on TLS (1.2 at least), for the host's name and the purpose of a
 * server; `ca_file` NULL = the system's authorities.  ERR_TLS, ERR_CONFIG for
 * the file, ERR_TIMEOUT, ERR_NET; the stream is dead after any of them.
 */
enum err_code stream_start_tls(
    struct stream *stream, const char *ca_file, struct err *err);

/*
 * A new command: `ms` milliseconds from now, and bounds as scan_begin().
 * Mails that come add the time of a slow line (16 bytes a millisecond), but
 * never so long a silence.
 */
void stream_begin(
    struct stream *stream, int ms, size_t body_max, uint64_t bodies_max);

/* At least one byte, or -1 with the stream dead; never 0. */
ssize_t stream_read(struct stream *stream, void *to, size_t n);
ssize_t stream_write(struct stream *stream, const void *from, size_t n);

/*
 * Is there something to read, or an end to report, without waiting?  poll()
 * cannot tell: TLS may hold what the descriptor no longer announces.
 */
bool stream_ready(struct stream *stream);

/* For poll(); -1 after the end. */
int stream_fd(const struct stream *stream);

/* Ends the stream with this sentence, unless it has ended before. */
void stream_fail(struct stream *stream, const struct err *why);

/* Why it is dead; code ERR_OK while it lives. */
const struct err *stream_error(const struct stream *stream);

#endif
