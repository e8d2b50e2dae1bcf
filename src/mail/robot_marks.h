/*
 * Header fields by which machines and their kinds give themselves away: one
 * table of marks, of RFC 3834 and of real products.
 */
#ifndef MAIL_ROBOT_MARKS_H
#define MAIL_ROBOT_MARKS_H

#include "mail/robot.h"

enum mark_test {
	MARK_THERE, /* the field is there */
	MARK_SAYS,  /* it says something, and not no, none, false or 0 */
	MARK_WORD,  /* its first word is the value */
	MARK_HOLDS, /* the value stands in it */
	MARK_LEAST  /* its first number is that of the value, or higher */
};

struct robot_mark {
	const char *field; /* any case; "X-Ticket-*" is all that begin so */
	enum mark_test test;
	const char *value;
	enum robot kind;
	const char *why; /* for `explain`; NULL: the name of the field */
};

/*
 * The kind of the first row that fits, in the order of the table: spam, then
 * what answers by itself, then lists, bulk mail, and doubts.  Of the marks of
 * a filter only the topmost field of a name counts: the others came with the
 * mail.  ROBOT_NONE when no row fits.  *why is a static sentence part.
 */
enum robot robot_mark(const struct message *message, const char **why);

/*
 * Does X-Auto-Response-Suppress ask that no answer be sent?  It proves no
 * machine: rules and add-ins of Exchange put it on mail of people, too.
 */
bool robot_wants_silence(const struct message *message);

#endif
