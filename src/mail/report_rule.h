/*
 * Delivery reports that are only words: what each maker of mail servers and
 * mailboxes writes, as a table (report_rules.c).  How it is recognised, where
 * it puts the address that failed, where its words about it stand.  An
 * address is only taken where the maker puts it.
 */
#ifndef MAIL_REPORT_RULE_H
#define MAIL_REPORT_RULE_H

#include "mail/message.h"
#include "mail/report_page.h"

enum report_place {
	PLACE_ANGLE, /* lines "<a@b>:" or "<a@b> (...)" */
	PLACE_COLON, /* lines "a@b: ..." */
	PLACE_LINE,  /* lines that begin with it: "  * a@b, ..." */
	PLACE_AFTER, /* behind each of the phrases `at`, or on the next line */
	PLACE_REPLY, /* lines "550 ... <a@b>...", of a dialogue */
	PLACE_LOCAL, /* lines with a name at the mailer's own domain */
	PLACE_FIELD, /* the header field `at` of the report */
	PLACE_LIST   /* a list of JSON, which report_sns.c reads */
};

/* Phrases are folded (base/utf8.h), several as "a|b|c"; NULL: any. */
struct report_rule {
	const char *name; /* of the maker */

	/* Each that is given must be there. */
	const char *from;    /* in From */
	const char *subject; /* in the subject; "^...": at its start */
	const char *field;   /* a header field "Name: part" */
	const char *words;   /* in the text */

	enum report_place place;
	const char *at;    /* PLACE_LINE and the like: only behind this */
	const char *until; /* ... and before this */
	bool opens;        /* a text that opens with `words` is a report */
	bool whole;        /* the words about it are the whole report */
	const char *delay; /* words by which this maker goes on trying */
};

/* Ends with a rule without a name. */
const struct report_rule *report_rules(void);

/*
 * Does the header of this message, and its text, show a report of a known
 * maker, also where nothing else does?
 */
bool report_rule_proves(const struct message *message);

/* The same of a complaint of a provider that does not write RFC 5965. */
bool report_rule_complains(const struct message *message);

/* One address that a rule finds. */
struct report_find {
	struct str address; /* in the page, or in the arena */
	size_t line;
};

/* What the rules find; `out` has room for `max`.  NULL: no rule applies. */
const struct report_rule *report_rule_find(struct arena *arena,
    const struct message *message, const struct page *page,
    struct report_find *out, size_t max, size_t *n);

#endif
