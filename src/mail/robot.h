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

/*
 * May a notice be sent in answer at all?  False for machines, an empty
 * Return-Path, mailer-daemon, postmaster, no-reply, owner- and -request
 * senders (threat T18).
 */
bool robot_may_answer(const struct message *message, const char *site_id);

/* The part of it that is not robot_detect()'s. */
bool robot_has_a_reader(const struct message *message);

/*
 * Do these own words of a sender tell of an absence, as vacation replies do,
 * and people, too?  Looks at the first 4,000 bytes.
 */
bool robot_says_absent(const char *text);

/*
 * Do they thank for a message, as acknowledgements do?  Such thanks agree to
 * nothing.  Looks at the first 4,000 bytes.
 */
bool robot_says_thanks(const char *text);

#endif
