/* The digest: what went out on a list since the last one, in one mail. */
#ifndef CORE_OP_DIGEST_H
#define CORE_OP_DIGEST_H

#include "core/op_mailing.h"

enum op_digested {
	OP_DIGEST_SENT,    /* queued: *mailing */
	OP_DIGEST_NOTHING, /* nothing new */
	OP_DIGEST_ALREADY  /* the occasion had its digest */
};

/*
 * Makes the digest of the period (digest.every, in the list's time zone) that
 * holds `when`, for subscribers with delivery digest.  Its occasion (list,
 * start of period) exists once: running twice sends once.
 */
enum err_code op_digest(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, int64_t when, enum op_digested *result,
    int64_t *mailing, int64_t *queued, struct err *err);

#endif
