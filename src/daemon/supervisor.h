/*
 * The supervisor of liaisond: one process per worker, started by fork and
 * exec of this program with --worker NAME, started again with backoff when it
 * dies.  It opens no mailbox and sends nothing itself.
 */
#ifndef DAEMON_SUPERVISOR_H
#define DAEMON_SUPERVISOR_H

#include "base/err.h"
#include "conf/conf.h"

/*
 * Runs until SIGTERM or SIGINT, then ends the workers (SIGKILL after a
 * minute).  SIGHUP reads the settings: with a mistake in them all goes on as
 * before, else the workers are ended and *next are the settings to run again
 * with, for the caller to free (NULL after the other signals).  ERR_BUSY when
 * another liaisond works on this state folder.
 */
enum err_code supervisor_run(
    const struct conf *conf, struct conf **next, struct err *err);

#endif
