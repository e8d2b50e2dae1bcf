#include <stdio.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/op_bounce_turn.h"

typedef enum err_code decide_fn(struct ctx *ctx, const struct conf_list *list,
    int64_t *count, struct err *err);

static enum err_code run(struct cli *cli, int argc, char **argv,
    decide_fn *decide, int64_t *count, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	const struct conf_list *list;
	enum err_code rc = cli_options(none, &argc, argv, 1, 1, err);

	if (rc == ERR_OK)
		rc = cli_list(cli, argv[1], &list, err);
	if (rc == ERR_OK)
		rc = decide(cli->ctx, list, count, err);
	return rc;
}

enum err_code cmd_bounce_accept(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	int64_t count = 0;
	enum err_code rc = run(cli, argc, argv, op_bounce_accept, &count, err);

	if (rc == ERR_OK)
		printf(_n("%lld address is suspended.\n",
			   "%lld addresses are suspended.\n", count),
		    (long long)count);
	return rc;
}

enum err_code cmd_bounce_forget(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	int64_t count = 0;
	enum err_code rc = run(cli, argc, argv, op_bounce_forget, &count, err);

	if (rc == ERR_OK)
		printf(_n("The failures of %lld address are forgotten.\n",
			   "The failures of %lld addresses are forgotten.\n",
			   count),
		    (long long)count);
	return rc;
}
