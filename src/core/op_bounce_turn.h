/*
 * What happens to failing addresses because time has passed, and what a human
 * decides when too many fail at once.
 */
#ifndef CORE_OP_BOUNCE_TURN_H
#define CORE_OP_BOUNCE_TURN_H

#include "core/ctx.h"

/*
 * The turn of the timer: what the relay refused is looked at, probes leave (a
 * few at a time), who proved to be there is back, old scores and histories
 * are erased.  Each step is a transaction of its own, so that a turn that is
 * cut off goes on at the next one.  *count of persons that moved.
 */
enum err_code op_bounce_turn(struct ctx *ctx, int64_t *count, struct err *err);

/*
 * After the alarm that many addresses of a list fail: accept suspends those
 * who wait; forget says that it was our fault: their scores end, and who was
 * suspended within the last week without a probe is back.  The alarm ends.
 * *count of persons.  Transactions of its own.
 */
enum err_code op_bounce_accept(struct ctx *ctx, const struct conf_list *list,
    int64_t *count, struct err *err);
enum err_code op_bounce_forget(struct ctx *ctx, const struct conf_list *list,
    int64_t *count, struct err *err);

#endif
