/* What a reply of the relay means for a delivery; pure. */
#ifndef WORKER_OUTCOME_H
#define WORKER_OUTCOME_H

#include "core/verdict.h"
#include "smtp/smtp.h"
#include "store/mailing.h"

/* Before an uncertain delivery is tried again. */
enum { DOUBT_SECONDS = 5 * 60 };

/*
 * Whose affair the reply is.  `exhausted`: the account's allowance is known to
 * be used up.  If it is not, and this delivery alone meets it again, it is no
 * matter of the account: VERDICT_LATER.
 */
enum verdict outcome_verdict(const struct delivery *delivery,
    const struct smtp_reply *reply, bool exhausted);

/* Is it us that the relay does not want? */
enum outcome_quarrel {
	OUTCOME_NO_QUARREL,
	OUTCOME_SENDER, /* with this envelope sender */
	OUTCOME_LOGIN   /* without another login */
};
enum outcome_quarrel outcome_quarrel(
    const struct delivery *delivery, const struct smtp_reply *reply);

/*
 * Seconds that do not count for its patience: where a relay has limits, a mail
 * that was put off may be due for days behind others that wait.  A day of that
 * counts: who is run once a day gives up in time.
 */
int64_t outcome_excuse(
    const struct delivery *delivery, bool limited, int64_t now);

/*
 * The next state of a delivery, when it is due again, and whether the attempt
 * counts; code and words of the reply are left to the caller.
 */
struct delivery_outcome outcome_of(const struct delivery *delivery,
    const struct smtp_reply *reply, enum verdict verdict, int64_t now);

#endif
