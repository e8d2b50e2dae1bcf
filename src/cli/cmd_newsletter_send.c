#include <stdio.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/ends.h"
#include "cli/newsletter_file.h"
#include "cli/newsletter_wait.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/progress.h"
#include "core/op_newsletter.h"

struct choices {
	const char *list;
	bool yes;
	bool dry_run;
	bool wait;
	bool again;
};

/* What is about to happen, before the question. */
static void recap(struct cli *cli, const struct op_newsletter *n,
    const struct op_readers *readers)
{
	const int64_t *counts = readers->by_language;
	int64_t total = readers->reached;
	int64_t ends;

	ends = ends_of_new(cli, n->targets[0].list, total);
	if (cli->json) {
		out_json(json_pack("{s:o, s:s, s:s, s:I, s:I, s:I, s:o}",
		    "subject", out_json_string(n->subject), "list",
		    n->targets[0].list->name, "language",
		    lang_name(n->language), "recipients", (json_int_t)total,
		    "fr", (json_int_t)counts[LANG_FR], "en",
		    (json_int_t)counts[LANG_EN], "ends", ends_json(ends)));
		return;
	}
	out_field(_("subject"), n->subject);
	out_field(_("list"), n->targets[0].list->name);
	printf(_("recipients: %lld (%lld in French, %lld in English)\n"),
	    (long long)total, (long long)counts[LANG_FR],
	    (long long)counts[LANG_EN]);
	ends_print(ends);
}

static void print_words(const char *text)
{
	struct str rest = str_c(text);
	struct str line;

	printf("\n");
	while (str_line(&rest, &line)) {
		out_text(line);
		printf("\n");
	}
}

/* Who is asked is shown what for. */
static bool may_be_silent(const struct cli *cli, const struct choices *choices)
{
	return cli->json || (cli->quiet && choices->yes);
}

static enum err_code agree(const struct choices *choices, struct err *err)
{
	if (choices->yes)
		return ERR_OK;
	if (!out_is_terminal())
		return err_set(err, ERR_USAGE,
		    _("nothing was sent: without a terminal to ask, say "
		      "--yes, or --dry-run to look"));
	if (!out_confirm(_("Send it now? [y/N] ")))
		return err_set(err, ERR_REFUSED, _("nothing was sent"));
	return ERR_OK;
}

static void queued_so_far(void *arg, int64_t queued)
{
	progress_set(arg, queued);
}

static enum err_code queue(struct cli *cli, struct arena *arena,
    const struct op_newsletter *n, bool again, struct op_queued *queued,
    struct err *err)
{
	enum err_code rc;

	progress_begin(queued->arg, cli->quiet, _("queueing"), 0);
	queued->again = again;
	rc = op_newsletter_send(cli->ctx, arena, n, queued, err);
	progress_end(queued->arg);
	return rc;
}

static enum err_code send(struct cli *cli, struct arena *arena,
    const struct op_newsletter *n, const struct choices *choices,
    struct err *err)
{
	struct progress progress;
	struct op_queued queued = { .progress = queued_so_far,
		.arg = &progress };
	enum err_code rc = agree(choices, err);

	if (rc == ERR_OK)
		rc = queue(cli, arena, n, choices->again, &queued, err);
	if (rc != ERR_OK)
		return rc;
	if (choices->wait)
		return newsletter_wait(cli, n->targets[0].list, &queued, err);
	if (cli->json)
		out_json(json_pack("{s:I, s:I}", "mailing",
		    (json_int_t)queued.mailing, "queued",
		    (json_int_t)queued.count));
	else if (!cli->quiet)
		printf(_n("mailing %lld: %lld mail is queued; see \"liaison "
			  "newsletter status\"\n",
			   "mailing %lld: %lld mails are queued; see "
			   "\"liaison newsletter status\"\n",
			   queued.count),
		    (long long)queued.mailing, (long long)queued.count);
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
		{ "quiet", &cli->quiet, NULL },
		{ 0 },
	};
	struct op_newsletter newsletter;
	struct op_readers readers;
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	if (rc == ERR_OK)
		rc = newsletter_file_open(
		    cli, &arena, argv[1], choices.list, &newsletter, err);
	if (rc == ERR_OK)
		rc = op_newsletter_count(
		    cli->ctx, &arena, &newsletter, &readers, err);
	if (rc == ERR_OK && (choices.dry_run || !may_be_silent(cli, &choices)))
		recap(cli, &newsletter, &readers);
	if (rc == ERR_OK && choices.dry_run && !cli->json)
		print_words(newsletter.text[newsletter.language]);
	if (rc == ERR_OK && !choices.dry_run)
		rc = cli_write(cli, err);
	if (rc == ERR_OK && !choices.dry_run)
		rc = send(cli, &arena, &newsletter, &choices, err);
	arena_free(&arena);
	return rc;
}
