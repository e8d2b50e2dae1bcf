#include <stdio.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/mailing_show.h"
#include "cli/newsletter_find.h"
#include "cli/options.h"
#include "cli/order_show.h"
#include "cli/out.h"

/* What has not left yet. */
struct waiting {
	struct newsletter *rows;
	size_t count;
};

/* An object a line: the mailing, then the orders. */
static void print_json(
    struct cli *cli, const struct mailing *last, const struct waiting *waiting)
{
	if (last != NULL)
		out_json(mailing_json(cli, last));
	for (size_t i = 0; i < waiting->count; i++)
		out_json(order_json(&waiting->rows[i]));
}

static void print(
    struct cli *cli, const struct mailing *last, const struct waiting *waiting)
{
	if (last != NULL)
		mailing_print(cli, last);
	if (waiting->count > 0)
		printf("%s%s\n", last != NULL ? "\n" : "",
		    _("newsletters that have not left yet:"));
	for (size_t i = 0; i < waiting->count; i++) {
		printf("  ");
		order_print(&waiting->rows[i]);
	}
}

enum err_code cmd_newsletter_status(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	struct arena arena = { 0 };
	struct waiting waiting = { 0 };
	struct mailing mailing;
	const struct mailing *last = &mailing;
	enum err_code rc = cli_options(none, &argc, argv, 0, 1, err);

	if (rc == ERR_OK && argc == 1) {
		rc = newsletter_find(cli, &arena, NULL, &mailing, err);
		last = rc == ERR_OK ? last : NULL;
		if (rc == ERR_OK || rc == ERR_NOT_FOUND)
			rc = newsletter_open(cli->ctx->db, &arena,
			    &waiting.rows, &waiting.count, err);
	} else if (rc == ERR_OK) {
		rc = mailing_find(cli, &arena, argv[1], &mailing, err);
	}
	if (rc == ERR_OK && cli->json)
		print_json(cli, last, &waiting);
	else if (rc == ERR_OK)
		print(cli, last, &waiting);
	arena_free(&arena);
	return rc;
}
