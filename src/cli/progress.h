/* Progress of long work on a terminal: one line on standard error. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *label;
	int64_t done;
	int64_t total; /* 0 = not known */
	int64_t shown; /* clock_mono_ms() of the last line */
	bool on;       /* standard error is a terminal */
};

void progress_begin(
    struct progress *progress, const char *label, int64_t total);

/* One more is done; `arg` is the struct progress. */
void progress_step(void *arg);

/* So many are done; `arg` is the struct progress. */
void progress_set(void *arg, int64_t done);

/* Clears the line. */
void progress_end(struct progress *progress);

#endif
