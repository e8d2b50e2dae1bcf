/* One process at a time: flock on STATE/NAME.lock, gone with the process. */
#ifndef WORKER_LOCK_H
#define WORKER_LOCK_H

#include <stdbool.h>

#include "base/err.h"

/* ERR_BUSY when another process has it (then *fd is -1), ERR_PERM, ERR_IO. */
enum err_code lock_try(
    const char *state, const char *name, int *fd, struct err *err);

/*
 * Joins those who share the lock.  *alone: nobody else does, and nobody can
 * join before lock_share() or lock_release(); else waits for who is alone.
 */
enum err_code lock_join(
    const char *state, const char *name, int *fd, bool *alone, struct err *err);
enum err_code lock_share(int fd, struct err *err);

/* -1 is fine. */
void lock_release(int fd);

#endif
