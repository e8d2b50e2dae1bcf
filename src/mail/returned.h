/*
 * Tokens of ours in the header that a report gives back, whether it stands in
 * a part of its own (RFC 3462) or in the text, as qmail and others have it.
 */
#ifndef MAIL_RETURNED_H
#define MAIL_RETURNED_H

#include "mail/message.h"

struct returned_token {
	const char *text;
	bool is_id; /* it stands in the Message-ID */
};

/*
 * In the order found, distinct, at most 16, in the arena.  References,
 * In-Reply-To and Subject, which name other mails, are passed over.  Texts
 * only: nothing is believed.
 */
size_t returned_tokens(struct arena *arena, const struct message *message,
    struct returned_token **out);

#endif
