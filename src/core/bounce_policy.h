/*
 * Who bears a report: data and nothing else decides.  What is temporary or
 * delayed counts for nobody; what a rule, a size or a quota refused is the
 * mailing's affair; only what says that the address itself is of no use
 * counts for the person (RFC 3463, threat T24).
 */
#ifndef CORE_BOUNCE_POLICY_H
#define CORE_BOUNCE_POLICY_H

#include <stdbool.h>

#include "core/verdict.h"
#include "mail/report.h"
#include "store/bounce.h"

/* What was said of one mail. */
struct bounce_said {
	enum report_class class;
	const char *status;   /* "5.1.1", "" if none */
	const char *words;    /* of the server, "" if none */
	struct str domain;    /* of the recipient */
	int answered;         /* a server's code in a report, 0 if none */
	int code;             /* of our relay's refusal; 0: it is a report */
	enum verdict verdict; /* of our relay's refusal */
};

struct bounce_judgement {
	enum verdict verdict;
	enum bounce_charge charge;
};

struct bounce_judgement bounce_judge(const struct bounce_said *said);

/* "permanent", "temporary", "delayed". */
const char *bounce_class_name(enum report_class class);

#endif
