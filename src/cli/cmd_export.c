#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/subscriber_json.h"
#include "core/fields.h"

/*
 * A field of RFC 4180; what a spreadsheet would take for a formula gets an
 * apostrophe in front (threat T46).
 */
static void cell(const char *text, bool last)
{
	bool formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;

	(void)putchar('"');
	if (formula)
		(void)putchar('\'');
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '"')
			(void)putchar('"');
		(void)putchar(*p);
	}
	(void)fputs(last ? "\"\r\n" : "\",", stdout);
}

struct table {
	const struct conf_list *list;
	const char *names; /* of its fields */
	struct arena arena;
};

static enum err_code csv_row(
    void *ctx, const struct subscription *sub, struct err *err)
{
	struct table *table = ctx;
	const char *values[CONF_FIELDS_MAX];
	char since[DATE_SIZE];
	char until[DATE_SIZE] = "";

	(void)err;
	date_iso(sub->since, since);
	if (sub_is_paused(sub, clock_now()))
		date_iso(sub->paused_until, until);
	cell(sub->address, false);
	cell(sub->name, false);
	cell(lang_name(sub->language), false);
	cell(sub_delivery_name(sub->delivery), false);
	cell(sub->topics, false);
	cell(sub_status_name(sub->status), false);
	cell(since, false);
	cell(until, table->list->fields.n == 0);
	fields_values(
	    &table->arena, table->names, sub->fields, values, CONF_FIELDS_MAX);
	for (size_t i = 0; i < table->list->fields.n; i++)
		cell(values[i], i + 1 == table->list->fields.n);
	arena_free(&table->arena);
	return ERR_OK;
}

static enum err_code json_row(
    void *ctx, const struct subscription *sub, struct err *err)
{
	bool *first = ctx;

	(void)err;
	(void)fputs(*first ? "[\n" : ",\n", stdout);
	*first = false;
	out_json_part(subscriber_json(sub));
	return ERR_OK;
}

static enum err_code export_csv(
    struct cli *cli, const struct conf_list *list, int64_t id, struct err *err)
{
	struct arena names = { 0 };
	struct table table = { .list = list };
	enum err_code rc = ERR_OK;

	(void)fputs(
	    "email,name,language,delivery,topics,status,since,paused_until",
	    stdout);
	for (size_t i = 0; i < list->fields.n; i++)
		printf(",%s", list->fields.v[i]);
	(void)fputs("\r\n", stdout);
	table.names = fields_names(&names, list);
	if (id != 0)
		rc = subscription_each(
		    cli->ctx->db, id, SUB_STATUS__MAX, csv_row, &table, err);
	arena_free(&names);
	return rc;
}

static enum err_code export_json(struct cli *cli, int64_t id, struct err *err)
{
	bool first = true;
	enum err_code rc = ERR_OK;

	if (id != 0)
		rc = subscription_each(
		    cli->ctx->db, id, SUB_STATUS__MAX, json_row, &first, err);
	(void)fputs(first ? "[]\n" : "\n]\n", stdout);
	return rc;
}

enum err_code cmd_subscriber_export(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	const char *format = NULL;
	const struct cli_option options[] = { { "format", NULL, &format },
		{ 0 } };
	const struct conf_list *list;
	bool json = false;
	int64_t id = 0;
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	if (rc == ERR_OK && format != NULL)
		json = strcmp(format, "json") == 0;
	else
		json = cli->json;
	if (rc == ERR_OK && format != NULL && !json &&
	    strcmp(format, "csv") != 0)
		rc = err_set(err, ERR_USAGE,
		    _("\"%s\" is no format; take csv or json"), format);
	if (rc == ERR_OK)
		rc = cli_list(cli, argv[1], &list, err);
	if (rc == ERR_OK)
		rc = cli_list_id(cli, list, &id, err);
	if (rc != ERR_OK)
		return rc;
	return json ? export_json(cli, id, err)
		    : export_csv(cli, list, id, err);
}
