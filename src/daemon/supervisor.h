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
 * minute).  SIGHUP ends and restarts them with the settings of that moment.
 * ERR_BUSY when another liaisond works on this state folder.
 */
enum err_code supervisor_run(const struct conf *conf, struct err *err);

#endif
