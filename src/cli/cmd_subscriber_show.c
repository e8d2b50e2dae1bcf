#include <stdio.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/cmd_subscriber_story.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/subscriber_json.h"
#include "cli/words.h"
#include "core/fields.h"
#include "core/topics.h"
#include "store/ledger.h"

/* The last day without mailings: a date, "open" without an end, or null. */
static json_t *pause_json(const struct subscription *sub)
{
	if (!sub_is_paused(sub, clock_now()))
		return json_null();
	return sub->paused_until >= SUB_PAUSE_OPEN
		   ? json_string("open")
		   : out_json_date(sub->paused_until);
}

json_t *subscriber_json(const struct subscription *sub)
{
	return json_pack("{s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}",
	    "address", out_json_string(sub->address), "name",
	    out_json_string(sub->name), "status", sub_status_name(sub->status),
	    "delivery", sub_delivery_name(sub->delivery), "language",
	    lang_name(sub->language), "topics", topics_keys(sub->topics),
	    "since", out_json_date(sub->since), "changed",
	    out_json_date(sub->changed), "paused_until", pause_json(sub),
	    "fields", fields_json(sub->fields));
}

json_t *subscriber_consent_json(const struct consent *c)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o}", "action",
	    c->action, "how", c->how, "source", out_json_string(c->source),
	    "text_version", out_json_string(c->text_version), "language",
	    lang_name(c->language), "message_id",
	    out_json_string(c->message_id), "authentication_results",
	    out_json_string(c->authres), "at", out_json_date(c->at));
}

void subscriber_print_consent(const struct consent *c)
{
	char when[DATE_SIZE];

	date_iso(c->at, when);
	printf("  %s  ", when);
	out_puts(c->action);
	printf(" (");
	out_puts(c->how);
	if (c->source[0] != '\0') {
		printf(", ");
		out_puts(c->source);
	}
	printf(")");
	if (c->text_version[0] != '\0') {
		printf("  ");
		out_puts(c->text_version);
	}
	if (c->message_id[0] != '\0') {
		printf("  <");
		out_puts(c->message_id);
		printf(">");
	}
	printf("\n");
}

static void print_fields(const struct subscription *sub)
{
	json_t *fields = fields_json(sub->fields);

	for (void *i = json_object_iter(fields); i != NULL;
	     i = json_object_iter_next(fields, i))
		out_field(json_object_iter_key(i),
		    json_string_value(json_object_iter_value(i)));
	json_decref(fields);
}

void subscriber_print(const char *list, const struct subscription *sub)
{
	char since[DATE_SIZE];

	date_iso(sub->since, since);
	out_field(_("address"), sub->address);
	out_field(_("name"), sub->name);
	out_field(_("list"), list);
	out_field(_("status"),
	    words_shown(WORDS_STATUS, sub_status_name(sub->status)));
	out_field(_("delivery"),
	    words_shown(WORDS_MODE, sub_delivery_name(sub->delivery)));
	out_field(_("language"), lang_name(sub->language));
	out_field(_("topics"), sub->topics[0] == '\0' ? _("all") : sub->topics);
	out_field(_("since"), since);
	if (sub_is_paused(sub, clock_now())) {
		date_iso(sub->paused_until, since);
		out_field(_("paused until"), sub->paused_until >= SUB_PAUSE_OPEN
						 ? _("they ask to resume")
						 : since);
	}
	print_fields(sub);
	printf("%s\n", _("consent:"));
}

enum err_code cmd_subscriber_show(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	struct arena arena = { 0 };
	struct subscription sub;
	const struct conf_list *list;
	struct consent *records = NULL;
	size_t count = 0;
	enum err_code rc = cli_options(none, &argc, argv, 1, 2, err);

	if (rc == ERR_OK && argc == 2)
		return cmd_subscriber_story(cli, argv[1], err);
	if (rc == ERR_OK)
		rc = cli_list(cli, argv[1], &list, err);
	if (rc == ERR_OK)
		rc = cli_subscription(cli, &arena, list, argv[2], &sub, err);
	if (rc == ERR_OK)
		rc = consent_list(cli->ctx->db, &arena, sub.list,
		    sub.subscriber, &records, &count, err);
	if (rc == ERR_OK && cli->json) {
		json_t *out = subscriber_json(&sub);
		json_t *rows = json_array();
		for (size_t i = 0; i < count; i++)
			(void)json_array_append_new(
			    rows, subscriber_consent_json(&records[i]));
		(void)json_object_set_new(out, "list", json_string(list->name));
		(void)json_object_set_new(out, "consent", rows);
		out_json(out);
	} else if (rc == ERR_OK) {
		subscriber_print(list->name, &sub);
		for (size_t i = 0; i < count; i++)
			subscriber_print_consent(&records[i]);
	}
	arena_free(&arena);
	return rc;
}

static enum err_code print_row(
    void *ctx, const struct subscription *sub, struct err *err)
{
	const struct cli *cli = ctx;

	(void)err;
	if (cli->json) {
		out_json(subscriber_json(sub));
		return ERR_OK;
	}
	out_cell(sub->address, 36);
	out_cell(words_shown(WORDS_STATUS, sub_status_name(sub->status)), 9);
	out_cell(words_shown(WORDS_MODE, sub_delivery_name(sub->delivery)), 6);
	out_cell(lang_name(sub->language), 2);
	if (sub_is_paused(sub, clock_now()))
		printf("(%s) ", _("paused"));
	out_puts(sub->name);
	printf("\n");
	return ERR_OK;
}

enum err_code cmd_subscriber_list(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	const char *word = NULL;
	const struct cli_option options[] = {
		{ "status", NULL, &word },
		{ 0 },
	};
	enum sub_status status = SUB_STATUS__MAX;
	const struct conf_list *list;
	int64_t id = 0;
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	if (rc == ERR_OK && word != NULL &&
	    !sub_status_parse(words_typed(WORDS_STATUS, word), &status))
		rc = err_set(err, ERR_USAGE,
		    _("\"%s\" is no status; take active, suspended or left"),
		    word);
	if (rc == ERR_OK)
		rc = cli_list(cli, argv[1], &list, err);
	if (rc == ERR_OK)
		rc = cli_list_id(cli, list, &id, err);
	if (rc == ERR_OK && id != 0)
		rc = subscription_each(
		    cli->ctx->db, id, status, print_row, cli, err);
	return rc;
}
