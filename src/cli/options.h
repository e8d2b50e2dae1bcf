/* The options of one command, in rows. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>

#include "base/err.h"

enum { CLI_OPTION_TIMES = 32 };

/* One of `flag` and `value` is set; the last row is all zero. */
struct cli_option {
	const char *name; /* without "--"; "field..." may stand several times */
	bool *flag;       /* becomes true */
	const char **value; /* becomes the next argument; of one that may stand
			       several times: CLI_OPTION_TIMES values, NULL
			       after the last */
};

/*
 * Takes the options out of argv[1..argc-1], wherever they stand before "--",
 * as --name, --name VALUE or --name=VALUE; argv[1..result-1] are what is
 * left, and *argc their number with argv[0], which is the name of the
 * command: what is wrong is told with its usage.  A lone "-" is no option.
 * ERR_USAGE for an unknown option, a missing value or one too many, and when
 * fewer than `min` or more than `max` arguments are left (max -1: no bound).
 */
enum err_code cli_options(const struct cli_option *options, int *argc,
    char **argv, int min, int max, struct err *err);

#endif
