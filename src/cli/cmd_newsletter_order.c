#include <stdio.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/mailing_order.h"
#include "cli/newsletter_find.h"
#include "cli/options.h"
#include "core/op_order.h"

static void say_done(int64_t id, enum newsletter_state to)
{
	long long number = (long long)id;

	if (to == NEWSLETTER_PAUSED)
		printf(_("order %lld is paused; it does not leave before "
			 "\"newsletter resume --order %lld\"\n"),
		    number, number);
	else if (to == NEWSLETTER_SCHEDULED)
		printf(_("order %lld goes on; see \"liaison newsletter "
			 "orders\"\n"),
		    number);
	else
		printf(_("order %lld is cancelled; nothing of it leaves\n"),
		    number);
}

/*
 * Without a number the last newsletter is meant: but not when others have not
 * left yet, one of which may be.
 */
static enum err_code not_ambiguous(
    struct cli *cli, struct arena *arena, const char *verb, struct err *err)
{
	struct newsletter *rows;
	size_t count;
	enum err_code rc =
	    newsletter_open(cli->ctx->db, arena, &rows, &count, err);

	if (rc != ERR_OK || count == 0)
		return rc;
	return err_set(err, ERR_USAGE,
	    _("say which one: \"%s NUMBER\" is a newsletter that was sent, "
	      "\"%s --order %lld\" one that has not left yet; see \"liaison "
	      "newsletter status\""),
	    verb, verb, (long long)rows[0].id);
}

/* The same of what has not left yet. */
static enum err_code set_order(struct cli *cli, const char *text,
    enum mailing_state state, struct err *err)
{
	enum newsletter_state to = state == MAILING_PAUSED ? NEWSLETTER_PAUSED
				   : state == MAILING_RUNNING
				       ? NEWSLETTER_SCHEDULED
				       : NEWSLETTER_CANCELLED;
	struct arena arena = { 0 };
	int64_t id;
	enum err_code rc = cli_id(text, "newsletter orders", &id, err);

	if (rc == ERR_OK)
		rc = op_order_set_state(cli->ctx, &arena, id, to, err);
	if (rc == ERR_OK)
		say_done(id, to);
	arena_free(&arena);
	return rc;
}

/* As `mailing VERB`, but of the last newsletter if none is named. */
static enum err_code set_state(struct cli *cli, int argc, char **argv,
    enum mailing_state state, struct err *err)
{
	const char *placed = NULL;
	const struct cli_option options[] = {
		{ "order", NULL, &placed },
		{ 0 },
	};
	const struct mailing_order order = { .verb = argv[0], .state = state };
	struct arena arena = { 0 };
	struct mailing mailing;
	enum err_code rc = cli_options(options, &argc, argv, 0, 1, err);

	if (rc == ERR_OK && placed != NULL)
		return set_order(cli, placed, state, err);
	if (rc == ERR_OK && argc == 1)
		rc = not_ambiguous(cli, &arena, argv[0], err);
	if (rc == ERR_OK)
		rc = newsletter_find(cli, &arena, argv[1], &mailing, err);
	if (rc == ERR_OK)
		rc = mailing_order(cli, &mailing, &order, err);
	arena_free(&arena);
	return rc;
}

enum err_code cmd_newsletter_pause(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	return set_state(cli, argc, argv, MAILING_PAUSED, err);
}

enum err_code cmd_newsletter_resume(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	return set_state(cli, argc, argv, MAILING_RUNNING, err);
}

enum err_code cmd_newsletter_cancel(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	return set_state(cli, argc, argv, MAILING_CANCELLED, err);
}
