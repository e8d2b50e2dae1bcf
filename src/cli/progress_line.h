/* What the line of progress says; pure. */
#ifndef CLI_PROGRESS_LINE_H
#define CLI_PROGRESS_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for any line. */
enum { PROGRESS_LINE_SIZE = 500 };

struct progress_line {
	const char *label; /* "" = none */
	int64_t done;      /* all that was tried: failed, held and later too */
	int64_t total;     /* 0 = not known */
	int64_t failed;
	int64_t held; /* for a person to decide */
	int64_t later;
	double rate;         /* per second; 0 = not known */
	bool no_estimate;    /* how much is left is told elsewhere */
	const char *waiting; /* the time when it goes on; NULL = it goes on */
};

/*
 * "sending 120/500 (24 %), 31/s, 0:12 left, 2 failed, 1 later": as many of
 * these parts as `width` columns hold, at least the first.  What went wrong
 * comes before the rest when there is no room for all.
 */
void progress_line(
    const struct progress_line *line, size_t width, char *out, size_t size);

#endif
