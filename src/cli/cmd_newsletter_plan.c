#include "cli/cmd.h"
#include "cli/newsletter_place.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/recap.h"

enum err_code cmd_newsletter_plan(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct newsletter_file file = { .draft = true };
	const char *at = NULL;
	const struct cli_option options[] = {
		{ "list", NULL, &file.lists },
		{ "at", NULL, &at },
		{ 0 },
	};
	struct arena arena = { 0 };
	struct op_newsletter newsletter;
	struct recap recap = { .whole = true };
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	file.path = argv[1];
	if (rc == ERR_OK)
		rc = newsletter_file_open(cli, &arena, &file, &newsletter, err);
	if (rc == ERR_OK)
		rc = newsletter_start(&arena, &newsletter, at, &recap, err);
	if (rc == ERR_OK)
		rc = recap_make(cli, &arena, &newsletter, &recap, err);
	if (rc == ERR_OK && cli->json) {
		out_json(recap_json(&recap));
	} else if (rc == ERR_OK) {
		(void)newsletter_file_warn(&newsletter);
		recap_print(&recap);
	}
	arena_free(&arena);
	return rc;
}
