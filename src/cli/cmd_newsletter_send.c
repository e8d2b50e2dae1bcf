#include <stdio.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/newsletter_file.h"
#include "cli/newsletter_place.h"
#include "cli/newsletter_wait.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/progress.h"
#include "cli/recap.h"
#include "core/op_order.h"

struct choices {
	const char *list;
	bool yes;
	bool dry_run;
	bool wait;
	bool again;
	const char *at;
	const char *editor;
};

/* Who is asked is shown what for. */
static bool may_be_silent(const struct cli *cli, const struct choices *choices)
{
	return cli->json || (cli->quiet && choices->yes);
}

/* Threat T50: who sends says to whom, and has seen how many they are. */
static enum err_code agree(struct arena *arena, const struct recap *recap,
    const struct choices *choices, struct err *err)
{
	const char *lists = recap_lists(arena, recap->newsletter);
	int64_t count = recap->readers.reached;
	const char *question;

	if (choices->yes)
		return ERR_OK;
	if (!out_is_terminal())
		return err_set(err, ERR_USAGE,
		    _("nothing was sent: without a terminal to ask, say "
		      "--yes, or --dry-run to look"));
	if (recap->plan.before != 0 && !choices->again)
		return err_set(err, ERR_EXISTS,
		    _("the same went out less than a day ago (mailing %lld); "
		      "say --again to send it once more"),
		    (long long)recap->plan.before);
	question = arena_printf(arena,
	    _n("To send it to %lld person, type the name of the list (%s): ",
		"To send it to %lld people, type the name of the list (%s): ",
		count),
	    (long long)count, lists);
	if (!out_ask(question, lists))
		return err_set(err, ERR_REFUSED, _("nothing was sent"));
	return ERR_OK;
}

static void queued_so_far(void *arg, int64_t queued)
{
	progress_set(arg, queued);
}

static enum err_code queue(struct cli *cli, struct arena *arena,
    const struct op_newsletter *n, struct op_queued *queued, struct err *err)
{
	enum err_code rc;

	progress_begin(queued->arg, cli->quiet, _("queueing"), 0);
	rc = op_newsletter_send(cli->ctx, arena, n, queued, err);
	progress_end(queued->arg);
	return rc;
}

/* What was ordered of the file that leaves now. */
struct ordered {
	struct cli *cli;
	struct arena *arena;
	const struct newsletter_file *file;
	const struct op_newsletter *newsletter;
	size_t withdrawn;
};

/* In the transaction of the sending: it does not leave twice. */
static enum err_code withdraw(
    void *arg, const struct op_queued *queued, struct err *err)
{
	struct ordered *ordered = arg;
	const struct newsletter_file *file = ordered->file;
	const char *origin;
	enum err_code rc =
	    newsletter_folder(ordered->arena, file->disk.folder, &origin, err);

	(void)queued;
	return rc == ERR_OK ? op_order_withdraw(ordered->cli->ctx,
				  ordered->arena, ordered->newsletter, origin,
				  file->source.name, &ordered->withdrawn, err)
			    : rc;
}

static void tell_queued(
    struct cli *cli, const struct op_queued *queued, size_t withdrawn)
{
	if (cli->json) {
		out_json(json_pack("{s:I, s:I, s:I}", "mailing",
		    (json_int_t)queued->mailing, "queued",
		    (json_int_t)queued->count, "withdrawn",
		    (json_int_t)withdrawn));
		return;
	}
	newsletter_tell_withdrawn(cli, withdrawn);
	if (!cli->quiet)
		printf(_n("mailing %lld: %lld mail is queued; liaisond sends "
			  "it, or \"liaison send --drain\"; see \"liaison "
			  "newsletter status\"\n",
			   "mailing %lld: %lld mails are queued; liaisond "
			   "sends them, or \"liaison send --drain\"; see "
			   "\"liaison newsletter status\"\n",
			   queued->count),
		    (long long)queued->mailing, (long long)queued->count);
}

static enum err_code send(struct cli *cli, struct arena *arena,
    const struct newsletter_file *file, const struct recap *recap,
    const struct choices *choices, struct err *err)
{
	const struct newsletter_place place = {
		.at = choices->at,
		.editor = choices->editor,
		.again = choices->again,
		.wait = choices->wait,
	};
	const struct op_newsletter *n = recap->newsletter;
	struct ordered ordered = {
		.cli = cli, .arena = arena, .file = file, .newsletter = n
	};
	struct progress progress;
	struct op_queued queued = {
		.again = choices->again,
		.also = choices->again ? NULL : withdraw,
		.also_arg = &ordered,
		.progress = queued_so_far,
		.arg = &progress,
	};
	enum err_code rc = agree(arena, recap, choices, err);

	if (rc == ERR_OK && newsletter_place_needed(n, &place))
		return newsletter_place(cli, arena, file, n, &place, err);
	if (rc == ERR_OK)
		rc = queue(cli, arena, n, &queued, err);
	if (rc != ERR_OK)
		return rc;
	if (!choices->wait)
		tell_queued(cli, &queued, ordered.withdrawn);
	else if (!cli->json)
		newsletter_tell_withdrawn(cli, ordered.withdrawn);
	if (choices->wait)
		rc = newsletter_wait(cli,
		    &(struct newsletter_waiting){ n->targets, queued.mailings,
			n->target_count, queued.count },
		    err);
	return rc;
}

/* A recap that somebody looks at. */
static enum err_code look(struct cli *cli, struct arena *arena,
    const struct op_newsletter *n, const struct choices *choices,
    struct recap *recap, struct err *err)
{
	bool shown = choices->dry_run || !may_be_silent(cli, choices);
	enum err_code rc = ERR_OK;

	recap->newsletter = n;
	if (shown)
		rc = recap_make(cli, arena, n, recap, err);
	if (rc != ERR_OK || !shown)
		return rc;
	if (cli->json) {
		out_json(recap_json(recap));
		return ERR_OK;
	}
	(void)newsletter_file_warn(n);
	recap_print(recap);
	if (choices->dry_run) {
		printf("\n");
		out_lines(str_c(n->text[n->language]));
	}
	return ERR_OK;
}

enum err_code cmd_newsletter_send(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct arena arena = { 0 };
	struct choices choices = { 0 };
	const struct cli_option options[] = {
		{ "list", NULL, &choices.list },
		{ "yes", &choices.yes, NULL },
		{ "dry-run", &choices.dry_run, NULL },
		{ "wait", &choices.wait, NULL },
		{ "again", &choices.again, NULL },
		{ "at", NULL, &choices.at },
		{ "editor", NULL, &choices.editor },
		{ "quiet", &cli->quiet, NULL },
		{ 0 },
	};
	struct newsletter_file file = { 0 };
	struct op_newsletter newsletter;
	struct recap recap = { 0 };
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	file.path = argv[1];
	file.lists = choices.list;
	if (rc == ERR_OK)
		rc = newsletter_file_open(cli, &arena, &file, &newsletter, err);
	if (rc == ERR_OK)
		rc = newsletter_start(
		    &arena, &newsletter, choices.at, &recap, err);
	if (rc == ERR_OK)
		rc = look(cli, &arena, &newsletter, &choices, &recap, err);
	if (rc == ERR_OK && !choices.dry_run)
		rc = cli_write(cli, err);
	if (rc == ERR_OK && !choices.dry_run)
		rc = send(cli, &arena, &file, &recap, &choices, err);
	arena_free(&arena);
	return rc;
}
