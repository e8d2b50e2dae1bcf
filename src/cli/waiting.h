/* What keeps the mail of a relay from leaving now, though nothing is wrong. */
#ifndef CLI_WAITING_H
#define CLI_WAITING_H

#include <jansson.h>

#include "cli/cli.h"
#include "conf/conf.h"

/*
 * When mailings may go on that the relay, its limits or its hours keep back;
 * 0 = now.
 */
int64_t waiting_until(struct cli *cli, const struct conf_smtp *relay);

/* A line for each reason; the domains that are written to more slowly last. */
void waiting_print(struct cli *cli, const struct conf_smtp *relay);

/*
 * The same as objects {relay, domain, reason, until}, added to the array:
 * reason is hours, limit, relay, quota or domain.
 */
void waiting_json(
    struct cli *cli, const struct conf_smtp *relay, json_t *array);

#endif
