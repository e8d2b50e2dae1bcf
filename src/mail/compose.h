/*
 * From texts to the bytes of a message: multipart/alternative with text and
 * HTML, quoted-printable UTF-8, CRLF, lines of at most 76; the HTML inside a
 * multipart/related with the images that it shows (RFC 2387, 2392), all in
 * front of the attachments of a multipart/mixed; each level only where there
 * is something to put in it.  The result is a compiled message: ready wire
 * bytes with holes for what is personal (architecture section 4), so that a
 * mailing is composed once per language and rendered per person by copying.
 *
 * In the texts given here a hole is the byte 0x01, a letter 'A'.. for its
 * number, and the byte 0x02 (see compose_hole()).  With 0x03 in place of 0x02
 * a part begins that stands only if that hole's value is not empty, with 0x04
 * one that stands only if it is empty; 0x05 ends it.  Such parts nest.
 */
#ifndef MAIL_COMPOSE_H
#define MAIL_COMPOSE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum compose_encoding {
	COMPOSE_HEADER, /* an encoded word where needed */
	COMPOSE_RAW,    /* a structured header value: must be printable ASCII */
	COMPOSE_TEXT,   /* quoted-printable body, as it is */
	COMPOSE_HTML,   /* HTML-escaped, then quoted-printable */
	COMPOSE_URL,    /* percent-encoded, HTML-safe, quoted-printable */
	COMPOSE_MAILTO, /* the same, '+' kept: the address of a mailto: link */
	COMPOSE_LINK,   /* a whole URL (http, https, mailto; else nothing) */
	COMPOSE_ADDRESS, /* an address that must be addr_utf8_ok() */
	COMPOSE_NAME,    /* its letters of a-z, digits, '-' and '_' alone */
	COMPOSE__MAX
};

enum {
	COMPOSE_HOLES = 26,
	COMPOSE_HOLE_SIZE = 4,
	COMPOSE_TO = 25 /* the hole 'Z': the recipient's address */
};

/* A file with the mail. */
struct compose_attachment {
	const char *name; /* of the file, UTF-8; its last component counts */
	/* "application/json"; "message/rfc822" is a whole mail, which goes
	   as it is if its bytes allow that; "text/calendar" gets the method
	   that its bytes name: mail/attach.h */
	const char *type;
	struct str bytes;
	/* left@right, without <>: the HTML shows it, by "cid:left@right".
	   NULL = attached.  In a mail without HTML it is attached too.  Of
	   those with the same one only the first goes. */
	const char *content_id;
};

struct compose_input {
	struct str from_name;
	const char *from_addr;
	const char *to_name;     /* NULL = none; not with the hole */
	const char *to_addr;     /* NULL: hole COMPOSE_TO */
	const char *reply_to;    /* NULL = none; may hold holes */
	struct str subject;      /* may hold holes */
	const char *message_id;  /* without <>; may hold holes */
	const char *in_reply_to; /* NULL = none; with or without <> */
	const char *references;  /* NULL = none; ids parted by blanks */
	int64_t date;
	const char *language; /* Content-Language */
	/* Further fields, name and value in turn, ended by NULL: List-*,
	   Auto-Submitted, Precedence...; values are structured (raw) and
	   may hold holes, for what is short: it is not folded. */
	const char *const *extra;
	struct str text; /* LF line ends, may hold holes */
	struct str html; /* empty = text only */
	const struct compose_attachment *attachments; /* no holes in them */
	size_t attachment_count;
};

/*
 * Text from outside that goes into a message: without its control characters
 * but LF and TAB, so that it cannot hold a hole of its own.
 */
struct str compose_strip(struct arena *arena, struct str text);

/* Writes the marker for hole number n (0..25) as a NUL-ended string. */
void compose_hole(unsigned n, char out[COMPOSE_HOLE_SIZE]);

/*
 * Composes into `out` a serialised compiled message (an opaque, versioned
 * blob that is stored as it is).  ERR_INPUT for a bad address, id or media
 * type, ERR_LIMIT over the ceiling of `out`.
 */
enum err_code compose_message(
    const struct compose_input *input, struct buf *out, struct err *err);

/*
 * Renders one delivery: copies the pieces and encodes values[n] into hole n
 * by the place where it stands.  Values missing (NULL) render as "".  The
 * result is a whole message with CRLF line ends, not dot-stuffed (though no
 * line of ours begins with a dot).  ERR_INPUT for a blob that is damaged or
 * of another version and for a bad address in COMPOSE_TO; ERR_LIMIT over the
 * ceiling of `out`, which is added to.
 */
enum err_code compose_render(struct str compiled, const char *const *values,
    size_t value_count, struct buf *out, struct err *err);

#endif
