/*
 * A connection made by libcurl up to and including the login, then a plain
 * pipe for our own dialogue.  The only user of libcurl.
 */
#ifndef SMTP_CONNECT_H
#define SMTP_CONNECT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "conf/conf.h"
#include "smtp/ehlo.h"

struct connect;

struct connect_options {
	const struct conf_smtp *conf;
	const char *ehlo;
	const char *secret;
	int wait_ms;
};

/* The connections of one run, as libcurl keeps them. */
struct connect_set;

/* ERR_INTERNAL where libcurl does not start.  Close all connections first. */
enum err_code connect_set_open(struct connect_set **out, struct err *err);
void connect_set_close(struct connect_set *set); /* NULL is fine */

/*
 * poll(2) for `fds`, at most so many milliseconds; the connections that are
 * being made go on meanwhile, and end the wait when they are through.
 */
void connect_set_wait(
    struct connect_set *set, struct pollfd *fds, size_t count, int wait_ms);

/*
 * Begins to connect, verify, say EHLO and log in (`secret` is NULL without
 * a user), all within `wait_ms`.  ERR_CONFIG for an unusable host or name,
 * ERR_INTERNAL.
 */
enum err_code connect_begin(struct connect_set *set,
    const struct connect_options *options, struct connect **out,
    struct err *err);

/* Has it come to an end, good or bad? */
bool connect_through(const struct connect *connect);

/*
 * How that ended.  ERR_NET (also a temporary refusal), ERR_TIMEOUT, ERR_TLS,
 * ERR_AUTH, ERR_PROTOCOL.  After ERR_OK, call connect_recv() at once: until
 * then libcurl takes the connection for an idle one.
 */
enum err_code connect_result(struct connect *connect, struct err *err);

/* Closes without a word to the server; NULL is fine. */
void connect_close(struct connect *connect);

/* What the server offered in the last EHLO reply. */
const struct ehlo *connect_ehlo(const struct connect *connect);

/* "HOST:PORT", for messages. */
const char *connect_name(const struct connect *connect);

enum connect_state {
	CONNECT_DONE,  /* *n bytes moved, at least one */
	CONNECT_AGAIN, /* nothing moved: poll first */
	CONNECT_ENDED, /* the server closed (reading only) */
	CONNECT_BROKEN /* reset, or the TLS layer failed; the words in err */
};

/*
 * Neither waits.  After CONNECT_AGAIN the same bytes must be offered to
 * connect_send() again, at least as many (GnuTLS has taken them already).
 * Read until CONNECT_AGAIN before waiting: poll(2) does not see what is left
 * inside the TLS layer.
 */
enum connect_state connect_send(
    struct connect *connect, struct str bytes, size_t *n, struct err *err);
enum connect_state connect_recv(struct connect *connect, char *bytes,
    size_t size, size_t *n, struct err *err);

/* For poll(2): to read, and to write after CONNECT_AGAIN from a send. */
int connect_fd(const struct connect *connect);

#endif
