#include <stdio.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/op_digest.h"

static const char *result_name(enum op_digested result)
{
	switch (result) {
	case OP_DIGEST_SENT:
		return "sent";
	case OP_DIGEST_NOTHING:
		return "nothing";
	case OP_DIGEST_ALREADY:
		break;
	}
	return "already";
}

/* No output on success, as cron likes it; --json says what was done. */
enum err_code cmd_digest(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct arena arena = { 0 };
	const char *day = NULL;
	const struct cli_option options[] = { { "date", NULL, &day }, { 0 } };
	const struct conf_list *list;
	int64_t when = clock_now();
	enum op_digested result;
	int64_t mailing = 0;
	int64_t queued = 0;
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	if (rc == ERR_OK)
		rc = cli_list(cli, argv[1], &list, err);
	if (rc == ERR_OK && day != NULL &&
	    !date_parse_day(day, list->timezone, &when))
		rc = err_set(err, ERR_USAGE,
		    _("\"%s\" is no date; write it as 2026-11-22"), day);
	if (rc == ERR_OK && when > clock_now())
		rc = err_set(err, ERR_USAGE, _("%s has not come yet"), day);
	if (rc == ERR_OK)
		rc = op_digest(cli->ctx, &arena, list, when, &result, &mailing,
		    &queued, err);
	if (rc == ERR_OK && cli->json)
		out_json(json_pack("{s:s, s:s, s:I, s:I}", "list", list->name,
		    "result", result_name(result), "mailing",
		    (json_int_t)mailing, "queued", (json_int_t)queued));
	arena_free(&arena);
	return rc;
}
