/*
 * What follows from reports, refusals and complaints.  An address that fails
 * on several days is suspended on every list, asked once more by a probe, and
 * removed when that fails too; a complaint ends the subscription at once.
 * Nobody is touched but whom the ledger knows that we wrote to.
 */
#ifndef CORE_OP_BOUNCE_H
#define CORE_OP_BOUNCE_H

#include "base/arena.h"
#include "base/err.h"
#include "core/bounce_policy.h"
#include "core/ctx.h"
#include "core/op_subscription.h"
#include "store/mailing.h"

/* Something happened to a delivery of the ledger. */
struct op_bounce {
	const struct delivery *delivery;
	const char *source; /* "relay", "report" */
	bool complaint;
	struct bounce_said said;
	const char *message_id; /* of the report, for the record; "" = none */
};

/*
 * Writes it down and draws the consequences; a second time for the same
 * delivery nothing happens (*fresh false).  Needs a transaction.
 */
enum err_code op_bounce(struct ctx *ctx, struct arena *arena,
    const struct op_bounce *event, bool *fresh, struct err *err);

/* A report about a request that waits: nobody will confirm it. */
enum err_code op_bounce_pending(struct ctx *ctx, int64_t pending,
    const struct bounce_said *said, bool complaint, struct err *err);

/*
 * The address is of use after all: its score ends, and what was suspended for
 * it is active again; `welcome`: by a mail, if anything was.  Needs a
 * transaction.
 */
enum err_code op_bounce_return(struct ctx *ctx, struct arena *arena,
    int64_t subscriber, const struct op_proof *proof, bool welcome,
    struct err *err);

/* The same for who never failed, most of the time: cheap, and quiet. */
enum err_code op_bounce_forgive(struct ctx *ctx, int64_t subscriber,
    const struct op_proof *proof, struct err *err);

/*
 * Looks at what the relay refused for good since the last time; *count of
 * those that were new.  Transactions of its own.
 */
enum err_code op_bounce_harvest(
    struct ctx *ctx, int64_t *count, struct err *err);

#endif
