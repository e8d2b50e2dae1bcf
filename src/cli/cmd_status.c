#include <stdio.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/mailing_show.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/waiting.h"
#include "cli/words.h"
#include "store/held.h"
#include "store/ledger.h"
#include "store/mailing.h"

struct status {
	int64_t deliveries[DELIVERY_STATE__MAX];
	int64_t held;
	const char **alarms; /* key and text in turn */
	size_t alarm_count;
};

static enum err_code gather(
    struct cli *cli, struct arena *arena, struct status *out, struct err *err)
{
	enum err_code rc;

	if (cli->ctx->db == NULL) /* a new site: nothing has happened yet */
		return ERR_OK;
	rc = delivery_count(cli->ctx->db, out->deliveries, err);
	if (rc == ERR_OK)
		rc = held_count(cli->ctx->db, NULL, &out->held, err);
	if (rc == ERR_OK)
		rc = alarm_list(
		    cli->ctx->db, arena, &out->alarms, &out->alarm_count, err);
	return rc;
}

static json_t *lists_json(struct cli *cli, struct err *err)
{
	json_t *out = json_array();

	for (size_t i = 0; i < cli->conf->list_count; i++) {
		const struct conf_list *list = &cli->conf->lists[i];
		int64_t counts[SUB_STATUS__MAX] = { 0 };
		int64_t id = 0;
		if (cli->ctx->db != NULL &&
		    cli_list_id(cli, list, &id, err) == ERR_OK && id != 0 &&
		    subscription_count(cli->ctx->db, id, counts, err) != ERR_OK)
			break;
		(void)json_array_append_new(
		    out, json_pack("{s:s, s:I, s:I}", "name", list->name,
			     "active", (json_int_t)counts[SUB_ACTIVE],
			     "suspended", (json_int_t)counts[SUB_SUSPENDED]));
	}
	return out;
}

/* One mailing after the other, into `json` or onto the screen. */
struct mailings {
	struct cli *cli;
	json_t *json;
};

static enum err_code each_mailing(
    void *ctx, const struct mailing *m, struct err *err)
{
	const struct mailings *mailings = ctx;

	(void)err;
	if (mailings->json != NULL)
		(void)json_array_append_new(
		    mailings->json, mailing_json(mailings->cli, m));
	else
		mailing_print_line(mailings->cli, m);
	return ERR_OK;
}

static enum err_code each_unfinished(
    struct cli *cli, json_t *json, struct err *err)
{
	struct mailings mailings = { .cli = cli, .json = json };

	if (cli->ctx->db == NULL)
		return ERR_OK;
	return mailing_unfinished(cli->ctx->db, each_mailing, &mailings, err);
}

/* Only where mail waits does it matter what for. */
static bool has_waiting(const struct status *status)
{
	return status->deliveries[DELIVERY_QUEUED] +
		   status->deliveries[DELIVERY_DEFERRED] >
	       0;
}

static json_t *all_waiting_json(struct cli *cli, const struct status *status)
{
	const struct conf_smtp *relay;
	json_t *out = json_array();

	for (size_t i = 0; has_waiting(status) &&
			   (relay = conf_relay_used(cli->conf, i)) != NULL;
	     i++)
		waiting_json(cli, relay, out);
	return out;
}

static void print_all_waiting(struct cli *cli, const struct status *status)
{
	const struct conf_smtp *relay;

	for (size_t i = 0; has_waiting(status) &&
			   (relay = conf_relay_used(cli->conf, i)) != NULL;
	     i++)
		waiting_print(cli, relay);
}

static enum err_code print_json(
    struct cli *cli, const struct status *status, struct err *err)
{
	json_t *mailings = json_array();
	enum err_code rc = each_unfinished(cli, mailings, err);
	json_t *deliveries = json_object();
	json_t *alarms = json_array();

	for (int i = 0; i < DELIVERY_STATE__MAX; i++)
		(void)json_object_set_new(deliveries,
		    delivery_state_name((enum delivery_state)i),
		    json_integer((json_int_t)status->deliveries[i]));
	for (size_t i = 0; i < status->alarm_count; i++)
		(void)json_array_append_new(
		    alarms, json_pack("{s:o, s:o}", "key",
				out_json_string(status->alarms[2 * i]), "text",
				out_json_string(status->alarms[2 * i + 1])));
	out_json(json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:o}", "lists",
	    lists_json(cli, err), "mailings", mailings, "waiting",
	    all_waiting_json(cli, status), "deliveries", deliveries, "errors",
	    mailing_errors_json(cli, 0), "held", (json_int_t)status->held,
	    "alarms", alarms));
	return rc;
}

static enum err_code print_lists(struct cli *cli, struct err *err)
{
	for (size_t i = 0; i < cli->conf->list_count; i++) {
		const struct conf_list *list = &cli->conf->lists[i];
		int64_t counts[SUB_STATUS__MAX] = { 0 };
		int64_t id = 0;
		enum err_code rc = ERR_OK;
		if (cli->ctx->db != NULL)
			rc = cli_list_id(cli, list, &id, err);
		if (rc == ERR_OK && id != 0)
			rc = subscription_count(cli->ctx->db, id, counts, err);
		if (rc != ERR_OK)
			return rc;
		out_cell(list->name, 20);
		printf(_("%lld active"), (long long)counts[SUB_ACTIVE]);
		if (counts[SUB_SUSPENDED] > 0)
			printf(_(", %lld suspended"),
			    (long long)counts[SUB_SUSPENDED]);
		printf("\n");
	}
	return ERR_OK;
}

static void print_text(struct cli *cli, const struct status *status)
{
	for (int i = 0; i < DELIVERY_STATE__MAX; i++) {
		enum delivery_state state = (enum delivery_state)i;
		if (status->deliveries[i] == 0)
			continue;
		printf(_("deliveries %s: %lld\n"),
		    words_shown(WORDS_DELIVERIES, delivery_state_name(state)),
		    (long long)status->deliveries[i]);
		mailing_print_errors(cli, 0, state);
	}
	printf(_("waiting for a human: %lld\n"),
	    (long long)(status->held + status->deliveries[DELIVERY_HELD]));
	for (size_t i = 0; i < status->alarm_count; i++) {
		printf("%s", _("alarm: "));
		out_puts(status->alarms[2 * i + 1]);
		printf("\n");
	}
}

enum err_code cmd_status(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	struct arena arena = { 0 };
	struct status status = { .held = 0 };
	enum err_code rc = cli_options(none, &argc, argv, 0, 0, err);

	if (rc == ERR_OK)
		rc = gather(cli, &arena, &status, err);
	if (rc == ERR_OK && cli->json) {
		rc = print_json(cli, &status, err);
	} else if (rc == ERR_OK) {
		rc = print_lists(cli, err);
		if (rc == ERR_OK)
			rc = each_unfinished(cli, NULL, err);
		print_all_waiting(cli, &status);
		print_text(cli, &status);
	}
	arena_free(&arena);
	return rc;
}
