/* liaison newsletter check: what is wrong with a file, as compilers say it. */
#include <stdio.h>

#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/newsletter_file.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/op_check.h"

enum { KB = 1000 };

static void print_problem(struct arena *arena, const struct news_problem *p)
{
	out_puts(news_problem_place(arena, p));
	printf("%s ", p->level == NEWS_ERROR ? _("error:") : _("warning:"));
	out_puts(p->text);
	printf("\n");
}

static json_t *problem_json(const struct news_problem *p)
{
	return json_pack("{s:s, s:o, s:I, s:I, s:o}", "level",
	    p->level == NEWS_ERROR ? "error" : "warning", "file",
	    out_json_string(p->source), "line", (json_int_t)p->line, "column",
	    (json_int_t)p->column, "text", out_json_string(p->text));
}

static void print_json(
    const struct op_newsletter *n, const struct op_checked *found)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < n->news.problems.count; i++)
		(void)json_array_append_new(
		    rows, problem_json(&n->news.problems.rows[i]));
	out_json(json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "errors",
	    (json_int_t)found->errors, "warnings", (json_int_t)found->warnings,
	    "variants", (json_int_t)found->variants, "html_bytes",
	    (json_int_t)found->html, "mail_bytes", (json_int_t)found->whole,
	    "readers", (json_int_t)found->readers, "spam",
	    found->spam == OP_SPAM_SCORED ? json_real(found->score)
					  : json_null(),
	    "problems", rows));
}

static void print_spam(const struct op_checked *found)
{
	switch (found->spam) {
	case OP_SPAM_UNASKED:
		break;
	case OP_SPAM_ABSENT:
		printf("%s\n", _("no spam score: SpamAssassin is not "
				 "installed"));
		break;
	case OP_SPAM_FAILED:
		printf("%s\n", _("no spam score: SpamAssassin gave none"));
		break;
	case OP_SPAM_SCORED:
		printf(_("spam score: %.1f (5 is spam)\n"), found->score);
		break;
	}
}

static void print_all(
    const struct op_newsletter *n, const struct op_checked *found)
{
	for (size_t i = 0; i < n->news.problems.count; i++)
		print_problem(
		    n->news.problems.arena, &n->news.problems.rows[i]);
	if (n->news.problems.more)
		printf("%s\n", _("and more: correct these first"));
	if (found->errors > 0)
		return;
	print_spam(found);
	printf(_n("no error, %zu warning: ", "no error, %zu warnings: ",
		   found->warnings),
	    found->warnings);
	printf(_n("%zu variant, %zu kB at most, of which the HTML has %zu kB\n",
		   "%zu variants, %zu kB at most, of which the HTML has %zu "
		   "kB\n",
		   found->variants),
	    found->variants, (found->whole + KB - 1) / KB,
	    (found->html + KB - 1) / KB);
}

static enum err_code verdict(const char *path, const struct op_checked *found,
    bool strict, struct err *err)
{
	if (found->errors > 0)
		return err_set(err, ERR_INPUT,
		    _n("%s: %zu error; nothing can be sent before it is "
		       "corrected",
			"%s: %zu errors; nothing can be sent before they are "
			"corrected",
			found->errors),
		    path, found->errors);
	if (strict && found->warnings > 0)
		return err_set(err, ERR_INPUT,
		    _n("%s: %zu warning, and --strict allows none",
			"%s: %zu warnings, and --strict allows none",
			found->warnings),
		    path, found->warnings);
	return ERR_OK;
}

enum err_code cmd_newsletter_check(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct newsletter_file file = { 0 };
	struct arena arena = { 0 };
	bool strict = false;
	bool no_spam = false;
	const struct cli_option options[] = {
		{ "list", NULL, &file.lists },
		{ "strict", &strict, NULL },
		{ "no-spam", &no_spam, NULL },
		{ 0 },
	};
	struct op_newsletter newsletter;
	struct op_checked found;
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	if (rc == ERR_OK) {
		file.path = argv[1];
		rc = newsletter_file_read(cli, &arena, &file, &newsletter, err);
	}
	if (rc == ERR_OK)
		rc = op_check(cli->ctx, &arena, &newsletter,
		    no_spam ? OP_CHECK_MAILS : OP_CHECK_SPAM, &found, err);
	if (rc == ERR_OK) {
		if (cli->json)
			print_json(&newsletter, &found);
		else
			print_all(&newsletter, &found);
		rc = verdict(argv[1], &found, strict, err);
	}
	arena_free(&arena);
	return rc;
}
