/* A header block as bytes -> its fields, unfolded (RFC 5322 section 2.2.3). */
#ifndef MAIL_FIELDS_H
#define MAIL_FIELDS_H

#include "mail/message.h"

enum { FIELDS_MAX = 1000 };

/*
 * Cuts the block at the front of `raw` into fields: names as written, `raw`
 * values unfolded and trimmed, `value` decoded.  Stops at the empty line, or
 * at a line that can be no header line when `raw` never has an empty one.
 * Returns the number of fields (at most FIELDS_MAX); *body gets what follows.
 */
size_t fields_read(struct arena *arena, struct str raw,
    struct message_field **out, struct str *body);

/* An mbox separator ("From x Mon ...") in front of the header is no field. */
struct str fields_skip_mbox(struct str raw);

/* The next line up to LF, without its CRLF or LF; false at the end. */
bool fields_line(struct str *rest, struct str *line);

/* Does this line begin a field, with a name and a colon? */
bool fields_is_field(struct str line);

/* The first field with this name in any case, or NULL. */
const struct message_field *fields_find(
    const struct message_field *fields, size_t n, const char *name);

#endif
