/*
 * The events of a newsletter as one calendar (RFC 5545, published as RFC 5546
 * section 3.2.1 has it), and what makes an event the same one from issue to
 * issue.
 */
#ifndef NEWS_CALENDAR_H
#define NEWS_CALENDAR_H

#include "base/crypto.h"
#include "news/blocks.h"

/*
 * The name of an event for calendars: "ID.LIST@DOMAIN".  Without an id it is
 * made of the title, in small letters and digits, so that another title makes
 * another event of it.
 */
const char *news_uid(struct arena *arena, const struct news_site *site,
    const char *id, const char *title);

/*
 * Names all events of the newsletter.  Without an id, the one that begins at
 * the same time in the edition of the list's language gives the name.
 */
void news_uids(
    struct arena *arena, const struct news_site *site, struct news *news);

/*
 * All events among the blocks that are not over, those that are cancelled too,
 * as a text/calendar of METHOD:PUBLISH with CRLF line ends; the same blocks
 * and view make the same bytes.  Nothing in it is personal: fields are as for
 * somebody of whom nothing is known.  *out is empty when there is no event.
 * Errors are those of news_blocks_json().
 */
enum err_code news_calendar(struct arena *arena, const struct news_view *view,
    const struct news_block *blocks, size_t count, struct str *out,
    struct err *err);

/* A hash of all that a calendar shows of the event. */
void news_event_hash(const struct news_block *block, char out[CRYPTO_HEX]);

#endif
