/*
 * Who looks after what waits for a human, and how they are told: grouped, so
 * that a flood of mails is no flood of notices.
 */
#ifndef CORE_OP_INBOX_REPORT_H
#define CORE_OP_INBOX_REPORT_H

#include <stdint.h>

#include "base/err.h"
#include "core/ctx.h"

/*
 * The list whose owners look after what is held for `list` (NULL = for none):
 * itself, else the first one.  NULL where the site has no list.
 */
const struct conf_list *op_inbox_keeper(
    const struct ctx *ctx, const struct conf_list *list);

/*
 * Queues what is due, *count of reports: one per list, of all that its owners
 * were not told of, at most one an hour; each in a transaction of its own.
 */
enum err_code op_inbox_report_due(
    struct ctx *ctx, int64_t *count, struct err *err);

#endif
