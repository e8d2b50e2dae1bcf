/*
 * A delivery that crashes the sender while its mail is made must not do so for
 * ever: STATE/NAME.mark, a file in memory, says which one is in the making,
 * and outlives the process.
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
 * Opens or makes the file, unless it is open.  `alone`: what it tells of is no
 * mail that another process is making, but a crash.
 */
void poison_open(
    struct poison *poison, const char *state, const char *name, bool alone);

/*
 * The mail of this delivery is about to be made; then poison_leave().  False
 * when three processes in a row have ended on it: leave it alone.
 */
bool poison_enter(struct poison *poison, int64_t delivery);
void poison_leave(struct poison *poison);

void poison_close(struct poison *poison);

#endif
