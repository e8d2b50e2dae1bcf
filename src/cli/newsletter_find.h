/* The newsletter that a person means: by its number, or the last one. */
#ifndef CLI_NEWSLETTER_FIND_H
#define CLI_NEWSLETTER_FIND_H

#include "base/arena.h"
#include "cli/cli.h"
#include "store/mailing.h"

/*
 * `text` NULL: the last newsletter of all lists.  ERR_NOT_FOUND when there is
 * none (yet), or when it is the number of something else; ERR_USAGE.
 */
enum err_code newsletter_find(struct cli *cli, struct arena *arena,
    const char *text, struct mailing *out, struct err *err);

#endif
