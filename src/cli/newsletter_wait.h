/* `newsletter send --wait`: the command sends by itself. */
#ifndef CLI_NEWSLETTER_WAIT_H
#define CLI_NEWSLETTER_WAIT_H

#include "cli/cli.h"
#include "core/op_newsletter.h"

/* What is waited for: `n` mailings, each to a list, of `count` mails in all. */
struct newsletter_waiting {
	const struct op_target *targets;
	const int64_t *mailings; /* of each target */
	size_t n;
	int64_t count;
};

/*
 * Sends here and now what the daemon would send otherwise, until nothing of
 * the mailings is left but what is put off; shows the outcome of each.
 * A broken relay stops its lists alone; the first error comes back.
 */
enum err_code newsletter_wait(
    struct cli *cli, const struct newsletter_waiting *waiting, struct err *err);

#endif
