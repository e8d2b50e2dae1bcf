/* Delivery status notifications (RFC 3464, 6533) and complaints (RFC 5965). */
#ifndef MAIL_REPORT_H
#define MAIL_REPORT_H

#include "mail/message.h"

enum report_class { REPORT_PERMANENT, REPORT_TEMPORARY, REPORT_DELAYED };

struct report_recipient {
	char *address; /* lower case */
	enum report_class class;
	char *status; /* "5.1.1", "" if unknown */
	int code;     /* the server's reply, 550; 0 if unknown */
	char *remote; /* the server that refused, "" if unknown */
	char *reason; /* the server's words, one line, "" if none */
};

struct report {
	bool is_report;    /* a DSN, or text of a known mailer */
	bool is_complaint; /* ARF with Feedback-Type abuse and the like */
	bool cut;          /* it names more recipients than are read */
	const char *rule;  /* the maker whose words were read, "" if none */
	struct report_recipient *recipients; /* of complaints: class unused */
	size_t recipient_count;
	char *original_message_id; /* of the returned mail, "" if none */
};

/* Reads the report out of a message; is_report false for other mail. */
void report_read(
    struct arena *arena, const struct message *message, struct report *out);

#endif
