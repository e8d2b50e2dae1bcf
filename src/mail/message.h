/*
 * A message as read: raw bytes -> header fields, people, texts.  The gate
 * (mail/gate.h) runs before any parser; GMime reads what passes it.  Plain
 * data in an arena; everything is valid UTF-8 without CR, LF or NUL, but for
 * the texts, which have LF line ends.
 */
#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct message_person {
	char *address; /* addr-spec as written, without <>; "" if none */
	char *name;    /* decoded display name, "" if none */
};

struct message_people {
	struct message_person *v;
	size_t n;
};

struct message_field {
	char *name;
	char *value;    /* decoded (RFC 2047), unfolded, trimmed */
	struct str raw; /* the bytes after the colon, unfolded, in the arena */
};

struct message {
	struct str raw;               /* the whole, not owned */
	struct str body;              /* what stands below the header */
	struct message_field *fields; /* in the order of the message */
	size_t field_count;
	char *subject;              /* decoded, blanks collapsed; "" if none */
	struct message_people from; /* the first From field only */
	struct message_people to;   /* To and Cc */
	char *sender_address; /* first From addr-spec, as written; "" if none */
	char *return_path;    /* NULL: no such field; "": the empty one */
	char *message_id;     /* without <>; "" if none */
	char *in_reply_to;    /* first id, without <>; "" if none */
	char **references;    /* ids without <>, at most 100 */
	size_t reference_count;
	char **recipients; /* where it was delivered: X-Original-To,
			      Delivered-To, Envelope-To, To, Cc: distinct
			      addr-specs in this order */
	size_t recipient_count;
	char *text; /* first text/plain that is no attachment, else the first
		       text/html as text; "" if neither */
	const char *words; /* the text that a person wrote, flowed lines
			      put together; from the HTML where the plain
			      part is blank */
	char *own; /* words without what the person quotes, forwards, signs
		      with or what the client appends; see mail/own.h */
	bool text_from_html;
	unsigned parts; /* set of enum parts (mail/parts.h) */
	bool has_attachments;
	bool has_status;   /* a delivery status (RFC 3464) as a part */
	bool has_feedback; /* a feedback report (RFC 5965) as a part */
};

/*
 * Reads a message.  ERR_LIMIT with the reason when the gate stops it: `out`
 * then holds the fields, people and subject within the bounds, and no text.
 * What is merely odd is read as well as can be.  `raw` must outlive `out`.
 */
enum err_code message_read(struct arena *arena, struct str raw,
    size_t max_bytes, struct message *out, struct err *err);

/* Is there one From field with one address? */
bool message_has_one_sender(const struct message *message);

/* The first field with this name (any case), or NULL. */
const struct message_field *message_field(
    const struct message *message, const char *name);

/* Its decoded value, or "". */
const char *message_value(const struct message *message, const char *name);

/*
 * The second key of the inbox ledger: hex SHA-256 over Message-ID and body
 * bytes; over all bytes where there is no Message-ID.  `out` has CRYPTO_HEX
 * bytes.
 */
void message_hash(struct str raw, char *out);

/*
 * The References of an answer (RFC 5322 section 3.6.4), "<id> <id>": those of
 * the message, or its In-Reply-To, then its own id; "" when it has none.
 */
char *message_thread(struct arena *arena, const struct message *message);

#endif
