#include <stdio.h>

#include "base/asset.h"
#include "cli/cmd.h"
#include "cli/options.h"

enum err_code cmd_version(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };

	(void)cli;
	if (cli != NULL && cli_options(none, &argc, argv, 0, 0, err) != ERR_OK)
		return err->code;
	printf("liaison %s\n", asset_version());
	return ERR_OK;
}
