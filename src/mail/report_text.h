/*
 * Delivery reports that are only words: of qmail, Exim, Postfix, sendmail,
 * Exchange, Gmail and many others.  Careful: an address is only taken where
 * such reports put the one that failed.
 */
#ifndef MAIL_REPORT_TEXT_H
#define MAIL_REPORT_TEXT_H

#include "mail/report.h"

struct report_text {
	struct str text;       /* the report's words, UTF-8 */
	const char *subject;   /* of the report */
	char *const *original; /* addresses that the returned mail names */
	size_t original_count;
	char *const *ours; /* addresses of our side: never failed ones */
	size_t ours_count;
};

/* Adds the recipients to `out`; false when the words name none. */
bool report_text_read(
    struct arena *arena, const struct report_text *input, struct report *out);

/* Adds an address that is known to have failed; the words tell how. */
void report_text_add(struct arena *arena, const struct report_text *input,
    struct str address, struct report *out);

/* Adds one recipient unless it is there already; false when full or known. */
bool report_add(struct arena *arena, struct report *out,
    const struct report_recipient *recipient);

#endif
