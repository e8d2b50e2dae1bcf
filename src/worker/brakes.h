/*
 * The brakes of one relay, in memory while a sender works: who has to wait,
 * what replies change, and what of it the next commit stores.
 */
#ifndef WORKER_BRAKES_H
#define WORKER_BRAKES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/ctx.h"
#include "core/slow.h"
#include "smtp/smtp.h"
#include "store/mailing.h"

struct brakes {
	const char *relay;         /* its name, "" = the site's own */
	struct brakes_entry *list; /* sorted by domain */
	size_t count;
	const struct delivery *probe; /* the one that asks an exhausted relay */
	bool quota_changed;           /* the alarm is to be raised or ended */
	char why[320];                /* the words of the quota */
};

void brakes_open(struct brakes *brakes, const char *relay);
void brakes_clear(struct brakes *brakes);

/* Takes in what is stored; what is not stored yet stays. */
enum err_code brakes_load(
    struct brakes *brakes, struct db *db, struct err *err);

/* When all mail, or this mail, may go: `now` or later. */
struct brakes_wait {
	int64_t all;    /* nothing may start before */
	int64_t domain; /* this mail gets this place, 0 = it may go now */
};
struct brakes_wait brakes_ask(
    struct brakes *brakes, const struct delivery *mail, int64_t now);

/* When anything may start; `now` or later. */
int64_t brakes_until(const struct brakes *brakes, int64_t now);

/* Is all mail to the relay slowed down? */
bool brakes_on_relay(const struct brakes *brakes);

/* It is on its way. */
void brakes_taken(
    struct brakes *brakes, const struct delivery *mail, int64_t now);

/* It is over, whatever became of it. */
void brakes_over(struct brakes *brakes, const struct delivery *mail);

/* Is the account's allowance known to be used up? */
bool brakes_exhausted(const struct brakes *brakes);

/* What the relay said of a mail that was taken at `taken`, clock_mono_ms(). */
struct brakes_news {
	const struct delivery *mail;
	int64_t taken;
	enum verdict verdict;
	const struct smtp_reply *reply;
};
void brakes_hear(
    struct brakes *brakes, const struct brakes_news *news, int64_t now);

/*
 * Stores what has changed, in the caller's transaction, with the alarm about
 * the allowance; forget it with brakes_stored() after its commit.
 */
bool brakes_changed(const struct brakes *brakes);
enum err_code brakes_store(
    const struct brakes *brakes, struct db *db, struct err *err);
void brakes_stored(struct brakes *brakes);

#endif
