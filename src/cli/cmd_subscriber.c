#include <stdio.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/words.h"
#include "core/fields.h"
#include "core/op_import.h"
#include "core/op_request.h"
#include "core/op_subscription.h"
#include "core/topics.h"
#include "mail/addr.h"
#include "mail/header.h"

/* The options that describe a subscription, as given or NULL. */
struct wanted {
	const char *name;
	const char *language;
	const char *delivery;
	const char *topics;
	const char *status;
	const char *pause; /* a day, or "open" */
	bool resume;
	const char *fields[CLI_OPTION_TIMES]; /* NAME=VALUE */
};

static enum err_code take_words(struct arena *arena,
    const struct wanted *wanted, struct subscription *sub, struct err *err)
{
	if (wanted->language != NULL &&
	    !lang_parse(wanted->language, &sub->language))
		return err_set(err, ERR_USAGE,
		    _("\"%s\" is no language of liaison; take fr or en"),
		    wanted->language);
	if (wanted->delivery != NULL &&
	    !sub_delivery_parse(
		words_typed(WORDS_MODE, wanted->delivery), &sub->delivery))
		return err_set(err, ERR_USAGE,
		    _("\"%s\" is no delivery; take each, digest or none"),
		    wanted->delivery);
	if (wanted->status != NULL &&
	    (!sub_status_parse(
		 words_typed(WORDS_STATUS, wanted->status), &sub->status) ||
		sub->status == SUB_LEFT))
		return err_set(err, ERR_USAGE,
		    _("\"%s\" is no status; take active or suspended, or "
		      "use \"subscriber remove\""),
		    wanted->status);
	if (wanted->name != NULL)
		sub->name = header_name(arena, str_c(wanted->name));
	return ERR_OK;
}

/* Nothing until the end of that day, where the list is at home. */
static enum err_code take_pause(const struct wanted *wanted,
    const struct conf_list *list, struct subscription *sub, struct err *err)
{
	int64_t start;
	int64_t next = 0;

	if (wanted->pause != NULL && wanted->resume)
		return err_set(err, ERR_USAGE,
		    _("--pause and --resume do not go together"));
	if (wanted->resume)
		sub->paused_until = 0;
	if (wanted->pause == NULL)
		return ERR_OK;
	if (str_is(str_c(wanted->pause), "open")) {
		sub->paused_until = SUB_PAUSE_OPEN;
		return ERR_OK;
	}
	if (!date_parse_day(wanted->pause, list->timezone, &start) ||
	    !date_period(start, DATE_DAY, list->timezone, &start, &next) ||
	    next <= clock_now())
		return err_set(err, ERR_USAGE,
		    _("\"%s\" is no day to come; write it as 2027-01-31, or "
		      "\"open\" for a pause without an end"),
		    wanted->pause);
	sub->paused_until = next - 1;
	return ERR_OK;
}

static enum err_code take_fields(struct arena *arena,
    const struct wanted *wanted, const struct conf_list *list,
    struct subscription *sub, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && wanted->fields[i] != NULL; i++) {
		struct str pair = str_c(wanted->fields[i]);
		size_t equals = str_findc(pair, '=');
		if (equals == SIZE_MAX)
			return err_set(err, ERR_USAGE,
			    _("write --field as NAME=VALUE, or NAME= to "
			      "remove the value"));
		rc = fields_set(arena, list, sub->fields,
		    str_trim(str_sub(pair, 0, equals)),
		    str_from(pair, equals + 1), &sub->fields, err);
	}
	return rc;
}

static enum err_code invite(struct cli *cli, struct arena *arena,
    const struct conf_list *list, const struct subscription *sub,
    struct err *err)
{
	const struct op_request request = {
		.verb = PENDING_SUBSCRIBE,
		.list = list,
		.address = sub->address,
		.name = sub->name,
		.language = sub->language,
		.origin = "invite",
		.message_id = "",
	};
	enum op_requested result;
	enum err_code rc =
	    op_request(cli->ctx, arena, &request, &result, NULL, err);

	rc = db_end(cli->ctx->db, rc, err);
	if (rc != ERR_OK)
		return rc;
	db_wake(cli->ctx->db, "sender");
	if (result == OP_REQUEST_ASKED)
		printf(_("%s is invited to %s and will be asked to confirm.\n"),
		    sub->address, list->name);
	else
		printf(_("%s was asked already today; nothing is sent.\n"),
		    sub->address);
	return ERR_OK;
}

static enum err_code add(struct cli *cli, struct arena *arena,
    const struct conf_list *list, struct subscription *sub, const char *consent,
    struct err *err)
{
	const struct op_proof proof = { .how = "cli", .source = consent };
	enum err_code rc =
	    op_subscribe(cli->ctx, arena, list, sub, &proof, err);

	rc = db_end(cli->ctx->db, rc, err);
	if (rc == ERR_OK)
		printf(
		    _("%s is on the list %s now.\n"), sub->address, list->name);
	return rc;
}

static enum err_code look(struct cli *cli, struct arena *arena,
    const struct conf_list *list, const struct subscription *sub,
    enum op_import_result *result, struct err *err)
{
	struct op_import import = { .list = list };
	enum err_code rc = cli_list_id(cli, list, &import.list_id, err);

	if (rc != ERR_OK)
		return rc;
	return op_import_look(cli->ctx, arena, &import,
	    addr_key(arena, sub->address), result, err);
}

/* Puts the person on the list (consent given), or asks them (NULL). */
static enum err_code add_or_invite(struct cli *cli, struct arena *arena,
    const struct conf_list *list, struct subscription *sub, const char *consent,
    struct err *err)
{
	enum op_import_result found = OP_IMPORT_NEW;
	enum err_code rc = db_begin(cli->ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = look(cli, arena, list, sub, &found, err);
	if (rc == ERR_OK && found == OP_IMPORT_LEFT && consent != NULL)
		rc = err_set(err, ERR_REFUSED,
		    _("%s has left the list %s; only they can come back, or "
		      "use \"subscriber add --invite\""),
		    sub->address, list->name);
	if (rc == ERR_OK && found != OP_IMPORT_THERE)
		return consent == NULL
			   ? invite(cli, arena, list, sub, err)
			   : add(cli, arena, list, sub, consent, err);
	db_rollback(cli->ctx->db);
	if (rc == ERR_OK)
		printf(_("%s is on the list %s already; nothing is changed.\n"),
		    sub->address, list->name);
	return rc;
}

enum err_code cmd_subscriber_add(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct arena arena = { 0 };
	struct wanted wanted = { 0 };
	const char *consent = NULL;
	bool invited = false;
	const struct cli_option options[] = {
		{ "name", NULL, &wanted.name },
		{ "language", NULL, &wanted.language },
		{ "delivery", NULL, &wanted.delivery },
		{ "topics", NULL, &wanted.topics },
		{ "field...", NULL, wanted.fields },
		{ "consent", NULL, &consent },
		{ "invite", &invited, NULL },
		{ 0 },
	};
	struct subscription sub = { .name = "", .topics = "" };
	const struct conf_list *list;
	char *address;
	enum err_code rc = cli_options(options, &argc, argv, 2, 2, err);

	if (rc == ERR_OK && (consent == NULL) != invited)
		rc = err_set(err, ERR_USAGE,
		    _("say where the person's consent comes from with "
		      "--consent SOURCE, or ask them with --invite"));
	if (rc == ERR_OK && invited && wanted.fields[0] != NULL)
		rc = err_set(err, ERR_USAGE,
		    _("who is invited has no fields yet; set them with "
		      "\"subscriber set\" once they are on the list"));
	if (rc == ERR_OK)
		rc = cli_list(cli, argv[1], &list, err);
	if (rc == ERR_OK)
		rc = cli_address(&arena, argv[2], &address, err);
	if (rc == ERR_OK) {
		sub.address = address;
		sub.language = list->language;
		rc = take_words(&arena, &wanted, &sub, err);
	}
	if (rc == ERR_OK && wanted.topics != NULL)
		rc = topics_choose(&arena, list, sub.topics,
		    str_c(wanted.topics), &sub.topics, err);
	if (rc == ERR_OK)
		rc = take_fields(&arena, &wanted, list, &sub, err);
	if (rc == ERR_OK)
		rc = add_or_invite(cli, &arena, list, &sub, consent, err);
	arena_free(&arena);
	return rc;
}

enum err_code cmd_subscriber_set(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct arena arena = { 0 };
	struct wanted wanted = { 0 };
	const struct cli_option options[] = {
		{ "name", NULL, &wanted.name },
		{ "language", NULL, &wanted.language },
		{ "delivery", NULL, &wanted.delivery },
		{ "topics", NULL, &wanted.topics },
		{ "field...", NULL, wanted.fields },
		{ "status", NULL, &wanted.status },
		{ "pause", NULL, &wanted.pause },
		{ "resume", &wanted.resume, NULL },
		{ 0 },
	};
	const struct op_proof proof = { .how = "cli" };
	struct subscription sub;
	const struct conf_list *list;
	enum err_code rc = cli_options(options, &argc, argv, 2, 2, err);

	if (rc == ERR_OK)
		rc = cli_list(cli, argv[1], &list, err);
	if (rc == ERR_OK)
		rc = cli_subscription(cli, &arena, list, argv[2], &sub, err);
	if (rc == ERR_OK && sub.status == SUB_LEFT)
		rc = err_set(err, ERR_REFUSED,
		    _("%s has left the list %s; only they can come back, or "
		      "use \"subscriber add --invite\""),
		    argv[2], list->name);
	if (rc == ERR_OK)
		rc = take_words(&arena, &wanted, &sub, err);
	if (rc == ERR_OK && wanted.topics != NULL)
		rc = topics_choose(&arena, list, sub.topics,
		    str_c(wanted.topics), &sub.topics, err);
	if (rc == ERR_OK)
		rc = take_fields(&arena, &wanted, list, &sub, err);
	if (rc == ERR_OK)
		rc = take_pause(&wanted, list, &sub, err);
	if (rc == ERR_OK)
		rc = db_begin(cli->ctx->db, err);
	if (rc == ERR_OK) {
		rc = op_set(cli->ctx, list, &sub, &proof, err);
		rc = db_end(cli->ctx->db, rc, err);
	}
	if (rc == ERR_OK)
		printf(_("%s on %s: changed.\n"), sub.address, list->name);
	arena_free(&arena);
	return rc;
}

enum err_code cmd_subscriber_remove(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct arena arena = { 0 };
	const char *source = NULL;
	bool tell = false;
	const struct cli_option options[] = {
		{ "source", NULL, &source },
		{ "tell", &tell, NULL },
		{ 0 },
	};
	struct op_proof proof = { .how = "cli" };
	struct subscription sub = { 0 };
	const struct conf_list *list;
	enum err_code rc = cli_options(options, &argc, argv, 2, 2, err);

	proof.source = source;
	if (rc == ERR_OK)
		rc = cli_list(cli, argv[1], &list, err);
	if (rc == ERR_OK)
		rc = cli_subscription(cli, &arena, list, argv[2], &sub, err);
	if (rc == ERR_OK && sub.status == SUB_LEFT) {
		printf(_("%s had left the list %s already.\n"), sub.address,
		    list->name);
		arena_free(&arena);
		return ERR_OK;
	}
	if (rc == ERR_OK)
		rc = db_begin(cli->ctx->db, err);
	if (rc == ERR_OK) {
		rc = op_leave(cli->ctx, &arena, list, &sub, &proof, tell, err);
		rc = db_end(cli->ctx->db, rc, err);
	}
	if (rc == ERR_OK)
		printf(_("%s is no longer on the list %s.\n"), sub.address,
		    list->name);
	arena_free(&arena);
	return rc;
}
