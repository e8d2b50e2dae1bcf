/*
 * A connection made by libcurl up to and including the login, then a plain
 * pipe for our own dialogue.  The only user of libcurl.
 */
#ifndef SMTP_CONNECT_H
#define SMTP_CONNECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "conf/conf.h"
#include "smtp/ehlo.h"

struct connect;

/*
 * Connects, verifies, says EHLO and logs in (`password` is NULL without a
 * user), all within `wait_ms`.  ERR_NET (also a temporary refusal),
 * ERR_TIMEOUT, ERR_TLS, ERR_AUTH, ERR_PROTOCOL; ERR_CONFIG for an unusable host
 * or name.
 */
enum err_code connect_open(const struct conf_smtp *conf, const char *ehlo,
    const char *password, int wait_ms, struct connect **out, struct err *err);

/* Closes without a word to the server; NULL is fine. */
void connect_close(struct connect *connect);

/* What the server offered in the last EHLO reply. */
const struct ehlo *connect_ehlo(const struct connect *connect);

/* "HOST:PORT", for messages. */
const char *connect_name(const struct connect *connect);

enum connect_state {
	CONNECT_DONE,  /* *n bytes moved, at least one */
	CONNECT_AGAIN, /* nothing moved: connect_wait() */
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

/*
 * Waits until there is something to read, or room to write if `writing`, or
 * the deadline (clock_mono_ms()) has passed: false.
 */
bool connect_wait(
    const struct connect *connect, bool writing, int64_t deadline);

#endif
