/* What stands below a person's words: signatures, notices, advertisements. */
#ifndef MAIL_OWN_TAIL_H
#define MAIL_OWN_TAIL_H

#include "mail/own_line.h"

/* A signature, a legal notice or the footer of a list begins at line i. */
bool own_begins_tail(const struct own_lines *lines, size_t i);

/* One line that a telephone, a mail service or a virus scanner appends. */
bool own_is_client_line(const struct own_lines *lines, size_t i);

/* Nothing but a rule: it goes when what it announced has gone. */
bool own_is_any_rule(const char *folded);

#endif
