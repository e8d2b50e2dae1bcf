/*
 * A sender at work: sender.c carries mail over the connections of one run,
 * sender_turn.c writes down what each turn of them did and is about to do,
 * sender_loop.c has it run again and again.  For these files alone.
 */
#ifndef WORKER_SENDER_H
#define WORKER_SENDER_H

#include "worker/brakes.h"
#include "worker/claims.h"
#include "worker/content.h"
#include "worker/login.h"
#include "worker/pacer.h"
#include "worker/poison.h"
#include "worker/settling.h"
#include "worker/tempo.h"
#include "worker/worker.h"

struct sender {
	struct worker *worker;
	struct ctx *ctx;
	const struct conf_smtp *relay;
	struct mailing_scope scope; /* what goes through it */
	struct claims claims;
	struct content content;
	struct settling settling;
	struct tempo tempo;
	struct arena scratch;       /* of one rendering */
	struct dkim_signer *signer; /* NULL = mail is not signed */
	struct login login;
	struct pacer pacer;
	struct poison poison;
	struct brakes brakes;
	int64_t got_one;   /* when the relay took the last mail; or the start */
	bool excused;      /* a session ended because of one domain */
	int64_t put_off;   /* mails of slow domains have places until then */
	bool refusals;     /* by policy, since they were looked at */
	int64_t kept;      /* when keep_house() was, clock_mono_ms() */
	bool null_refused; /* this relay takes no <> */
	bool worked;       /* a mail was done with */
	bool got_on;       /* the same, since the last trouble */
	struct err trouble; /* code ERR_OK: none; nothing more is begun */
	/* STATE/sender[:RELAY].lock, shared while something is under way. */
	int lock;
};

/* A transaction; a database that is locked is waited for, for minutes. */
enum err_code sender_begin(struct sender *s, struct err *err);

/* Is there mail to take?  Claims some if need be. */
bool sender_may_take(struct sender *s);

/* Claims the next ones, in the open transaction or one of its own. */
enum err_code sender_refill(struct sender *s, struct err *err);

/*
 * Writes down, in the open transaction, what was done with and given back, and
 * how fast it goes (`last`: now, else when it is time); after its commit it is
 * forgotten by sender_stored().
 */
enum err_code sender_store(struct sender *s, bool last, struct err *err);
void sender_stored(struct sender *s);

/*
 * smtp_calls.turn: one commit settles what is done and starts what the relay
 * waits for; its bodies leave after it.
 */
enum err_code sender_turn(
    void *ctx, struct smtp_start *starts, size_t count, struct err *err);

/* Carries mail until nothing is due, or what is due has to wait for long. */
enum err_code sender_talk(struct sender *s, struct err *err);

/* Records what is left to record; claims that were not used are given back. */
enum err_code sender_release(struct sender *s, struct err *err);

/* Has the relay put us off, and for long? */
bool sender_is_put_off(const struct sender *s);

/* Milliseconds until mail that waits for its turn may go; -1 = none waits. */
int64_t sender_until_turn(struct sender *s);

#endif
