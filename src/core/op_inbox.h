/*
 * What a human makes of a message of the inbox: decide it anew, or be done
 * with it.  The mail is moved afterwards (worker/filing.h).
 */
#ifndef CORE_OP_INBOX_H
#define CORE_OP_INBOX_H

#include "core/inbound.h"
#include "store/inbox_entry.h"

/*
 * Applies the decision of inbound_look() to a message that had another end
 * before: effects and the new state in one transaction of its own, once
 * whoever else tries (ERR_REFUSED: it was handled meanwhile).  *state: its
 * folder now.  Where that stays the same nothing is done but to note the
 * reason.
 */
enum err_code op_inbox_retry(struct ctx *ctx, struct arena *arena,
    const struct inbox_entry *entry, struct inbound *inbound,
    enum inbox_state *state, struct err *err);

/* It is done with; a transaction of its own.  ERR_REFUSED as above. */
enum err_code op_inbox_drop(
    struct ctx *ctx, const struct inbox_entry *entry, struct err *err);

#endif
