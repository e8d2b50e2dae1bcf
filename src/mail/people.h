/* Address fields (RFC 5322 section 3.4) as lists of people. */
#ifndef MAIL_PEOPLE_H
#define MAIL_PEOPLE_H

#include "mail/message.h"

enum { PEOPLE_MAX = 1000 };

/*
 * Adds the mailboxes of one address field to `people`, groups flattened.
 * A value that no parser understands gives the first thing in it that looks
 * like an address.
 */
void people_add(struct arena *arena, const struct message_field *field,
    struct message_people *people);

#endif
