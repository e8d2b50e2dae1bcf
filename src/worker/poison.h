/*
 * What crashes a worker (a mail being made, a message being read) must not do
 * so for ever: STATE/NAME.mark, a file in memory, says what is under way, and
 * outlives the process.
 */
#ifndef WORKER_POISON_H
#define WORKER_POISON_H

#include <stdbool.h>
#include <stdint.h>

struct mark;

struct poison {
	struct mark *mark; /* NULL: there is no room for it, nothing is known */
};

/*
 * Opens or makes the file, unless it is open.  `alone`: what it tells of is
 * not what another process is doing, but a crash.
 */
void poison_open(
    struct poison *poison, const char *state, const char *name, bool alone);

/*
 * This (not 0) is about to be done; then poison_leave().  False when three
 * processes in a row have ended on it: leave it alone.
 */
bool poison_enter(struct poison *poison, int64_t what);
void poison_leave(struct poison *poison);

/* Did the last process end on something that was not done since? */
bool poison_crashed(const struct poison *poison);
void poison_forget(struct poison *poison); /* it does not matter any more */

void poison_close(struct poison *poison);

#endif
