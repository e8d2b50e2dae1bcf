#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/notify.h"

/* By status, and how many of the active ones pause. */
enum { PAUSED = SUB_STATUS__MAX, COUNTS };

static enum err_code count(struct cli *cli, const struct conf_list *list,
    int64_t counts[COUNTS], struct err *err)
{
	int64_t id = 0;
	enum err_code rc = ERR_OK;

	for (int i = 0; i < COUNTS; i++)
		counts[i] = 0;
	if (cli->ctx->db == NULL)
		return ERR_OK;
	rc = cli_list_id(cli, list, &id, err);
	if (rc != ERR_OK || id == 0)
		return rc;
	rc = subscription_count(cli->ctx->db, id, counts, err);
	if (rc == ERR_OK)
		rc = subscription_paused(
		    cli->ctx->db, id, clock_now(), &counts[PAUSED], err);
	return rc;
}

static json_t *list_json(
    const struct conf_list *list, const int64_t counts[COUNTS])
{
	json_t *topics = json_array();

	for (size_t i = 0; i < list->topic_count; i++)
		(void)json_array_append_new(
		    topics, out_json_string(list->topics[i].key));
	return json_pack("{s:o, s:o, s:s, s:s, s:I, s:I, s:I, s:I, s:o}",
	    "name", out_json_string(list->name), "address",
	    out_json_string(list->address), "kind",
	    list->kind == CONF_NEWSLETTER ? "newsletter" : "discussion",
	    "language", lang_name(list->language), "active",
	    (json_int_t)counts[SUB_ACTIVE], "suspended",
	    (json_int_t)counts[SUB_SUSPENDED], "left",
	    (json_int_t)counts[SUB_LEFT], "paused", (json_int_t)counts[PAUSED],
	    "topics", topics);
}

static void print_one(
    const struct conf_list *list, const int64_t counts[COUNTS])
{
	out_field(_("list"), list->name);
	out_field(_("label"), notify_label(list, list->language));
	out_field(_("address"), list->address);
	out_field(_("kind"),
	    list->kind == CONF_NEWSLETTER ? _("newsletter") : _("discussion"));
	out_field(_("language"), lang_name(list->language));
	for (size_t i = 0; i < list->owners.n; i++)
		out_field(_("owner"), list->owners.v[i]);
	for (size_t i = 0; i < list->topic_count; i++)
		out_field(_("topic"), list->topics[i].key);
	printf(_("subscribers: %lld active, %lld suspended, %lld left\n"),
	    (long long)counts[SUB_ACTIVE], (long long)counts[SUB_SUSPENDED],
	    (long long)counts[SUB_LEFT]);
	if (counts[PAUSED] > 0)
		printf(_("on a pause: %lld of the active ones\n"),
		    (long long)counts[PAUSED]);
}

static void print_row(
    const struct conf_list *list, const int64_t counts[COUNTS])
{
	out_cell(list->name, 20);
	out_cell(list->address, 32);
	printf(_("%lld active"), (long long)counts[SUB_ACTIVE]);
	if (counts[SUB_SUSPENDED] > 0)
		printf(_(", %lld suspended"), (long long)counts[SUB_SUSPENDED]);
	printf("\n");
}

enum err_code cmd_list_show(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	const struct conf_list *only = NULL;
	enum err_code rc = cli_options(none, &argc, argv, 0, 1, err);

	if (rc == ERR_OK && argc > 1)
		rc = cli_list(cli, argv[1], &only, err);
	for (size_t i = 0; rc == ERR_OK && i < cli->conf->list_count; i++) {
		const struct conf_list *list = &cli->conf->lists[i];
		int64_t counts[COUNTS];
		if (only != NULL && list != only)
			continue;
		rc = count(cli, list, counts, err);
		if (rc != ERR_OK)
			break;
		if (cli->json)
			out_json(list_json(list, counts));
		else if (only != NULL)
			print_one(list, counts);
		else
			print_row(list, counts);
	}
	return rc;
}
