/*
 * Whose affair a refusal is: what the relay's code, enhanced code (RFC 3463,
 * 5248) and words, in English or French, say about the person, their domain,
 * the relay itself or the mail.  Pure; the rules are in verdict_table.c.
 */
#ifndef CORE_VERDICT_H
#define CORE_VERDICT_H

#include "base/str.h"

enum verdict {
	VERDICT_NONE,    /* no refusal, or no reply at all */
	VERDICT_ADDRESS, /* the person: no such address, or it is closed */
	VERDICT_FULL,    /* the person's mailbox is full */
	VERDICT_LATER,   /* greylisting and the like: this mail, a bit later;
			    if the whole domain is meant, they do not say */
	VERDICT_DOMAIN,  /* the recipient's domain takes nothing for now */
	VERDICT_RELAY,   /* we are too fast or too many for the relay */
	VERDICT_SESSION, /* this session carried enough: the next one goes on */
	VERDICT_QUOTA,   /* the account may send no more for now */
	VERDICT_POLICY,  /* refused as spam, or by a rule */
	VERDICT_LOGIN,   /* the relay does not know who we are */
	VERDICT_MESSAGE, /* this message: too large, not understood */
	VERDICT_OTHER,   /* none of these can be told */
	VERDICT__MAX
};

/* What was answered; bits, so that a rule can name several. */
enum verdict_stage {
	VERDICT_AT_SESSION = 1, /* connecting, greeting, EHLO, or unknown */
	VERDICT_AT_SENDER = 2,  /* MAIL FROM */
	VERDICT_AT_RECIPIENT = 4,
	VERDICT_AT_MESSAGE = 8 /* DATA, or the end of the message */
};

struct verdict_reply {
	enum verdict_stage stage;
	int code;             /* 450; 0 = there was none */
	const char *enhanced; /* "4.7.1", "" if none */
	const char *text;     /* bytes that are not ASCII as '?' */
	struct str domain;    /* of the recipient */
};

enum verdict verdict_of(const struct verdict_reply *reply);

/* "address", "full", ...; "" for VERDICT_NONE.  As the database keeps it. */
const char *verdict_name(enum verdict verdict);

/* The verdict with this name, VERDICT_NONE if there is none. */
enum verdict verdict_parse(const char *name);

/* For people: "unknown address", "mailbox full"; looked up with _(). */
const char *verdict_words(enum verdict verdict);

#endif
