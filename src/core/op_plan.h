/* Who will get a newsletter, and what has changed on its lists. */
#ifndef CORE_OP_PLAN_H
#define CORE_OP_PLAN_H

#include "core/op_newsletter.h"

struct op_plan_domain {
	const char *name;
	int64_t count;
};

/* On one of its lists, since the last newsletter there began. */
struct op_plan_change {
	const struct conf_list *list;
	int64_t since; /* 0 = there was none yet, and nothing is counted */
	int64_t joined;
	int64_t left;
	int64_t suspended;
	int64_t erased;
};

struct op_plan {
	struct op_plan_domain *domains; /* of who gets it, the most first */
	size_t domain_count;
	struct op_plan_change changes[OP_LISTS_MAX]; /* by target */
	int64_t size;   /* bytes of the largest mail, as it leaves */
	int64_t before; /* mailing of the same within a day, 0 = none */
};

/* One look at each subscription, and a few statements. */
enum err_code op_plan(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, struct op_plan *out,
    struct err *err);

/*
 * When the last of its mails leaves if it begins at `start` (0 = now), by
 * op_estimate_end(); of several relays the slowest one counts.  Where a relay
 * has limits for each domain, `plan` tells how many of its mails they hold up;
 * one without domains leaves that to the subscriptions, topics or not.
 */
enum err_code op_plan_end(struct ctx *ctx,
    const struct op_newsletter *newsletter, const struct op_readers *readers,
    const struct op_plan *plan, int64_t start, int64_t *end, struct err *err);

/* Only `size` and `before`: what is told before each sending. */
enum err_code op_plan_brief(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, struct op_plan *out,
    struct err *err);

#endif
