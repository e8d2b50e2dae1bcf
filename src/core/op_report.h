/*
 * What people are told of refusals: the owners of a list, once a mailing is
 * over that not everybody got; the operator, when a domain refuses much of
 * one.
 */
#ifndef CORE_OP_REPORT_H
#define CORE_OP_REPORT_H

#include <stdint.h>

#include "base/err.h"
#include "core/ctx.h"

/*
 * Queues the reports that are due, *count of mailings; each in a transaction
 * of its own.  Notices are not reported on, so that none is about another.
 */
enum err_code op_report_due(struct ctx *ctx, int64_t *count, struct err *err);

/*
 * Raises an alarm for each mailing that is, or was within a day, under way or
 * reported on, and of which a domain has refused more than bounces.
 * domain_percent for what they are, and two at least; the owners of its list
 * are told.  Ends those of a week ago.
 */
enum err_code op_report_refusals(struct ctx *ctx, struct err *err);

#endif
