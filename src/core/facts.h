/* What decide() must know about one message, from settings and database. */
#ifndef CORE_FACTS_H
#define CORE_FACTS_H

#include "core/ctx.h"
#include "core/inbound.h"

/* Fills inbound->facts (and report, delivery) for a readable message. */
enum err_code facts_gather(struct ctx *ctx, struct arena *arena,
    struct inbound *inbound, struct err *err);

/*
 * Is this text a good token of ours?  Looks its row up; `known`, `valid` and
 * `used` say what came out.  ERR_OK also for a forged one.
 */
enum err_code facts_token(struct ctx *ctx, struct arena *arena,
    const char *text, struct fact_token *out, struct err *err);

#endif
