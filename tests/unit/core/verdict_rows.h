/* What servers say, in words of the kind that they use, and what it means. */
#ifndef VERDICT_ROWS_H
#define VERDICT_ROWS_H

#include "core/verdict.h"

enum {
	S = VERDICT_AT_SESSION,
	F = VERDICT_AT_SENDER,
	R = VERDICT_AT_RECIPIENT,
	M = VERDICT_AT_MESSAGE
};

static const struct {
	int stage;
	int code;
	const char *enhanced;
	const char *text;
	enum verdict want;
} verdict_rows[] = {
	/* No refusal. */
	{ M, 250, "2.0.0", "Ok: queued as 4XYZ", VERDICT_NONE },
	{ S, 0, "", "connection lost", VERDICT_NONE },

	/* The person. */
	{ R, 550, "5.1.1", "<bob@example.net>: user unknown", VERDICT_ADDRESS },
	{ R, 550, "5.1.1",
	    "The email account that you tried to reach does not exist.",
	    VERDICT_ADDRESS },
	{ R, 550, "5.2.1", "The account is disabled", VERDICT_ADDRESS },
	{ R, 550, "5.1.10", "Recipient not found by SMTP address lookup",
	    VERDICT_ADDRESS },
	{ R, 550, "5.4.1", "Recipient address rejected: Access denied",
	    VERDICT_ADDRESS },
	{ R, 550, "5.5.0", "Requested action not taken: mailbox unavailable",
	    VERDICT_ADDRESS },
	{ R, 550, "", "No such person at this address", VERDICT_ADDRESS },
	{ R, 550, "", "refused", VERDICT_ADDRESS },
	{ R, 551, "", "User not local", VERDICT_ADDRESS },
	{ R, 553, "", "sorry, that is not in my list", VERDICT_ADDRESS },
	{ R, 550, "5.1.2", "Bad destination system address", VERDICT_ADDRESS },
	{ R, 550, "5.4.4", "Host or domain name not known", VERDICT_ADDRESS },
	{ R, 550, "5.1.1",
	    "Adresse d au moins un destinataire invalide. OFR_416",
	    VERDICT_ADDRESS },
	{ R, 550, "", "Utilisateur inconnu", VERDICT_ADDRESS },
	{ R, 550, "", "Cette adresse n'existe pas", VERDICT_ADDRESS },
	{ R, 550, "", "compte d??sactiv??", VERDICT_ADDRESS },
	{ R, 550, "5.7.1", "Recipient rejected: user unknown in table",
	    VERDICT_ADDRESS },
	{ R, 554, "5.7.1", "no such user here", VERDICT_ADDRESS },
	{ R, 556, "", "takes no mail at all", VERDICT_ADDRESS },
	{ R, 450, "4.1.1", "unverified address, unknown for now",
	    VERDICT_ADDRESS },

	/* The mailbox. */
	{ R, 552, "5.2.2", "The mailbox is over its quota", VERDICT_FULL },
	{ R, 452, "4.2.2", "The account is over quota", VERDICT_FULL },
	{ R, 550, "5.2.2", "user's mail quota exceeded", VERDICT_FULL },
	{ R, 422, "4.2.2", "mailbox full", VERDICT_FULL },
	{ R, 550, "5.7.1", "Mailbox is full, tell him", VERDICT_FULL },
	{ R, 552, "", "Quota exceeded", VERDICT_FULL },
	{ M, 552, "", "Requested action aborted: exceeded storage allocation",
	    VERDICT_FULL },
	{ R, 452, "", "Bo??te aux lettres pleine", VERDICT_FULL },
	{ R, 554, "", "boite pleine", VERDICT_FULL },
	{ R, 552, "5.1.1", "<bob@example.net> mailbox size limit exceeded",
	    VERDICT_FULL },

	/* This mail, a bit later. */
	{ R, 450, "4.2.0", "Recipient rejected: Greylisted, see http://x/",
	    VERDICT_LATER },
	{ R, 451, "4.7.1", "Greylisting in action, come back in 00:05:00",
	    VERDICT_LATER },
	{ M, 451, "4.7.1", "Try again later", VERDICT_LATER },
	{ R, 450, "", "Requested mail action not taken", VERDICT_LATER },
	{ R, 451, "", "Temporary local problem - please try later",
	    VERDICT_LATER },
	{ R, 450, "4.2.1",
	    "The user is receiving mail at a rate that prevents more",
	    VERDICT_LATER },
	{ R, 450, "", "Vous ??tes en liste grise", VERDICT_LATER },

	/* The domain. */
	{ R, 450, "4.4.1", "cannot connect to the host", VERDICT_DOMAIN },
	{ R, 451, "4.4.3", "temporary lookup failure", VERDICT_DOMAIN },
	{ R, 421, "4.7.0", "come back later", VERDICT_DOMAIN },
	{ M, 451, "4.7.0", "too many connections to example.net",
	    VERDICT_DOMAIN },
	{ S, 421, "", "mx.example.net throttles us", VERDICT_DOMAIN },
	{ M, 451, "4.7.0", "too many connections for bob@example.net",
	    VERDICT_RELAY },

	/* Too fast for the relay. */
	{ S, 421, "4.7.0", "Error: too many connections from 192.0.2.1",
	    VERDICT_RELAY },
	{ F, 421, "4.3.2", "closing", VERDICT_RELAY },
	{ F, 450, "4.7.1", "Error: too much mail from 192.0.2.1",
	    VERDICT_RELAY },
	{ R, 451, "4.7.1", "Ratelimit \"user\" exceeded", VERDICT_RELAY },
	{ R, 450, "4.7.1", "Too many messages from sender in last 60",
	    VERDICT_RELAY },
	{ M, 432, "4.3.2", "Concurrent connections limit exceeded",
	    VERDICT_RELAY },
	{ M, 454, "", "Throttling failure: Maximum sending rate exceeded",
	    VERDICT_RELAY },
	{ S, 421, "", "Trop de connexions, ralentissez", VERDICT_RELAY },
	{ R, 452, "4.3.1", "Insufficient system storage", VERDICT_RELAY },
	{ M, 451, "4.3.0", "queue file write error", VERDICT_RELAY },
	{ F, 451, "", "try later", VERDICT_RELAY },
	{ R, 550, "5.7.1", "you send too fast", VERDICT_RELAY },
	{ M, 451, "4.7.500", "Server busy. Please try again later",
	    VERDICT_RELAY },
	{ F, 421, "4.7.0", "server ha.example.fr Error: too many errors",
	    VERDICT_RELAY },
	{ M, 421, "4.7.28", "unusual rate of mail", VERDICT_RELAY },

	/* The session. */
	{ F, 421, "4.7.0", "too many messages in this session",
	    VERDICT_SESSION },
	{ F, 452, "4.5.3", "20 messages per connection are enough",
	    VERDICT_SESSION },

	/* The account. */
	{ M, 550, "5.4.5", "Daily user sending limit exceeded", VERDICT_QUOTA },
	{ F, 550, "5.4.5", "quota", VERDICT_QUOTA },
	{ M, 550, "5.1.90", "you reached a limit for recipients",
	    VERDICT_QUOTA },
	{ M, 451, "4.5.127", "Message rejected. Excessive message rate",
	    VERDICT_QUOTA },
	{ M, 554, "5.2.0", "STOREDRV...:SubmissionQuotaExceededException",
	    VERDICT_QUOTA },
	{ F, 550, "5.1.8", "Access denied, bad outbound sender",
	    VERDICT_QUOTA },
	{ M, 554, "5.7.0",
	    "The limit on the number of allowed outgoing messages was "
	    "exceeded. Try again later.",
	    VERDICT_QUOTA },
	{ M, 454, "", "Throttling failure: Daily message quota exceeded",
	    VERDICT_QUOTA },
	{ F, 550, "5.7.1", "sorry, too many emails", VERDICT_QUOTA },
	{ M, 554, "5.7.1", "only 10 messages per day", VERDICT_QUOTA },
	{ R, 451, "", "shop.example has exceeded the max emails per hour",
	    VERDICT_QUOTA },
	{ F, 550, "", "User has exceeded its 24-hour sending limit",
	    VERDICT_QUOTA },
	{ R, 450, "4.7.1", "Quota exceeded", VERDICT_QUOTA },
	{ R, 552, "5.7.1", "quota of this sender exceeded", VERDICT_QUOTA },
	{ R, 421, "", "You've reached your sending limit", VERDICT_QUOTA },
	{ R, 450, "4.7.1", "Quota d'envoi d??pass??", VERDICT_QUOTA },
	{ R, 554, "5.7.1", "limite journali??re atteinte", VERDICT_QUOTA },
	{ M, 550, "", "Nombre maximal de messages par heure atteint",
	    VERDICT_QUOTA },
	{ M, 451, "", "trop de messages envoyes", VERDICT_QUOTA },
	{ F, 451, "4.7.1", "limit exceeded", VERDICT_QUOTA },

	/* Spam, and rules. */
	{ M, 554, "5.7.1", "Message rejected as spam", VERDICT_POLICY },
	{ M, 550, "5.7.1", "this looks like unsolicited mail", VERDICT_POLICY },
	{ R, 550, "5.7.1", "192.0.2.1 is listed in a blocklist",
	    VERDICT_POLICY },
	{ R, 554, "", "transaction failed", VERDICT_POLICY },
	{ M, 550, "", "no", VERDICT_POLICY },
	{ M, 550, "5.7.26", "unauthenticated mail is against our DMARC policy",
	    VERDICT_POLICY },
	{ M, 550, "5.7.515", "the sending domain does not meet the level",
	    VERDICT_POLICY },
	{ M, 550, "", "contenu ind??sirable", VERDICT_POLICY },

	/* Who are we? */
	{ F, 530, "5.7.0", "login first", VERDICT_LOGIN },
	{ F, 535, "5.7.8", "wrong password", VERDICT_LOGIN },
	{ R, 554, "5.7.1", "<bob@example.net>: Relay access denied",
	    VERDICT_LOGIN },
	{ F, 550, "5.7.1", "Authentication required", VERDICT_LOGIN },
	{ F, 550, "", "Authentification requise", VERDICT_LOGIN },
	{ F, 530, "5.7.57", "Client was not authenticated", VERDICT_LOGIN },

	/* The message. */
	{ F, 552, "5.3.4", "Message size exceeds fixed limit",
	    VERDICT_MESSAGE },
	{ M, 550, "5.6.0", "header line too long", VERDICT_MESSAGE },
	{ M, 552, "", "message too large", VERDICT_MESSAGE },

	/* Nothing of this can be told. */
	{ M, 451, "", "no", VERDICT_OTHER },
	{ F, 501, "", "syntax", VERDICT_OTHER },
	{ M, 599, "", "", VERDICT_OTHER },
	{ R, 550, "5.3.0", "", VERDICT_OTHER },
};

#endif
