/* `newsletter resend`: once more to those whose mail failed. */
#ifndef CORE_OP_RESEND_H
#define CORE_OP_RESEND_H

#include "core/ctx.h"
#include "core/verdict.h"
#include "store/resend.h"

/*
 * May the same mail be taken a day later?  An unknown address stays unknown,
 * and a mail that is too large or not understood remains what it is.
 */
bool op_resend_may_pass(enum verdict verdict);

struct op_resend {
	/* Failed deliveries by reason and by why they do not go. */
	int64_t counts[VERDICT__MAX][RESEND_WHY__MAX];
	int64_t goes; /* of them */
	int64_t failed;
};

/* Counts; nothing is changed. */
enum err_code op_resend_count(struct ctx *ctx, const struct mailing *mailing,
    struct op_resend *out, struct err *err);

/*
 * Queues them, the same content with the same Message-ID, each once for good,
 * and tells the event log; *count of them.  ERR_REFUSED for a mailing that was
 * cancelled or is being prepared.
 */
enum err_code op_resend(struct ctx *ctx, const struct mailing *mailing,
    int64_t *count, struct err *err);

#endif
