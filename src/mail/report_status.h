/* What a server's words say: status codes (RFC 3463, 5321) and tenses. */
#ifndef MAIL_REPORT_STATUS_H
#define MAIL_REPORT_STATUS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* The first "5.1.1" in the text (class 2, 4 or 5), empty without one. */
struct str report_enhanced(struct str text);

/* The first SMTP reply code such as 550; 0 without one. */
int report_reply(struct str text);

/* Do these folded words say that the server goes on trying? */
bool report_is_delay(const char *folded);

/* ... or that it stopped trying after some time? */
bool report_is_expired(const char *folded);

/* One line: control characters and runs of blanks as one space, at most n. */
char *report_one_line(struct arena *arena, struct str text, size_t n);

#endif
