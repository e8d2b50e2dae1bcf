/*
 * Proofs: a newsletter as its readers would get it, mailed to editors, whose
 * answer sends it, or not.  An answer is about one row of store/newsletter.h,
 * whose files and `seen` never change: what is changed is another row with
 * proofs of its own.
 */
#ifndef CORE_OP_PROOF_H
#define CORE_OP_PROOF_H

#include "core/op_order.h"

/*
 * Stores the row (state proof; its files are the caller's) and mails proofs to
 * those who may approve it, *count of them; the editor who sent it by mail and
 * may not gets one to look at.  ERR_CONFIG when nobody may.  Needs a
 * transaction.
 */
enum err_code op_proof_add(struct ctx *ctx, struct arena *arena,
    struct newsletter *row, const struct op_newsletter *made, size_t *count,
    struct err *err);

/*
 * Another row with the same files takes the place of `old` (which is
 * cancelled), with proofs of what it is now.  Needs a transaction.
 */
enum err_code op_proof_renew(struct ctx *ctx, struct arena *arena,
    const struct newsletter *old, const struct op_newsletter *made,
    enum newsletter_why why, struct err *err);

enum op_answer { OP_ANSWER_APPROVE, OP_ANSWER_REFUSE, OP_ANSWER_REMARK };

struct op_answered {
	int64_t id;
	const char *address; /* of who was asked */
	const char *from;    /* of who answers */
	enum op_answer answer;
	const char *message_id; /* of the answer */
	const char *references;
	struct str raw; /* the answer, to be sent on; empty = too large */
};

/*
 * What the answer of an editor does: the row is scheduled, refused, or stays
 * while the remark is sent on; what comes too late, or from who may not, does
 * nothing.  Everybody concerned is told; the writer only if `tell`.  Needs a
 * transaction.
 */
enum err_code op_proof_answer(struct ctx *ctx, struct arena *arena,
    const struct op_answered *answered, bool tell, struct err *err);

/* The token that an approver's answer carries. */
void op_proof_token(const struct ctx *ctx, const struct newsletter *row,
    const char *list, const char *address_key, char out[TOKEN_SIZE]);

#endif
