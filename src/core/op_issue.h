/* An issue of a newsletter once more, for one subscriber who asks. */
#ifndef CORE_OP_ISSUE_H
#define CORE_OP_ISSUE_H

#include "core/notify.h"
#include "core/op_subscription.h"

/*
 * Sends issue `number` of the list (the first one is 1; 0 = the last one) to
 * its subscriber, as it was, with a line that says that it is sent again; or
 * says which ones there are.  `notice` gives language, message_id and
 * references.  Needs a transaction.
 */
enum err_code op_issue(struct ctx *ctx, struct arena *arena,
    const struct subscription *sub, int64_t number, const struct notify *notice,
    struct err *err);

#endif
