/* Where a client says that what follows is somebody else's. */
#ifndef MAIL_OWN_QUOTE_H
#define MAIL_OWN_QUOTE_H

#include "mail/own_line.h"

/*
 * Number of lines that the attribution beginning at line i takes ("Le ..., X
 * a écrit :"), 0 for none.  Without a date or an address in it, it must stand
 * right above a quotation: people do write "my sister wrote:".
 */
size_t own_attribution(const struct own_lines *lines, size_t i);

/*
 * Does another mail begin at line i, with a heading of fields or a line that
 * forwarding writes?  Nothing of the person's follows.
 */
bool own_begins_mail(const struct own_lines *lines, size_t i);

/* The tail of a quoted line that a client broke without a mark. */
bool own_is_wrapped(const struct own_lines *lines, size_t i);

#endif
