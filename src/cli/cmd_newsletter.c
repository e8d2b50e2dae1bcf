#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/ends.h"
#include "cli/lists.h"
#include "cli/mailing_show.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/progress.h"
#include "cli/work.h"
#include "core/op_newsletter.h"

enum { FILE_MAX = 1024 * 1024, LOOK_AGAIN_MS = 200 };

struct choices {
	const char *list;
	bool yes;
	bool dry_run;
	bool wait;
	bool again;
};

/* What is about to happen, before the question. */
static void recap(struct cli *cli, const struct op_newsletter *n,
    const int64_t counts[LANG__MAX])
{
	int64_t total = 0;
	int64_t ends;

	for (int i = 0; i < LANG__MAX; i++)
		total += counts[i];
	ends = ends_of_new(cli, n->list, total);
	if (cli->json) {
		out_json(json_pack("{s:o, s:s, s:s, s:I, s:I, s:I, s:o}",
		    "subject", out_json_string(n->issue.subject), "list",
		    n->list->name, "language", lang_name(n->language),
		    "recipients", (json_int_t)total, "fr",
		    (json_int_t)counts[LANG_FR], "en",
		    (json_int_t)counts[LANG_EN], "ends", ends_json(ends)));
		return;
	}
	out_field(_("subject"), n->issue.subject);
	out_field(_("list"), n->list->name);
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
	rc = op_newsletter_send(cli->ctx, arena, n, again, queued, err);
	progress_end(queued->arg);
	return rc;
}

/* Others may be sending some of it; what is deferred is not waited for. */
static bool is_under_way(const struct mailing *m)
{
	const int64_t *n = m->counts;
	bool moving =
	    n[DELIVERY_QUEUED] + n[DELIVERY_CLAIMED] + n[DELIVERY_SENDING] > 0;
	bool finished = n[DELIVERY_DEFERRED] + n[DELIVERY_UNCERTAIN] == 0;

	return m->state == MAILING_RUNNING && (moving || finished);
}

/* After a wait for the relay's limits, or for others who send. */
static bool look_again(
    struct cli *cli, struct work_sender *sender, struct worker_tally *tally)
{
	if (sender->resume != 0)
		return work_wait(cli, sender, sender->resume, tally);
	events_wait(&sender->events, LOOK_AGAIN_MS);
	return !sender->events.stop;
}

/* Sends here and now what the daemon would send otherwise. */
static enum err_code wait_for(struct cli *cli, const struct conf_list *list,
    const struct op_queued *queued, struct err *err)
{
	const struct conf_smtp *relay = conf_relay_of(cli->conf, list);
	struct arena arena = { 0 };
	struct progress progress;
	struct worker_tally tally = { .changed = work_show, .arg = &progress };
	struct work_sender sender;
	struct mailing mailing;
	enum err_code rc = work_begin(cli, &sender, err);

	if (rc != ERR_OK)
		return rc;
	progress_begin(&progress, cli->quiet, _("sending"), queued->count);
	do {
		rc = work_send(cli, &sender, relay, &tally, err);
		arena_free(&arena);
		if (rc == ERR_OK)
			rc = mailing_get(cli->ctx->db, &arena, queued->mailing,
			    &mailing, err);
	} while (rc == ERR_OK && is_under_way(&mailing) &&
		 look_again(cli, &sender, &tally));
	progress_end(&progress);
	work_end(&sender);
	if (rc == ERR_OK && cli->json)
		out_json(mailing_json(cli, &mailing));
	else if (rc == ERR_OK && !cli->quiet)
		mailing_print(cli, &mailing);
	arena_free(&arena);
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
		return wait_for(cli, n->list, &queued, err);
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
	const struct conf_list *list = NULL;
	struct op_newsletter newsletter;
	int64_t counts[LANG__MAX];
	struct buf file;
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	buf_init(&file, FILE_MAX);
	if (rc == ERR_OK && choices.list == NULL)
		rc = err_set(err, ERR_USAGE,
		    _("say which list it goes to: --list LIST"));
	if (rc == ERR_OK)
		rc = cli_list(cli, choices.list, &list, err);
	if (rc == ERR_OK)
		rc = file_read(argv[1], &file, err);
	if (rc == ERR_OK)
		rc = op_newsletter_read(cli->ctx, &arena, list, argv[1],
		    buf_get(&file), &newsletter, err);
	if (rc == ERR_OK)
		rc = op_newsletter_count(cli->ctx, list, counts, err);
	if (rc == ERR_OK && (choices.dry_run || !may_be_silent(cli, &choices)))
		recap(cli, &newsletter, counts);
	if (rc == ERR_OK && choices.dry_run && !cli->json)
		print_words(newsletter.text);
	if (rc == ERR_OK && !choices.dry_run)
		rc = cli_write(cli, err);
	if (rc == ERR_OK && !choices.dry_run)
		rc = send(cli, &arena, &newsletter, &choices, err);
	buf_clear(&file);
	arena_free(&arena);
	return rc;
}

static enum err_code print_row(
    void *ctx, const struct mailing *m, struct err *err)
{
	struct cli *cli = ctx;

	(void)err;
	if (cli->json)
		out_json(mailing_json(cli, m));
	else
		mailing_print(cli, m);
	return ERR_OK;
}

enum err_code cmd_newsletter_status(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	static const struct cli_option none[] = { { 0 } };
	struct arena arena = { 0 };
	struct mailing mailing;
	enum err_code rc = cli_options(none, &argc, argv, 0, 1, err);

	if (rc == ERR_OK && argc == 1)
		return mailing_each(cli->ctx->db, 0, MAILING_NEWSLETTER, 1,
		    print_row, cli, err);
	if (rc == ERR_OK)
		rc = mailing_find(cli, &arena, argv[1], &mailing, err);
	if (rc == ERR_OK)
		rc = print_row(cli, &mailing, err);
	arena_free(&arena);
	return rc;
}
