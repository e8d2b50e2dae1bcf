/*
 * What wakes a worker: a signal to stop (SIGTERM, SIGINT) and a touch of
 * STATE/wake/WORKER, behind one pollable descriptor.
 */
#ifndef WORKER_EVENTS_H
#define WORKER_EVENTS_H

#include <stdbool.h>

#include "base/err.h"

struct events {
	int fd; /* readable when something happened; poll it */
	int signals;
	int inotify;
	bool stop; /* a signal asked us to end */
};

/*
 * Blocks SIGTERM and SIGINT for the process and watches the wake file of
 * `worker` below the state folder (made when missing).
 */
enum err_code events_open(
    const char *state, const char *worker, struct events *out, struct err *err);
void events_close(struct events *events);

/* Takes in what happened, without waiting: afterwards `stop` is right. */
void events_read(struct events *events);

/* Waits until something happened, at most so long; then events_read(). */
void events_wait(struct events *events, int milliseconds);

#endif
