/* When the last mail of a mailing leaves: what core/estimate.h needs to know.
 */
#ifndef CORE_OP_ESTIMATE_H
#define CORE_OP_ESTIMATE_H

#include "core/ctx.h"

struct op_estimate {
	int64_t mailing; /* 0 = one to be made */
	int64_t list;    /* 0 = it has none */
	int64_t mails;   /* that are left */
	int64_t start;   /* not before; 0 = now */
	int priority;
	/* The domain that most of them go to, and how many; NULL = look. */
	const char *domain;
	int64_t domain_mails;
};

/*
 * *end in seconds since 1970, 0 when nothing tells, as while the relay cannot
 * be reached.  Among others that run through the same relay, each has its
 * share.
 */
enum err_code op_estimate_end(struct ctx *ctx, const struct op_estimate *spec,
    int64_t *end, struct err *err);

#endif
