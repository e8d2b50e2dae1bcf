#include "cli/cmd.h"
#include "cli/mailing_show.h"
#include "cli/options.h"
#include "cli/out.h"

static enum err_code print_row(
    void *ctx, const struct mailing *m, struct err *err)
{
	struct cli *cli = ctx;

	(void)err;
	if (cli->json)
		out_json(mailing_json(cli, m));
	else
		mailing_print(cli, m);
	return ERR_OK;
}

enum err_code cmd_newsletter_status(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	struct arena arena = { 0 };
	struct mailing mailing;
	enum err_code rc = cli_options(none, &argc, argv, 0, 1, err);

	if (rc == ERR_OK && argc == 1)
		return mailing_each(cli->ctx->db, 0, MAILING_NEWSLETTER, 1,
		    print_row, cli, err);
	if (rc == ERR_OK)
		rc = mailing_find(cli, &arena, argv[1], &mailing, err);
	if (rc == ERR_OK)
		rc = print_row(cli, &mailing, err);
	arena_free(&arena);
	return rc;
}
