/* Is this message from a machine, and which kind?  RFC 3834 and real products.
 */
#ifndef MAIL_ROBOT_H
#define MAIL_ROBOT_H

#include "mail/message.h"

enum robot {
	ROBOT_NONE,    /* nothing says that it is a machine */
	ROBOT_REPLY,   /* vacation, ticket, notice */
	ROBOT_LIST,    /* mail of a list */
	ROBOT_LOOP,    /* our own mail came back, or too many hops */
	ROBOT_BOUNCE,  /* a delivery status notification */
	ROBOT_REPORT,  /* a complaint (ARF) */
	ROBOT_RECEIPT, /* a read receipt (MDN) */
	ROBOT_SPAM,    /* marked by the mailbox's own filter */
	ROBOT_MAYBE    /* only words or a desk's field say so: for a human */
};

/*
 * `site_id` is the domain part of our own List-Id and Message-ID values and
 * finds our own mail coming back (X-Loop, List-Id, From).  *why gets a static
 * sentence part for `explain`, such as "Auto-Submitted: auto-replied".
 */
enum robot robot_detect(
    const struct message *message, const char *site_id, const char **why);

/* ROBOT_BOUNCE, ROBOT_REPORT, ROBOT_RECEIPT, or else ROBOT_NONE; quicker. */
enum robot robot_report(const struct message *message);

/*
 * May a notice be sent in answer at all?  `kind` is that of robot_detect().
 * False for machines, an empty Return-Path, mailer-daemon, postmaster,
 * no-reply, owner- and -request senders (threat T18).
 */
bool robot_may_answer(const struct message *message, enum robot kind);

enum robot_says {
	ROBOT_SAYS_AUTOMATIC = 1, /* it presents itself as automatic */
	ROBOT_SAYS_ABSENT = 2,    /* of an absence, as people do, too */
	ROBOT_SAYS_THANKS = 4     /* for a message, which agrees to nothing */
};

/*
 * What a sender's own words say, and of absence the Subject, too: a set.
 * Looks at the first 2,000 bytes of the words.
 */
unsigned robot_words(const char *subject, const char *own);

#endif
