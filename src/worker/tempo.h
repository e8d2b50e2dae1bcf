/* Writes down how fast mailings go, now and then: for `liaison status`. */
#ifndef WORKER_TEMPO_H
#define WORKER_TEMPO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

enum { TEMPO_MAX = 16 };

/* All zero at first. */
struct tempo {
	struct {
		int64_t mailing;
		int64_t sent;
	} of[TEMPO_MAX]; /* not yet written; of more at a time not all */
	size_t count;
	int64_t since;   /* clock_now() of the first of them */
	int64_t written; /* clock_mono_ms() */
};

/* One more mail of a mailing to many went out. */
void tempo_count(struct tempo *tempo, int64_t mailing);

/*
 * Writes it in the caller's transaction, unless that was done a moment ago;
 * with `last` in any case.
 */
enum err_code tempo_record(
    struct tempo *tempo, struct db *db, bool last, struct err *err);

#endif
