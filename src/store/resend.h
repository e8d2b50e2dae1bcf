/* Deliveries that failed and may go once more. */
#ifndef STORE_RESEND_H
#define STORE_RESEND_H

#include <stdint.h>

#include "base/err.h"
#include "store/mailing.h"

enum resend_why {
	RESEND_GOES,
	RESEND_LASTING,   /* its reason will not pass */
	RESEND_RESENT,    /* it went again before */
	RESEND_LEFT,      /* the person is not on the list any more */
	RESEND_SUSPENDED, /* their address fails, or by hand */
	RESEND_PAUSED,    /* they want no newsletters, for now */
	RESEND_MOVED,     /* they have another address */
	RESEND_HAS,       /* they got the same through another mailing */
	RESEND_WHY__MAX
};

const char *resend_why_name(enum resend_why why);

/* `lasting`: verdicts that will not pass, each between blanks: " a b ". */
struct resend {
	int64_t mailing;
	const char *lasting;
	int64_t now;
};

/* Failed ones by verdict and by why they do not go; the most first. */
typedef void resend_fn(
    void *ctx, const char *verdict, enum resend_why why, int64_t count);
enum err_code resend_count(struct db *db, const struct resend *resend,
    resend_fn *each, void *ctx, struct err *err);

/*
 * failed -> queued for those that go, each once and for good; *count of them.
 * A mailing that was done runs again.  ERR_REFUSED when it was cancelled or is
 * being prepared.  Needs a transaction.
 */
enum err_code resend_queue(struct db *db, const struct resend *resend,
    int64_t *count, struct err *err);

#endif
