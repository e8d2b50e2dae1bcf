/*
 * The workers as functions: each with one loop and one database connection.
 * They run in a process of liaisond, or once in the foreground; they do not
 * know which.
 */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/ctx.h"
#include "worker/events.h"

/* What a sender has done so far; several in turn may count on. */
struct worker_tally {
	int64_t sent;
	int64_t later; /* the relay or the domain wants them again */
	int64_t failed;
	int64_t until; /* nothing may leave before; 0 = it is at work */
	/* Called after each change. */
	void (*changed)(void *arg, const struct worker_tally *tally);
	void *arg;
};

struct worker {
	struct ctx *ctx;
	struct events *events;
	bool once;      /* do what there is to do, then return */
	size_t account; /* of the reader: index into conf->imap */
	/* Of the sender: it carries the mail that goes through this relay. */
	const struct conf_smtp *relay;
	struct worker_tally *tally; /* of the sender; may be NULL */
	/*
	 * Set by the sender that is done with `once`: when mail may leave that
	 * waits for the relay's limits or its hours, clock_mono_ms(); 0 = none
	 * waits.
	 */
	int64_t resume;
};

/*
 * Reads one mailbox: every message is decided, applied and moved.  With
 * `once` it returns when the inbox is empty; else it stays, reconnects by
 * itself, and returns ERR_OK when asked to stop.
 */
enum err_code worker_reader(struct worker *worker, struct err *err);

/*
 * Sends what is due through the worker's relay.  With `once` it returns when
 * nothing is due any more, or what is due has to wait for long (deferred mail
 * may wait); a relay that cannot be reached is then an error.
 */
enum err_code worker_sender(struct worker *worker, struct err *err);

/*
 * "sender", or "sender:NAME" for the relay of some lists: the name of its
 * process and of its lock.  The caller frees it.
 */
char *worker_sender_name(const struct conf_smtp *relay);

/* Confirmations as the allowance returns, expiry, clearing up. */
enum err_code worker_timer(struct worker *worker, struct err *err);

/* The worker with this name ("reader", "sender", "timer"), or NULL. */
typedef enum err_code worker_fn(struct worker *worker, struct err *err);
worker_fn *worker_find(const char *name);

/* Waits before trying again: 1 s doubling to 5 min, jittered; reads events. */
void worker_backoff(struct worker *worker, unsigned failures);

#endif
