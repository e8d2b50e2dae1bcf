/*
 * Whose mail a report is about.  Only a token that we signed tells it: in the
 * address that the report was sent to, else in the Message-ID of what it
 * returns, else in another field of that; and the ledger must know the mail.
 * An address that stands in the report proves nothing (threats T22, T23).
 */
#ifndef CORE_ATTRIBUTE_H
#define CORE_ATTRIBUTE_H

#include "core/ctx.h"
#include "core/decide.h"
#include "store/mailing.h"

enum { ATTRIBUTE_DAYS = 30 }; /* older reports are no news */

enum attribution {
	ATTRIBUTION_NONE,    /* it carries no token */
	ATTRIBUTION_FORGED,  /* none that is good, or of a known mail */
	ATTRIBUTION_CROSSED, /* tokens of different mails */
	ATTRIBUTION_UNSENT,  /* that mail never left */
	ATTRIBUTION_OLD,
	ATTRIBUTION_OTHERS, /* it names others, and the proof is weak */
	ATTRIBUTION_ADDRESS,
	ATTRIBUTION_ID,
	ATTRIBUTION_HEADER,
	ATTRIBUTION__MAX
};

struct attributed {
	enum attribution how;
	struct delivery delivery; /* if it holds */
	int64_t pending;          /* or the request of a confirmation mail */
	/* What it says of that mail; NULL: nothing. */
	const struct report_recipient *recipient;
	bool forwarded; /* it names another address than the mail's */
};

/* Is it about a mail of ours? */
bool attribution_holds(enum attribution how);

/* "signed address", "forged", for programs. */
const char *attribution_name(enum attribution how);

/* A part of a sentence for people, looked up with _(). */
const char *attribution_words(enum attribution how);

/* facts->tokens, report and now are filled in; only database errors. */
enum err_code attribute_report(struct ctx *ctx, struct arena *arena,
    const struct message *message, const struct facts *facts,
    struct attributed *out, struct err *err);

#endif
