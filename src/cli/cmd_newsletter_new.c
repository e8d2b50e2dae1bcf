#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "core/scaffold.h"

struct choices {
	const char *list;
	const char *template;
	bool twin;
};

/* A newsletter's list that nobody has to name: there is one. */
static const struct conf_list *only_list(const struct conf *conf)
{
	const struct conf_list *found = NULL;
	size_t newsletters = 0;

	for (size_t i = 0; i < conf->list_count; i++) {
		const struct conf_list *list = &conf->lists[i];
		if (list->kind != CONF_NEWSLETTER)
			continue;
		newsletters++;
		found = list;
	}
	if (newsletters == 0 && conf->list_count == 1)
		return &conf->lists[0];
	return newsletters == 1 ? found : NULL;
}

static bool is_folder(const char *path)
{
	struct stat st;
	size_t n = strlen(path);

	return (n > 0 && path[n - 1] == '/') ||
	       (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

/* "DIR/2026-12" for a folder; "NAME" for NAME.md, NAME.fr.md. */
static const char *stem_of(struct arena *arena, const char *path,
    const struct conf_list *list, const struct choices *choices)
{
	struct str stem = str_c(path);
	struct scaffold_days days;
	const char *month = "newsletter";

	if (is_folder(path)) {
		if (scaffold_days(clock_now(), list->timezone, &days))
			month = arena_printf(arena, "%04d-%02d",
			    days.first.year, days.first.month);
		if (strcmp(choices->template, "newsletter") != 0)
			month = arena_printf(
			    arena, "%s-%s", month, choices->template);
		return arena_printf(arena, "%s%s%s", path,
		    str_ends(stem, str_c("/")) ? "" : "/", month);
	}
	if (str_iends(stem, str_c(".md")))
		stem = str_sub(stem, 0, stem.n - 3);
	if (choices->twin &&
	    (str_ends(stem, str_c(".fr")) || str_ends(stem, str_c(".en"))))
		stem = str_sub(stem, 0, stem.n - 3);
	return arena_dup(arena, stem);
}

/* "lettre.en" is in English, whatever the list speaks. */
static enum lang language_of(const char *stem, const struct conf_list *list)
{
	for (int i = 0; i < LANG__MAX; i++) {
		char end[] = ".fr";
		(void)snprintf(
		    end, sizeof(end), ".%s", lang_name((enum lang)i));
		if (str_ends(str_c(stem), str_c(end)))
			return (enum lang)i;
	}
	return list->language;
}

static enum err_code refuse_existing(const char *path, struct err *err)
{
	if (access(path, F_OK) == 0)
		return err_set(err, ERR_EXISTS,
		    _("%s is there already; nothing was written"), path);
	return ERR_OK;
}

static enum err_code make(struct cli *cli, struct arena *arena,
    const struct scaffold *scaffold, const char *path, struct err *err)
{
	struct str text;
	enum err_code rc =
	    scaffold_make(arena, cli->conf, scaffold, &text, err);

	if (rc == ERR_OK)
		rc = file_create(path, text, 0644, err);
	if (rc == ERR_NOT_FOUND)
		return err_set(err, ERR_NOT_FOUND,
		    _("%s cannot be written: there is no such folder"), path);
	return rc;
}

static enum err_code make_all(struct cli *cli, struct arena *arena,
    struct scaffold *scaffold, const char *const *paths, size_t count,
    struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		rc = refuse_existing(paths[i], err);
	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		if (count > 1)
			scaffold->language = (enum lang)i;
		rc = make(cli, arena, scaffold, paths[i], err);
		if (rc != ERR_OK && i > 0)
			(void)unlink(paths[0]);
	}
	return rc;
}

static void tell(struct cli *cli, const char *const *paths, size_t count)
{
	json_t *files = json_array();

	for (size_t i = 0; i < count; i++) {
		(void)json_array_append_new(files, out_json_string(paths[i]));
		if (!cli->json)
			printf("%s\n", paths[i]);
	}
	if (cli->json)
		out_json(json_pack("{s:O}", "files", files));
	json_decref(files);
}

enum err_code cmd_newsletter_new(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct choices choices = { .template = "newsletter" };
	const struct cli_option options[] = {
		{ "list", NULL, &choices.list },
		{ "template", NULL, &choices.template },
		{ "twin", &choices.twin, NULL },
		{ 0 },
	};
	struct arena arena = { 0 };
	struct scaffold scaffold = { .now = clock_now() };
	const char *paths[LANG__MAX] = { NULL };
	size_t count = 1;
	const char *stem;
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	if (rc == ERR_OK && choices.list != NULL)
		rc = cli_list(cli, choices.list, &scaffold.list, err);
	if (rc != ERR_OK)
		return rc;
	if (choices.list == NULL)
		scaffold.list = only_list(cli->conf);
	if (scaffold.list == NULL)
		return err_set(
		    err, ERR_USAGE, _("say which list it is for: --list LIST"));
	scaffold.template = choices.template;
	stem = stem_of(&arena, argv[1], scaffold.list, &choices);
	scaffold.language = language_of(stem, scaffold.list);
	paths[0] = arena_printf(&arena, "%s.md", stem);
	for (count = 0; choices.twin && count < LANG__MAX; count++)
		paths[count] = arena_printf(
		    &arena, "%s.%s.md", stem, lang_name((enum lang)count));
	if (count == 0)
		count = 1;
	rc = make_all(cli, &arena, &scaffold, paths, count, err);
	if (rc == ERR_OK)
		tell(cli, paths, count);
	arena_free(&arena);
	return rc;
}
