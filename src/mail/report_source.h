/* What one report is read out of; between the files of mail/report only. */
#ifndef MAIL_REPORT_SOURCE_H
#define MAIL_REPORT_SOURCE_H

#include "mail/report.h"
#include "mail/report_page.h"

enum {
	REPORT_PART_MAX = PAGE_TEXT_MAX, /* bytes of a part that are read */
	REPORT_ADDRESSES_MAX = 64,
	REPORT_REASON_MAX = 300
};

struct report_addresses {
	char *v[REPORT_ADDRESSES_MAX]; /* as addr_key() has them */
	size_t n;
};

struct report_source {
	struct arena *arena;
	const struct message *message;
	struct str status;   /* message/delivery-status, {NULL, 0} if none */
	struct str feedback; /* message/feedback-report */
	struct str returned; /* the returned mail or its header */
	struct str words;    /* what people are to read, or the raw body */
	bool delivered;      /* the status part names one who got it */
	struct report_addresses original; /* that the returned mail names */
	struct report_addresses ours;     /* of our side */
};

/* Adds what is an address and not there yet. */
void report_addresses_add(
    struct report_source *source, struct str text, struct report_addresses *to);

bool report_addresses_has(const struct report_addresses *list, struct str one);

/*
 * The address of "rfc822; user@example.org", "utf-8; ..." (RFC 6533) and what
 * else such fields have, as addr_key() has it; empty when there is none.
 */
struct str report_typed_address(struct arena *arena, struct str value);

/* The blocks of fields of a status part, or one lost among the words. */
void report_read_status(struct report_source *source, struct report *out);

/* A complaint: out->is_complaint and the recipients. */
void report_read_feedback(struct report_source *source, struct report *out);

/* A notification of Amazon SES: the objects of the list with this name. */
void report_read_notification(
    struct report_source *source, const char *list, struct report *out);

/* source->returned and ->original, and the id of the mail returned. */
void report_read_returned(struct report_source *source, struct report *out);

#endif
