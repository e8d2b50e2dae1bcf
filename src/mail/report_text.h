/*
 * Delivery reports that are only words: by the rules of their makers
 * (mail/report_rule.h), and where none fits, carefully by what all of them
 * have in common.
 */
#ifndef MAIL_REPORT_TEXT_H
#define MAIL_REPORT_TEXT_H

#include "mail/report.h"

struct report_text {
	const struct message *message;
	struct str text;       /* the report's words, UTF-8 */
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
