/* Orders of newsletters, and those that recur. */
#include <stdio.h>

#include "base/date.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/newsletter_place.h"
#include "cli/options.h"
#include "cli/order_show.h"
#include "cli/out.h"
#include "core/op_recur.h"
#include "core/rule.h"
#include "store/newsletter.h"

enum { NEWEST = 50 };

enum err_code cmd_newsletter_orders(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	bool all = false;
	const struct cli_option options[] = {
		{ "all", &all, NULL },
		{ 0 },
	};
	struct arena arena = { 0 };
	struct newsletter *rows = NULL;
	size_t count = 0;
	enum err_code rc = cli_options(options, &argc, argv, 0, 0, err);

	if (rc == ERR_OK)
		rc = all ? newsletter_newest(
			       cli->ctx->db, &arena, NEWEST, &rows, &count, err)
			 : newsletter_open(
			       cli->ctx->db, &arena, &rows, &count, err);
	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		if (cli->json)
			out_json(order_json(&rows[i]));
		else
			order_print(&rows[i]);
	}
	if (rc == ERR_OK && count == 0 && !cli->json)
		printf(_("no newsletter waits\n"));
	arena_free(&arena);
	return rc;
}

static void print_next(struct cli *cli, const struct recurring *row)
{
	struct date_local local;
	char next[DATE_SIZE] = "";
	struct rule rule;
	char words[RULE_SIZE];
	struct err unused;

	if (rule_parse(row->rule, &rule, &unused) == ERR_OK)
		rule_words(&rule, words);
	else
		(void)snprintf(words, sizeof(words), "%s", row->rule);
	if (date_to_local(row->next, row->zone, &local))
		date_print_local(&local, next);
	printf("%lld  %s  %s  %s (%s)  ", (long long)row->id, row->list_name,
	    words, next, row->zone);
	out_text(str_c(row->folder));
	if (conf_list(cli->conf, row->list_name) == NULL)
		printf("  %s", _("(there is no such list any more)"));
	printf("\n");
}

static void tell_one(struct cli *cli, const struct recurring *row)
{
	if (!cli->json) {
		print_next(cli, row);
		return;
	}
	out_json(json_pack("{s:I, s:s, s:s, s:s, s:o, s:o, s:I}", "id",
	    (json_int_t)row->id, "list", row->list_name, "rule", row->rule,
	    "zone", row->zone, "folder", out_json_string(row->folder), "editor",
	    out_json_string(row->editor), "next", (json_int_t)row->next));
}

static enum err_code list_all(struct cli *cli, struct err *err)
{
	struct arena arena = { 0 };
	struct recurring *rows = NULL;
	size_t count = 0;
	enum err_code rc =
	    recurring_list(cli->ctx->db, &arena, &rows, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		tell_one(cli, &rows[i]);
	if (rc == ERR_OK && count == 0 && !cli->json)
		printf(_("no newsletter recurs\n"));
	arena_free(&arena);
	return rc;
}

struct every {
	const char *folder;
	const char *list;
	const char *editor;
	const char *stop;
};

static enum err_code add(struct cli *cli, const char *rule,
    const struct every *every, struct err *err)
{
	struct arena arena = { 0 };
	struct op_recur recur = { .rule = rule };
	struct recurring row;
	enum err_code rc = ERR_OK;

	if (every->folder == NULL || every->list == NULL)
		rc = err_set(err, ERR_USAGE,
		    _("say where the files are and whom they are for: --from "
		      "FOLDER --list LIST"));
	if (rc == ERR_OK)
		rc = cli_list(cli, every->list, &recur.list, err);
	if (rc == ERR_OK)
		rc = newsletter_editor(
		    &arena, every->editor, &recur.editor, err);
	if (rc == ERR_OK)
		rc = newsletter_folder(
		    &arena, every->folder, &recur.folder, err);
	if (rc == ERR_OK)
		rc = op_recur_add(cli->ctx, &arena, &recur, &row, err);
	if (rc == ERR_OK)
		tell_one(cli, &row);
	arena_free(&arena);
	return rc;
}

static enum err_code stop(struct cli *cli, const char *text, struct err *err)
{
	int64_t id;
	enum err_code rc = cli_id(text, "newsletter every", &id, err);

	if (rc == ERR_OK)
		rc = recurring_remove(cli->ctx->db, id, err);
	if (rc == ERR_OK && !cli->json)
		printf(_("rule %lld is ended; its orders are not\n"),
		    (long long)id);
	return rc;
}

enum err_code cmd_newsletter_every(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct every every = { 0 };
	const struct cli_option options[] = {
		{ "from", NULL, &every.folder },
		{ "list", NULL, &every.list },
		{ "editor", NULL, &every.editor },
		{ "stop", NULL, &every.stop },
		{ 0 },
	};
	enum err_code rc = cli_options(options, &argc, argv, 0, 1, err);

	if (rc != ERR_OK)
		return rc;
	if (every.stop != NULL)
		return stop(cli, every.stop, err);
	if (argc == 1)
		return list_all(cli, err);
	return add(cli, argv[1], &every, err);
}
