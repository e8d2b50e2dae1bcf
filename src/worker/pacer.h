/*
 * A sender keeps to the limits of its relay and to the sending hours: how many
 * mails it may claim, whose turn it is, and when it goes on.  What is taken
 * and has not started yet counts as started, so that a start is refused only
 * when another process was faster.
 */
#ifndef WORKER_PACER_H
#define WORKER_PACER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hours.h"
#include "conf/conf.h"
#include "core/pacing.h"
#include "store/mailing.h"
#include "worker/claims.h"

struct pacer {
	const struct conf_smtp *relay;
	struct pacing pacing;
	struct hours hours;
	bool limited;
	struct pacer_taken *taken;
	size_t taken_count;
	struct pacer_domain *domains; /* in which postponed mails queue */
	size_t domain_count;
	struct pacer_back *back; /* claims to give back */
	size_t back_count;
	int64_t resume; /* when more may leave, clock_mono_ms(); 0 = now */
};

void pacer_open(struct pacer *pacer, const struct conf_smtp *relay);
void pacer_clear(struct pacer *pacer);

/* True once when the time to go on has come. */
bool pacer_resumes(struct pacer *pacer);

/*
 * How many mails may be claimed now.  Where mail has to wait, `resume` says
 * until when.
 */
enum err_code pacer_room(struct pacer *pacer, struct db *db,
    struct claims_room *room, struct err *err);

/* Is it the turn of this claimed mail?  If not it is to be given back. */
enum err_code pacer_take(struct pacer *pacer, struct db *db,
    const struct delivery *mail, bool *go, struct err *err);

/* Its body is about to leave: in the transaction that makes it `sending`. */
enum err_code pacer_start(struct pacer *pacer, struct db *db,
    const struct delivery *mail, bool *go, struct err *err);
enum err_code pacer_count(struct pacer *pacer, struct db *db,
    const struct delivery *mail, struct err *err);

/* It started, or will not; taken no more. */
void pacer_drop(struct pacer *pacer, const struct delivery *mail);

/*
 * A claimed mail is put off until `due` because its domain takes no mail; and
 * mail may leave again in so many milliseconds.
 */
void pacer_put_off(
    struct pacer *pacer, const struct delivery *mail, int64_t due);
void pacer_wait(struct pacer *pacer, int64_t ms);

/* pacer_start() found no room: it is given back. */
void pacer_refuse(struct pacer *pacer, const struct delivery *mail);

/* Forgets what no window sees any more. */
enum err_code pacer_forget(
    const struct pacer *pacer, struct db *db, struct err *err);

/*
 * Writes what is to be given back, in the caller's transaction; forget it
 * with pacer_gave_back() after its commit.
 */
enum err_code pacer_give_back(
    const struct pacer *pacer, struct db *db, struct err *err);
void pacer_gave_back(struct pacer *pacer);

#endif
