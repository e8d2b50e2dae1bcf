/* `newsletter send --wait`: the command sends by itself. */
#ifndef CLI_NEWSLETTER_WAIT_H
#define CLI_NEWSLETTER_WAIT_H

#include "cli/cli.h"
#include "core/op_newsletter.h"

/*
 * Sends here and now what the daemon would send otherwise, until nothing of
 * the mailing (to a list, of `count` mails) is left but what is put off; shows
 * the outcome.
 */
enum err_code newsletter_wait(struct cli *cli, const struct conf_list *list,
    int64_t mailing, int64_t count, struct err *err);

#endif
