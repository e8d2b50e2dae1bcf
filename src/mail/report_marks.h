/* The header of a message as rules see it (mail/report_rule.h). */
#ifndef MAIL_REPORT_MARKS_H
#define MAIL_REPORT_MARKS_H

#include "mail/report_rule.h"

struct report_marks {
	const struct message *message;
	const char *from; /* folded */
	const char *subject;
};

struct report_marks report_marks_read(
    struct arena *arena, const struct message *message);

/* Are the phrases "a|^b" in the subject, those with ^ at its start? */
bool report_marks_subject(
    const struct report_marks *marks, const char *phrases);

/* Does the header have every mark that the rule wants? */
bool report_marks_fit(
    const struct report_marks *marks, const struct report_rule *rule);

#endif
