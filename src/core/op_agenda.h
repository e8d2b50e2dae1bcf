/*
 * What readers' calendars know of events: a number that is raised when an
 * event changed since it was last sent (SEQUENCE of RFC 5545 section 3.8.7.4),
 * the same in all editions, variants and issues.
 */
#ifndef CORE_OP_AGENDA_H
#define CORE_OP_AGENDA_H

#include "core/ctx.h"
#include "news/news.h"

/*
 * Fills event.sequence of all events of the newsletter, as they would be sent
 * to this list now.  Nothing is stored.
 */
enum err_code op_agenda_sequences(
    struct ctx *ctx, const char *list, struct news *news, struct err *err);

/*
 * Remembers what op_agenda_sequences() found; in the transaction that starts
 * the mailing.
 */
enum err_code op_agenda_keep(struct ctx *ctx, const char *list,
    const struct news *news, struct err *err);

#endif
