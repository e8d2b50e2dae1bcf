#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/local_time.h"
#include "cli/newsletter_find.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/op_archive.h"
#include "mail/view.h"
#include "store/ledger.h"

struct choices {
	const char *list;
	const char *variant;
	const char *html; /* file, "-" = standard output */
	const char *eml;
	bool text;
};

static void print_issue(struct cli *cli, const struct conf_list *list,
    const struct archived *item, size_t number)
{
	char when[LOCAL_TIME_SIZE];

	if (cli->json) {
		out_json(json_pack("{s:I, s:s, s:I, s:o, s:o, s:s}", "mailing",
		    (json_int_t)item->mailing, "list", list->name, "number",
		    (json_int_t)number, "sent", out_json_date(item->at),
		    "subject", out_json_string(item->subject), "language",
		    lang_name(item->language)));
		return;
	}
	local_time(item->at, clock_now(), when);
	printf("%6lld  ", (long long)item->mailing);
	out_cell(when, 16);
	out_cell(list->name, 16);
	printf("%4zu  ", number);
	out_puts(item->subject);
	printf("\n");
}

static enum err_code print_list(
    struct cli *cli, const struct conf_list *list, struct err *err)
{
	struct arena arena = { 0 };
	struct archived *items = NULL;
	size_t count = 0;
	int64_t id = 0;
	enum err_code rc = cli_list_id(cli, list, &id, err);

	if (rc == ERR_OK && id != 0)
		rc = archive_newsletters(
		    cli->ctx->db, &arena, id, &items, &count, err);
	for (size_t i = count; rc == ERR_OK && i > 0; i--)
		print_issue(cli, list, &items[i - 1], i);
	arena_free(&arena);
	return rc;
}

static enum err_code print_lists(
    struct cli *cli, const char *name, struct err *err)
{
	const struct conf_list *list;
	enum err_code rc = ERR_OK;

	if (name != NULL) {
		rc = cli_list(cli, name, &list, err);
		return rc == ERR_OK ? print_list(cli, list, err) : rc;
	}
	for (size_t i = 0; rc == ERR_OK && i < cli->conf->list_count; i++)
		rc = print_list(cli, &cli->conf->lists[i], err);
	return rc;
}

/* Into a file, or onto standard output. */
static enum err_code put(const char *file, struct str bytes, struct err *err)
{
	if (strcmp(file, "-") == 0) {
		(void)fwrite(bytes.p, 1, bytes.n, stdout);
		return ERR_OK;
	}
	enum err_code rc = file_write(file, bytes, 0644, err);
	if (rc == ERR_OK)
		out_remark(_("the newsletter is in %s"), file);
	return rc;
}

/* One of them, opened. */
struct issue {
	const struct mailing *mailing;
	const char **variants;
	size_t variant_count;
	const char *variant; /* the one that is shown */
	struct view view;
};

static void print_json(const struct issue *issue)
{
	json_t *names = json_array();

	for (size_t i = 0; i < issue->variant_count; i++)
		(void)json_array_append_new(
		    names, json_string(issue->variants[i]));
	out_json(json_pack("{s:I, s:o, s:s, s:o, s:o}", "mailing",
	    (json_int_t)issue->mailing->id, "subject",
	    out_json_string(issue->mailing->subject), "variant", issue->variant,
	    "variants", names, "text", out_json_string(issue->view.text)));
}

static enum err_code give(struct cli *cli, const struct issue *issue,
    struct str mail, const struct choices *choices, struct err *err)
{
	bool text =
	    choices->text || (choices->html == NULL && choices->eml == NULL);
	enum err_code rc = ERR_OK;

	if (choices->eml != NULL)
		rc = put(choices->eml, mail, err);
	if (rc == ERR_OK && choices->html != NULL)
		rc = put(choices->html, issue->view.html, err);
	if (rc == ERR_OK && cli->json)
		print_json(issue);
	else if (rc == ERR_OK && text)
		out_lines(str_c(issue->view.text));
	return rc;
}

static enum err_code choose(struct cli *cli, struct arena *arena,
    struct issue *issue, const char *variant, struct err *err)
{
	enum err_code rc = mailing_variants(cli->ctx->db, arena,
	    issue->mailing->id, &issue->variants, &issue->variant_count, err);

	if (rc == ERR_OK && variant != NULL)
		return op_archive_named(arena, issue->variants,
		    issue->variant_count, variant, &issue->variant, err);
	if (rc == ERR_OK)
		issue->variant = op_archive_variant(issue->variants,
		    issue->variant_count, cli->conf->site.language);
	if (rc == ERR_OK && issue->variant == NULL)
		return err_set(err, ERR_NOT_FOUND,
		    _("mailing %lld was cancelled before it had any content"),
		    (long long)issue->mailing->id);
	return rc;
}

static enum err_code show(struct cli *cli, struct arena *arena,
    const struct mailing *mailing, const struct choices *choices,
    struct err *err)
{
	struct issue issue = { .mailing = mailing };
	struct buf mail;
	enum err_code rc = choose(cli, arena, &issue, choices->variant, err);

	buf_init(&mail, VIEW_MAIL_MAX);
	if (rc == ERR_OK)
		rc = op_archive_mail(
		    cli->ctx, arena, mailing, issue.variant, &mail, err);
	if (rc == ERR_OK)
		rc = view_read(arena, buf_get(&mail), &issue.view, err);
	if (rc == ERR_OK)
		rc = give(cli, &issue, buf_get(&mail), choices, err);
	buf_clear(&mail);
	return rc;
}

enum err_code cmd_newsletter_archive(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct choices choices = { 0 };
	const struct cli_option options[] = {
		{ "list", NULL, &choices.list },
		{ "variant", NULL, &choices.variant },
		{ "text", &choices.text, NULL },
		{ "html", NULL, &choices.html },
		{ "eml", NULL, &choices.eml },
		{ 0 },
	};
	struct arena arena = { 0 };
	struct mailing mailing;
	enum err_code rc = cli_options(options, &argc, argv, 0, 1, err);

	if (rc == ERR_OK && argc == 1 &&
	    (choices.variant != NULL || choices.text || choices.html != NULL ||
		choices.eml != NULL))
		rc = err_set(err, ERR_USAGE,
		    _("say which newsletter is meant, by the number that "
		      "\"liaison newsletter archive\" shows first"));
	if (rc == ERR_OK && argc == 1)
		return print_lists(cli, choices.list, err);
	if (rc == ERR_OK)
		rc = newsletter_find(cli, &arena, argv[1], &mailing, err);
	if (rc == ERR_OK)
		rc = show(cli, &arena, &mailing, &choices, err);
	arena_free(&arena);
	return rc;
}
