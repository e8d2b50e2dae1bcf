#include <stdio.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/newsletter_find.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/report.h"

static enum err_code gather(struct cli *cli, struct arena *arena,
    const struct mailing *mailing, struct report *out, struct err *err)
{
	char *list = NULL;
	enum err_code rc = ERR_OK;

	*out = (struct report){ .mailing = mailing };
	if (mailing->list != 0)
		rc = list_name(cli->ctx->db, arena, mailing->list, &list, err);
	out->list = list;
	return rc == ERR_OK
		   ? op_figures(cli->ctx, arena, mailing, &out->figures, err)
		   : rc;
}

enum err_code cmd_newsletter_report(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	const char *html = NULL;
	const struct cli_option options[] = {
		{ "html", NULL, &html },
		{ 0 },
	};
	struct arena arena = { 0 };
	struct mailing mailing;
	struct report report;
	enum err_code rc = cli_options(options, &argc, argv, 0, 1, err);

	if (rc == ERR_OK)
		rc = newsletter_find(cli, &arena, argv[1], &mailing, err);
	if (rc == ERR_OK)
		rc = gather(cli, &arena, &mailing, &report, err);
	if (rc == ERR_OK && html != NULL)
		rc = report_html(&arena, &report, html, err);
	if (rc == ERR_OK && cli->json)
		out_json(report_json(&report));
	else if (rc == ERR_OK && html != NULL)
		printf(_("the report is in %s\n"), html);
	else if (rc == ERR_OK)
		report_print(&report);
	arena_free(&arena);
	return rc;
}
