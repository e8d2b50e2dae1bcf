/* Running a worker once from a command. */
#ifndef CLI_WORK_H
#define CLI_WORK_H

#include "base/err.h"
#include "cli/cli.h"
#include "cli/progress.h"

/* "reader", "sender" or "timer" with `once`; progress may be NULL. */
enum err_code work_once(struct cli *cli, const char *name, size_t account,
    struct progress *progress, struct err *err);

#endif
