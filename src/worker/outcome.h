/* What a reply of the relay means for a delivery; pure. */
#ifndef WORKER_OUTCOME_H
#define WORKER_OUTCOME_H

#include "smtp/smtp.h"
#include "store/mailing.h"

/* Before an uncertain delivery is tried again. */
enum { DOUBT_SECONDS = 5 * 60 };

/*
 * The next state of a delivery, when it is due again, and whether the attempt
 * counts; the words of the reply are left to the caller.
 */
struct delivery_outcome outcome_of(const struct delivery *delivery,
    const struct smtp_reply *reply, int64_t now);

#endif
