/* Outcomes that the next commit records. */
#ifndef WORKER_SETTLING_H
#define WORKER_SETTLING_H

#include <stddef.h>
#include <stdint.h>

#include "core/verdict.h"
#include "smtp/smtp.h"
#include "store/mailing.h"

struct settled {
	int64_t id;
	struct delivery_outcome outcome; /* its words are those of reply */
	struct smtp_reply reply;
};

struct settling {
	int max_doubts; /* so often uncertain: held */
	bool limited;   /* the relay has limits */
	struct settled *list;
	size_t count;
	size_t room;
};

/* Keeps what outcome_of() makes of the reply, and logs it; the new state. */
enum delivery_state settling_add(struct settling *settling,
    const struct delivery *delivery, const struct smtp_reply *reply,
    enum verdict verdict);

/*
 * Records all in the caller's transaction.  Forget them with
 * settling_reset() after its commit.
 */
enum err_code settling_record(
    const struct settling *settling, struct db *db, struct err *err);
void settling_reset(struct settling *settling);

void settling_clear(struct settling *settling);

#endif
