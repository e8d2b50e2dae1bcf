/*
 * The life of a subscription: confirmed, changed, left.  Every change writes
 * a consent record in the same transaction.
 */
#ifndef CORE_OP_SUBSCRIPTION_H
#define CORE_OP_SUBSCRIPTION_H

#include "base/arena.h"
#include "base/err.h"
#include "core/ctx.h"
#include "store/subscription.h"

/* How a change is proved: the words of the table `consent`. */
struct op_proof {
	const char *how;
	const char *source;
	const char *text_version;
	const char *message_id;
	const char *references; /* of an answer, NULL = that id alone */
	const char *authres;
};

/*
 * Makes the subscription active (a new one, or one that was left) and lifts
 * the person's suppression, on this list and on all.  `sub` gives address,
 * name, language, delivery, topics; list id and key are filled in.  No mail.
 * Needs a transaction.
 */
enum err_code op_subscribe(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, struct subscription *sub,
    const struct op_proof *proof, struct err *err);

/*
 * Ends a subscription: status left, suppressed against imports, queued
 * deliveries cancelled, goodbye of `list` queued when `tell`.  Needs a
 * transaction.
 */
enum err_code op_leave(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, struct subscription *sub,
    const struct op_proof *proof, bool tell, struct err *err);

/*
 * Changes name, language, delivery, topics, pause or status of `sub`.  What is
 * queued for who is suspended or pauses now is cancelled.
 */
enum err_code op_set(struct ctx *ctx, const struct conf_list *list,
    struct subscription *sub, const struct op_proof *proof, struct err *err);

/*
 * Another status for `sub`, with the record of this action (a word of the
 * table `consent`); what waits for it is cancelled unless it becomes active.
 * No mail.  Needs a transaction.
 */
enum err_code op_move(struct ctx *ctx, struct subscription *sub,
    enum sub_status status, const char *action, const struct op_proof *proof,
    struct err *err);

/*
 * The proof of a change, and its event: `action` is a word of the table
 * `consent`.  Needs a transaction.
 */
enum err_code op_record(struct ctx *ctx, const struct subscription *sub,
    const char *action, const struct op_proof *proof, struct err *err);

/* The subscription of an address on a configured list; ERR_NOT_FOUND. */
enum err_code op_find(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, const char *address_key,
    struct subscription *out, struct err *err);

#endif
