/* The words of events in calendars: plain, impersonal, without tricks. */
#ifndef NEWS_CALENDAR_TEXT_H
#define NEWS_CALENDAR_TEXT_H

#include "news/blocks.h"

/*
 * One line: no control characters, none that turn the direction of writing
 * about, no more than some hundred bytes.  NULL for nothing.
 */
const char *calendar_line(struct arena *arena, const char *text);

/*
 * The block with the values of its keys as calendars show them: the fields in
 * them filled in, impersonal, each one line, NULL for nothing.
 */
enum err_code calendar_values(struct arena *arena, const struct news_view *view,
    struct news_block *block, struct err *err);

/* A link as calendars want it: what is no ASCII percent-encoded (RFC 3986). */
const char *calendar_uri(struct arena *arena, const char *url);

/* An address that is one, as "mailto:..." (RFC 6068 section 2). */
const char *calendar_mailto(struct arena *arena, const char *address);

/* A name for a parameter, which has no escapes: without quotes; "" = none. */
const char *calendar_name(struct arena *arena, struct str name);

/*
 * What DESCRIPTION says of a block with such values: the body as text, its
 * paragraphs in one line each, then organiser, language and registration in
 * the reader's language, and rights.
 */
enum err_code calendar_description(struct arena *arena,
    const struct news_view *view, const struct news_block *block,
    const char **out, struct err *err);

#endif
