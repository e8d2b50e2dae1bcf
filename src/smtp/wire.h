/*
 * The bytes of a message on their way out: what may be sent, dot-stuffing
 * (RFC 5321 section 4.5.2), and the queue in front of the connection.
 */
#ifndef SMTP_WIRE_H
#define SMTP_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* What has to be known of a message to send it. */
struct wire_kind {
	bool eight_bit; /* it has a byte above 0x7f */
	bool dotted;    /* a line begins with a dot */
};

/*
 * ERR_INPUT for a CR or LF that is not part of a CRLF, and for a NUL: either
 * could end the message early in a lenient server, and what follows would be
 * read as commands.
 */
enum err_code wire_check(
    struct str message, struct wire_kind *kind, struct err *err);

/* A message being turned into wire bytes, part by part. */
struct wire_body {
	struct str rest;
	bool line_start;
	bool dotted;
	bool done;
};

/*
 * The message must outlive the body and have passed wire_check(), which found
 * it to be of this kind.
 */
void wire_body_start(
    struct wire_body *body, struct str message, const struct wire_kind *kind);

/*
 * What is waiting to be sent.  A TLS connection that said "not now" has
 * already taken the first bytes: they must be offered again unchanged.  So
 * bytes are only ever added behind, and leave in front when they were taken.
 */
struct wire_queue {
	struct buf bytes;
	size_t taken;
};

void wire_queue_init(struct wire_queue *queue);
void wire_queue_clear(struct wire_queue *queue);

/* Adds text; the queue takes what commands and one part of a body need. */
void wire_queue_add(struct wire_queue *queue, struct str text);

/*
 * Adds the next part of the body, about `part` bytes of the message; after
 * its last byte a CRLF if there was none, and the line with the final dot.
 * Returns how many bytes that made.
 */
size_t wire_queue_body(
    struct wire_queue *queue, struct wire_body *body, size_t part);

/* The bytes to offer to the connection, and how many of them it took. */
struct str wire_queue_front(const struct wire_queue *queue);
void wire_queue_took(struct wire_queue *queue, size_t n);

#endif
