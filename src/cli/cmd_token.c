#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/op_request.h"
#include "core/personal.h"

static enum err_code confirm_token(struct cli *cli, struct arena *arena,
    const struct conf_list *list, const char *address, char token[TOKEN_SIZE],
    struct err *err)
{
	struct op_request request = {
		.verb = PENDING_SUBSCRIBE,
		.list = list,
		.name = "",
		.language = list->language,
		.origin = "token",
		.message_id = "",
	};
	enum op_requested result;
	struct pending row;
	char *normalised;
	enum err_code rc = cli_address(arena, address, &normalised, err);

	if (rc != ERR_OK)
		return rc;
	request.address = normalised;
	rc = db_begin(cli->ctx->db, err);
	if (rc != ERR_OK)
		return rc;
	rc = op_request(cli->ctx, arena, &request, &result, &row, err);
	if (rc == ERR_OK)
		rc = db_commit(cli->ctx->db, err);
	else
		db_rollback(cli->ctx->db);
	if (rc == ERR_OK)
		op_request_token(cli->ctx, &row, list->name, token);
	return rc;
}

static enum err_code unsubscribe_token(struct cli *cli, struct arena *arena,
    const struct conf_list *list, const char *address, char token[TOKEN_SIZE],
    struct err *err)
{
	struct subscription sub;
	enum err_code rc =
	    cli_subscription(cli, arena, list, address, &sub, err);

	if (rc == ERR_OK)
		personal_unsubscribe_token(
		    cli->ctx, list, &sub, clock_now(), token);
	return rc;
}

enum err_code cmd_token_issue(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct arena arena = { 0 };
	const char *word = NULL;
	const struct cli_option options[] = {
		{ "purpose", NULL, &word },
		{ 0 },
	};
	enum token_purpose purpose = TOKEN__MAX;
	char token[TOKEN_SIZE];
	const struct conf_list *list;
	enum err_code rc = cli_options(options, &argc, argv, 2, 2, err);

	if (rc == ERR_OK &&
	    (word == NULL || !token_purpose_parse(word, &purpose) ||
		(purpose != TOKEN_CONFIRM && purpose != TOKEN_UNSUBSCRIBE)))
		rc = err_set(err, ERR_USAGE,
		    _("say what the token is for: --purpose confirm or "
		      "--purpose unsubscribe"));
	if (rc == ERR_OK)
		rc = cli_list(cli, argv[1], &list, err);
	if (rc == ERR_OK)
		rc = purpose == TOKEN_CONFIRM
			 ? confirm_token(cli, &arena, list, argv[2], token, err)
			 : unsubscribe_token(
			       cli, &arena, list, argv[2], token, err);
	if (rc == ERR_OK && cli->json)
		out_json(json_pack("{s:s, s:s, s:o, s:s}", "token", token,
		    "list", list->name, "address", out_json_string(argv[2]),
		    "purpose", token_purpose_name(purpose)));
	else if (rc == ERR_OK)
		printf("%s\n", token);
	arena_free(&arena);
	return rc;
}
