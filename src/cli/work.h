/* Running a worker once from a command. */
#ifndef CLI_WORK_H
#define CLI_WORK_H

#include "base/err.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "worker/worker.h"

/* The reader of this account, once. */
enum err_code work_read(struct cli *cli, size_t account, struct err *err);

/* The sender of this relay, until nothing is due; tally may be NULL. */
enum err_code work_send(struct cli *cli, const struct conf_smtp *relay,
    struct worker_tally *tally, struct err *err);

/* What is called when the tally changes: `arg` is the struct progress. */
void work_show(void *arg, const struct worker_tally *tally);

/* The timer, once. */
enum err_code work_tick(struct cli *cli, struct err *err);

#endif
