/* TLS over a non-blocking socket, by GnuTLS; used by imap/stream.c alone. */
#ifndef IMAP_TLS_H
#define IMAP_TLS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

struct tls;

enum { TLS_WAIT_READ = -2, TLS_WAIT_WRITE = -3 };

/*
 * Waits for `events` on the descriptor until the deadline (CLOCK_MONOTONIC,
 * ms).  ERR_OK, ERR_TIMEOUT, ERR_NET.
 */
enum err_code tls_poll(int fd, short events, int64_t deadline, struct err *err);

/*
 * The handshake, for `host` as a server; as stream_start_tls() for the rest.
 */
enum err_code tls_open(int fd, const char *host, const char *ca_file,
    int64_t deadline, struct tls **out, struct err *err);

/* close_notify if it goes without waiting, then free; NULL is fine. */
void tls_close(struct tls *tls);

/*
 * One try: a count, 0 at the end, TLS_WAIT_READ or TLS_WAIT_WRITE when the
 * socket must be waited for, -1 with *why for a person.  A write that had to
 * wait is repeated with the same bytes.
 */
ssize_t tls_read(struct tls *tls, void *to, size_t n, const char **why);
ssize_t tls_write(
    struct tls *tls, const void *from, size_t n, const char **why);

#endif
