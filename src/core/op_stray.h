/*
 * Reports and complaints that touched nobody are told to the owners, grouped:
 * once a day for each list at most.
 */
#ifndef CORE_OP_STRAY_H
#define CORE_OP_STRAY_H

#include "core/ctx.h"

/*
 * Queues what is due, *count of lists, each in a transaction of its own.  What
 * was of no list is told to the owners of the first.
 */
enum err_code op_stray_turn(struct ctx *ctx, int64_t *count, struct err *err);

#endif
