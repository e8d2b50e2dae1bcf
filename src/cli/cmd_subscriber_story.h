/* `liaison subscriber show ADDRESS`: all that happened to an address. */
#ifndef CLI_CMD_SUBSCRIBER_STORY_H
#define CLI_CMD_SUBSCRIBER_STORY_H

#include "cli/cli.h"

enum err_code cmd_subscriber_story(
    struct cli *cli, const char *address, struct err *err);

#endif
