/* When a mailing will be through, for people and programs. */
#ifndef CLI_ENDS_H
#define CLI_ENDS_H

#include <jansson.h>

#include "cli/cli.h"
#include "store/mailing.h"

/* Seconds since 1970; 0 when it does not run or nothing tells. */
int64_t ends_of_mailing(struct cli *cli, const struct mailing *mailing);

/* A line that says so; nothing for 0. */
void ends_print(int64_t when);

/* RFC 3339, or null. */
json_t *ends_json(int64_t when);

#endif
