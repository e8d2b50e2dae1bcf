/* `newsletter test`: a newsletter to a few addresses, before it leaves. */
#ifndef CORE_OP_TRIAL_H
#define CORE_OP_TRIAL_H

#include "core/op_newsletter.h"

enum { OP_TRIAL_ADDRESSES = 10, OP_TRIAL_MAILS = 50 };

struct op_trial {
	const char *const *addresses; /* normalised */
	size_t address_count;
	const char *variant; /* its name; NULL = those that somebody gets */
	/* Filled by op_trial(). */
	int64_t mailing;
	int64_t count; /* mails */
};

/*
 * Queues the very mails, but that their Subject begins with "[test]" and that
 * they end by saying what they are: with the priority and the short life of a
 * notice, without a way out that would end a subscription, not counted as
 * sent.  Of which nobody gets any variant, those with all topics go.
 * ERR_NOT_FOUND for a variant that is none, ERR_REFUSED for an empty one;
 * ERR_LIMIT for more than OP_TRIAL_ADDRESSES people or OP_TRIAL_MAILS mails.
 */
enum err_code op_trial(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, struct op_trial *trial,
    struct err *err);

#endif
