/* Recipient addresses: which list they mean, and what they ask for. */
#ifndef CORE_ROUTE_H
#define CORE_ROUTE_H

#include <stdbool.h>

#include "conf/conf.h"
#include "mail/message.h"
#include "store/subscription.h"

enum route_verb {
	ROUTE_PLAIN,
	ROUTE_REQUEST, /* LIST-request: commands, the rest is for a human */
	ROUTE_SUBSCRIBE,
	ROUTE_UNSUBSCRIBE,
	ROUTE_CONFIRM,
	ROUTE_HELP,
	ROUTE_OWNER,
	ROUTE_BOUNCE,
	ROUTE_MODERATE,
	ROUTE_APPROVE,    /* an answer to a proof */
	ROUTE_NEWSLETTER, /* a newsletter from an editor */
	ROUTE_ISSUE,      /* an issue again: its number, 0 = the last one */
	ROUTE_DATA,       /* what is held about me? */
	ROUTE_MEMBERS,    /* who is on the list? */
	ROUTE__MAX
};

struct route {
	const struct conf_list *list; /* NULL = the site */
	enum route_verb verb;
	struct str token;       /* empty when the address carries none */
	int64_t number;         /* of ROUTE_ISSUE */
	enum sub_delivery mode; /* of ROUTE_SUBSCRIBE: "subscribe-digest" */
	bool habit; /* a word of other list managers, that we never use */
	bool odd;   /* for another address, or for what nobody can tell */
};

/*
 * Reads one address: the site's or a list's own, with its delimiter and a
 * word, an alias of the settings, or the habits of other list managers
 * (LIST-subscribe@).  False when it is none of ours.
 */
bool route_address(
    const struct conf *conf, struct str address, struct route *out);

/*
 * The one that counts among all recipients of a message: a word in an address
 * before a list's plain address before the site's.  *mixed when two of them
 * want different things, or name different lists.  With none of ours (the
 * mailbox collects other addresses too) it is the site's plain address.
 */
void route_message(const struct conf *conf, const struct message *message,
    struct route *out, bool *mixed);

/* One of our own addresses, which never asks for anything? */
bool route_is_ours(const struct conf *conf, struct str address);

#endif
