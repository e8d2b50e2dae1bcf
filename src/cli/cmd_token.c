#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/op_request.h"
#include "core/order_people.h"
#include "core/personal.h"
#include "mail/addr.h"

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
	rc = db_end(cli->ctx->db, rc, err);
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

/* It stands for the editor until then. */
static enum err_code editor_token(struct cli *cli, struct arena *arena,
    const struct conf_list *list, const char *address, char token[TOKEN_SIZE],
    struct err *err)
{
	struct token made = { .purpose = TOKEN_EDITOR,
		.expires = clock_now() + INT64_C(365) * CLOCK_DAY };
	struct order_people people;
	int64_t id;
	char *normalised;
	enum err_code rc = cli_address(arena, address, &normalised, err);

	if (rc != ERR_OK)
		return rc;
	order_people(cli->ctx, arena, list->name, &people);
	if (!order_people_have(arena, &people, normalised))
		return err_set(err, ERR_REFUSED,
		    _("%s is no editor of %s; name them in list.%s.editors"),
		    address, list->name, list->name);
	rc = list_ensure(cli->ctx->db, list->name, clock_now(), &id, err);
	made.row = (uint32_t)id;
	if (rc == ERR_OK)
		ctx_token(cli->ctx, &made, list->name,
		    addr_key(arena, normalised), token);
	return rc;
}

typedef enum err_code issue_fn(struct cli *cli, struct arena *arena,
    const struct conf_list *list, const char *address, char token[TOKEN_SIZE],
    struct err *err);

/* NULL for those that are made by themselves only. */
static issue_fn *issuer_of(enum token_purpose purpose)
{
	switch (purpose) {
	case TOKEN_CONFIRM:
		return confirm_token;
	case TOKEN_UNSUBSCRIBE:
		return unsubscribe_token;
	case TOKEN_EDITOR:
		return editor_token;
	case TOKEN_BOUNCE:
	case TOKEN_MODERATE:
	case TOKEN_APPROVE:
	case TOKEN__MAX:
		break;
	}
	return NULL;
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
		issuer_of(purpose) == NULL))
		rc = err_set(err, ERR_USAGE,
		    _("say what the token is for: --purpose confirm, "
		      "unsubscribe or editor"));
	if (rc == ERR_OK)
		rc = cli_list(cli, argv[1], &list, err);
	if (rc == ERR_OK)
		rc = issuer_of(purpose)(cli, &arena, list, argv[2], token, err);
	if (rc == ERR_OK && cli->json)
		out_json(json_pack("{s:s, s:s, s:o, s:s}", "token", token,
		    "list", list->name, "address", out_json_string(argv[2]),
		    "purpose", token_purpose_name(purpose)));
	else if (rc == ERR_OK)
		printf("%s\n", token);
	arena_free(&arena);
	return rc;
}
