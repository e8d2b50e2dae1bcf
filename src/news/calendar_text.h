/* The words of events in calendars: plain, impersonal, without tricks. */
#ifndef NEWS_CALENDAR_TEXT_H
#define NEWS_CALENDAR_TEXT_H

#include "news/blocks.h"

/*
 * A text as it is for nobody in particular: the hole markers of
 * mail/compose.h and what stands only for some are gone.
 */
struct str calendar_impersonal(struct arena *arena, struct str text);

/*
 * One line: no control characters, none that turn the direction of writing
 * about, no more than some hundred bytes.  NULL for nothing.
 */
const char *calendar_line(struct arena *arena, const char *text);

/*
 * What DESCRIPTION says: the body as text, its paragraphs in one line each,
 * then organiser, language and registration in the reader's language.
 */
enum err_code calendar_description(struct arena *arena,
    const struct news_view *view, const struct news_block *block,
    const char **out, struct err *err);

#endif
