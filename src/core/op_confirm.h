/* The effect of a confirmation: exactly once, and what its mail had said. */
#ifndef CORE_OP_CONFIRM_H
#define CORE_OP_CONFIRM_H

#include "core/op_subscription.h"
#include "store/pending.h"

enum op_confirmed {
	OP_CONFIRM_DONE,   /* with its notice */
	OP_CONFIRM_ALREADY /* used before: nothing changed */
};

/*
 * The effect of a good confirmation token.  ERR_NOT_FOUND when the request has
 * expired or its list is gone.  Needs a transaction.
 */
enum err_code op_confirm(struct ctx *ctx, struct arena *arena, int64_t row,
    const struct op_proof *proof, enum op_confirmed *result, struct err *err);

#endif
