#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "cli/browser.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/newsletter_file.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/pager.h"
#include "cli/preview.h"

struct choices {
	const char *as;
	const char *variant;
	const char *folder;
	bool text;
};

static void print_texts(struct arena *arena, const struct preview *preview)
{
	struct pager pager;

	pager_begin(&pager);
	for (size_t i = 0; i < preview->shown_count; i++) {
		const struct preview_variant *p = &preview->shown[i];
		if (preview->shown_count > 1)
			printf("%s=== %s: %s\n\n", i == 0 ? "" : "\n",
			    p->variant->name,
			    preview_words(arena, preview->newsletter,
				p->variant, p->readers));
		out_lines(str_c(p->view.text));
	}
	pager_end(&pager);
}

static enum err_code show_all(struct cli *cli, struct arena *arena,
    const struct op_newsletter *n, const struct choices *choices,
    struct err *err)
{
	struct preview preview;
	enum err_code rc =
	    preview_make(cli, arena, n, choices->variant, &preview, err);

	if (rc == ERR_OK && choices->text && choices->folder == NULL) {
		print_texts(arena, &preview);
		return ERR_OK;
	}
	if (rc == ERR_OK)
		rc = preview_write(arena, &preview, choices->folder, err);
	if (rc != ERR_OK)
		return rc;
	if (cli->json) {
		out_json(preview_json(&preview));
		return ERR_OK;
	}
	(void)newsletter_file_warn(n);
	printf("%s\n", preview.index);
	for (size_t i = 0; i < preview.shown_count; i++)
		printf("%s/%s\n", preview.folder, preview.shown[i].html);
	(void)fflush(stdout);
	if (!browser_open(arena, preview.index) && out_is_terminal())
		out_remark(_("no browser could be opened; the first of these "
			     "is the page to look at, BROWSER names yours"));
	return ERR_OK;
}

static const char *reach_words(enum op_reach reach)
{
	switch (reach) {
	case OP_EMPTY:
		return _("there is nothing on their topics");
	case OP_PAST:
		return _("the events that it has for them are past");
	case OP_DIGEST:
		return _("they read it in the digest");
	case OP_NONE:
		return _("they want no mail");
	case OP_PAUSED:
		return _("they pause");
	case OP_TWICE:
	case OP_REACHED:
	case OP_REACH__MAX:
		break;
	}
	return _("they get it through another list");
}

/* An address may hold a slash. */
static const char *file_name(struct arena *arena, const char *address)
{
	char *out = arena_strdup(arena, address);

	for (char *p = strchr(out, '/'); p != NULL; p = strchr(p, '/'))
		*p = '_';
	return out;
}

static enum err_code give_mail(struct arena *arena, struct str mail,
    const char *address, const struct choices *choices, struct err *err)
{
	const char *path;
	struct view view;
	struct pager pager;
	enum err_code rc;

	if (choices->folder != NULL) {
		rc = file_mkdir(choices->folder, 0755, err);
		path = arena_printf(arena, "%s/%s.eml", choices->folder,
		    file_name(arena, address));
		if (rc == ERR_OK)
			rc = file_write(path, mail, 0644, err);
		if (rc == ERR_OK)
			printf("%s\n", path);
		return rc;
	}
	if (!choices->text) {
		(void)fwrite(mail.p, 1, mail.n, stdout);
		return ERR_OK;
	}
	rc = view_read(arena, mail, &view, err);
	if (rc != ERR_OK)
		return rc;
	pager_begin(&pager);
	out_lines(str_c(view.text));
	pager_end(&pager);
	return ERR_OK;
}

/* Exactly what one person will get. */
static enum err_code show_as(struct cli *cli, struct arena *arena,
    const struct op_newsletter *n, const struct choices *choices,
    struct err *err)
{
	char *address = NULL;
	struct op_reader reader;
	struct buf mail;
	enum err_code rc = cli_address(arena, choices->as, &address, err);

	if (rc == ERR_OK)
		rc = op_newsletter_reader(
		    cli->ctx, arena, n, address, &reader, err);
	if (rc != ERR_OK)
		return rc;
	if (reader.variant == NULL)
		return err_set(err, ERR_NOT_FOUND,
		    _("%s gets nothing of it: %s"), address,
		    reach_words(reader.reach));
	if (reader.sub.id == 0)
		out_remark(_("%s is on none of its lists; this is what a new "
			     "subscriber would get"),
		    address);
	buf_init(&mail, VIEW_MAIL_MAX);
	rc = op_newsletter_one(cli->ctx, arena, n, &reader, &mail, err);
	if (rc == ERR_OK)
		rc = give_mail(arena, buf_get(&mail), address, choices, err);
	buf_clear(&mail);
	return rc;
}

enum err_code cmd_newsletter_preview(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct newsletter_file file = { .draft = true };
	struct choices choices = { 0 };
	const struct cli_option options[] = {
		{ "list", NULL, &file.lists },
		{ "as", NULL, &choices.as },
		{ "variant", NULL, &choices.variant },
		{ "dir", NULL, &choices.folder },
		{ "text", &choices.text, NULL },
		{ 0 },
	};
	struct arena arena = { 0 };
	struct op_newsletter newsletter;
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	file.path = argv[1];
	if (rc == ERR_OK && choices.as != NULL && choices.variant != NULL)
		rc = err_set(err, ERR_USAGE,
		    _("--as and --variant say different things: take one"));
	if (rc == ERR_OK)
		rc = newsletter_file_open(cli, &arena, &file, &newsletter, err);
	if (rc == ERR_OK && choices.as != NULL)
		rc = show_as(cli, &arena, &newsletter, &choices, err);
	else if (rc == ERR_OK)
		rc = show_all(cli, &arena, &newsletter, &choices, err);
	arena_free(&arena);
	return rc;
}
