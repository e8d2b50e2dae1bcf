/*
 * Reads the server's replies, byte by byte as they come, within bounds
 * (RFC 5321 section 4.2, enhanced codes of RFC 2034).  Pure: no socket.
 */
#ifndef SMTP_REPLY_H
#define SMTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "smtp/smtp.h"

/* A reply of more bytes than this is no reply. */
enum { REPLY_BYTES_MAX = 1024 * 1024 };

enum reply_state {
	REPLY_MORE, /* the last line has not come yet */
	REPLY_DONE,
	REPLY_BAD /* not a reply, or one without end; read no further */
};

struct reply_parser {
	enum reply_state state;
	struct smtp_reply reply; /* code, enhanced and text; when done */
	char line[1024];         /* what a line has beyond this is dropped */
	size_t line_len;
	size_t text_len;
	size_t bytes;
};

/* Ready for the next reply. */
void reply_begin(struct reply_parser *parser);

/*
 * Takes bytes up to the end of the reply and returns how many it took; look
 * at `state` then.  In a reply of several lines the code of the last counts;
 * the texts are joined by spaces, without enhanced codes, bytes that are not
 * printable ASCII as '?'.
 */
size_t reply_feed(struct reply_parser *parser, struct str bytes);

#endif
