/*
 * Progress of long work on standard error: one line that is written anew on a
 * terminal, a line each minute elsewhere, for logs; so what is over in a
 * minute says nothing to cron.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/meter.h"

struct progress {
	const char *label;
	int64_t done;  /* all that was tried */
	int64_t total; /* 0 = not known */
	int64_t failed;
	int64_t later;
	int64_t until; /* it waits until then; 0 = it goes on */
	struct meter meter;
	int64_t shown_until; /* `until` in the last line */
	int64_t shown;  /* clock_mono_ms() of the last line, or the start */
	size_t columns; /* of the line that stands on the terminal */
	bool told;      /* a line was written elsewhere */
	bool quiet;     /* never anything */
	bool terminal;  /* standard error is one */
};

void progress_begin(
    struct progress *progress, bool quiet, const char *label, int64_t total);

/* So many are done, or something else has changed. */
void progress_set(struct progress *progress, int64_t done);

/* One more is done. */
void progress_step(struct progress *progress);

/* Takes the line off the terminal, before something else is printed. */
void progress_clear(struct progress *progress);

/* Clears the line; a log that was told of the work is told of its end. */
void progress_end(struct progress *progress);

#endif
