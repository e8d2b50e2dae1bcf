#include <stdio.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/newsletter_find.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/op_resend.h"

struct choices {
	bool failed;
	bool yes;
	bool dry_run;
};

static const char *why_words(enum resend_why why)
{
	static const char *const words[RESEND_WHY__MAX] = {
		[RESEND_GOES] = N_("may go once more"),
		[RESEND_LASTING] = N_("will not pass"),
		[RESEND_RESENT] = N_("went once more already"),
		[RESEND_LEFT] = N_("left the list"),
		[RESEND_SUSPENDED] = N_("are suspended"),
		[RESEND_PAUSED] = N_("want no newsletters for now"),
		[RESEND_MOVED] = N_("have another address now"),
		[RESEND_HAS] = N_("have it from another mailing"),
	};

	return _(words[why]);
}

static json_t *plan_json(
    const struct mailing *mailing, const struct op_resend *plan)
{
	json_t *reasons = json_array();

	for (int v = 0; v < VERDICT__MAX; v++)
		for (int w = 0; w < RESEND_WHY__MAX; w++)
			if (plan->counts[v][w] > 0)
				(void)json_array_append_new(reasons,
				    json_pack("{s:s, s:s, s:I}", "reason",
					verdict_name((enum verdict)v),
					"outcome",
					w == RESEND_GOES
					    ? "goes"
					    : resend_why_name(
						  (enum resend_why)w),
					"count",
					(json_int_t)plan->counts[v][w]));
	return json_pack("{s:I, s:I, s:I, s:o}", "mailing",
	    (json_int_t)mailing->id, "failed", (json_int_t)plan->failed, "goes",
	    (json_int_t)plan->goes, "reasons", reasons);
}

static void print_plan(
    const struct mailing *mailing, const struct op_resend *plan)
{
	printf(_("mailing %lld: "), (long long)mailing->id);
	out_puts(mailing->subject);
	printf("\n");
	for (int w = 0; w < RESEND_WHY__MAX; w++)
		for (int v = 0; v < VERDICT__MAX; v++)
			if (plan->counts[v][w] > 0)
				printf("  %6lld  %s%s%s\n",
				    (long long)plan->counts[v][w],
				    _(verdict_words((enum verdict)v)), _(": "),
				    why_words((enum resend_why)w));
}

static enum err_code agree(
    const struct choices *choices, int64_t count, struct err *err)
{
	char question[256];

	if (choices->yes)
		return ERR_OK;
	if (!out_is_terminal())
		return err_set(err, ERR_USAGE,
		    _("nothing was sent: without a terminal to ask, say "
		      "--yes, or --dry-run to look"));
	(void)snprintf(question, sizeof(question),
	    _n("Send it once more to %lld address? [y/N] ",
		"Send it once more to %lld addresses? [y/N] ", count),
	    (long long)count);
	if (!out_confirm(question))
		return err_set(err, ERR_REFUSED, _("nothing was sent"));
	return ERR_OK;
}

static enum err_code resend(struct cli *cli, const struct mailing *mailing,
    const struct op_resend *plan, const struct choices *choices,
    struct err *err)
{
	int64_t count = 0;
	enum err_code rc = agree(choices, plan->goes, err);

	if (rc == ERR_OK)
		rc = op_resend(cli->ctx, mailing, &count, err);
	if (rc != ERR_OK)
		return rc;
	if (cli->json)
		out_json(json_pack("{s:I, s:I}", "mailing",
		    (json_int_t)mailing->id, "queued", (json_int_t)count));
	else
		printf(_n("mailing %lld: %lld mail goes once more\n",
			   "mailing %lld: %lld mails go once more\n", count),
		    (long long)mailing->id, (long long)count);
	return ERR_OK;
}

enum err_code cmd_newsletter_resend(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct choices choices = { 0 };
	const struct cli_option options[] = {
		{ "failed", &choices.failed, NULL },
		{ "yes", &choices.yes, NULL },
		{ "dry-run", &choices.dry_run, NULL },
		{ 0 },
	};
	struct arena arena = { 0 };
	struct mailing mailing;
	struct op_resend plan = { .goes = 0 };
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	if (rc == ERR_OK && !choices.failed)
		rc = err_set(err, ERR_USAGE,
		    _("say --failed: only what failed is sent once more"));
	if (rc == ERR_OK)
		rc = newsletter_find(cli, &arena, argv[1], &mailing, err);
	if (rc == ERR_OK)
		rc = op_resend_count(cli->ctx, &mailing, &plan, err);
	if (rc == ERR_OK && cli->json && choices.dry_run)
		out_json(plan_json(&mailing, &plan));
	else if (rc == ERR_OK && !cli->json)
		print_plan(&mailing, &plan);
	if (rc == ERR_OK && !choices.dry_run && plan.goes == 0)
		rc = err_set(err, ERR_REFUSED,
		    _("mailing %lld: nothing of it failed that may go once "
		      "more"),
		    (long long)mailing.id);
	if (rc == ERR_OK && !choices.dry_run)
		rc = resend(cli, &mailing, &plan, &choices, err);
	arena_free(&arena);
	return rc;
}
