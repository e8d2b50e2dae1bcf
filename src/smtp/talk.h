/*
 * Half-duplex talk over one connection: what is queued goes out, one reply
 * comes in, each within its time.
 */
#ifndef SMTP_TALK_H
#define SMTP_TALK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "smtp/connect.h"
#include "smtp/reply.h"
#include "smtp/smtp.h"
#include "smtp/wire.h"

struct talk {
	struct connect *connect;
	struct wire_queue out;
	struct reply_parser in;
	char bytes[16 * 1024]; /* read, and not yet looked at: from at to len */
	size_t at;
	size_t len;
};

/* Over an open connection, which belongs to the talk from now on. */
void talk_init(struct talk *talk, struct connect *connect);
void talk_clear(struct talk *talk);

/*
 * Is nothing said that nobody asked for?  To be called before a command or a
 * part of the body, so that no reply is taken for the answer to another.
 * ERR_NET when the server closed or refuses to go on (4xx, 5xx), ERR_PROTOCOL
 * for other words.
 */
enum err_code talk_quiet(struct talk *talk, struct err *err);

/*
 * Sends all that is queued.  Fails also when a reply comes before the end, or
 * the connection breaks: talk_early() knows the reply then.
 */
enum err_code talk_flush(struct talk *talk, int wait_ms, struct err *err);

/* Waits for one whole reply; fills code, enhanced and text. */
enum err_code talk_reply(
    struct talk *talk, int wait_ms, struct smtp_reply *reply, struct err *err);

/* After a failure: the refusal (4xx, 5xx) that came out of turn, if any. */
bool talk_early(const struct talk *talk, struct smtp_reply *reply);

#endif
