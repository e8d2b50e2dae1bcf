/* What a decision changes: each decided command by its operation. */
#ifndef CORE_INBOUND_EFFECTS_H
#define CORE_INBOUND_EFFECTS_H

#include "core/inbound.h"

/* Runs inside the transaction of inbound_apply(). */
enum err_code inbound_effects(struct ctx *ctx, struct arena *arena,
    const struct inbound *inbound, int64_t inbox_id, struct err *err);

#endif
