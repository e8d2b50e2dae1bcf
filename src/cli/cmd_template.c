/* liaison template: which mails and layouts there are, and whose. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/asset.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/near.h"
#include "cli/cmd.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/out.h"
#include "cli/template_check.h"
#include "core/notify.h"
#include "core/sample.h"

enum { NAME_WIDTH = 22, LANG_WIDTH = 3, KIND_WIDTH = 4, FILES_MAX = 256 };

static const char *const kinds[] = { "txt", "html" };

/* What the options of these commands say. */
struct wanted {
	const char *list_name;
	const struct conf_list *list; /* NULL = the site */
	const char *lang_name;
	enum lang lang; /* if lang_name is set */
	const char *kind;
};

static enum err_code read_wanted(
    struct cli *cli, struct wanted *w, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (w->list_name != NULL)
		rc = cli_list(cli, w->list_name, &w->list, err);
	if (rc == ERR_OK && w->lang_name != NULL &&
	    !lang_parse(w->lang_name, &w->lang))
		rc = err_set(err, ERR_USAGE,
		    _("\"%s\" is no language of liaison; write fr or en"),
		    w->lang_name);
	if (rc == ERR_OK && w->kind != NULL && strcmp(w->kind, "txt") != 0 &&
	    strcmp(w->kind, "html") != 0)
		rc = err_set(err, ERR_USAGE,
		    _("\"%s\" is no kind of template; write txt or html"),
		    w->kind);
	return rc;
}

static struct tmpl_place place_of(
    const struct cli *cli, const struct wanted *w, enum lang lang)
{
	const struct conf *conf = cli->conf;
	const struct conf_list *list = w->list;

	return (struct tmpl_place){ .folder = conf->site.templates,
		.list = list == NULL ? NULL : list->name,
		.lang = lang,
		.fallback = list == NULL ? conf->site.language : list->language,
		.colour = list == NULL ? conf->site.colour : list->colour };
}

static bool is_built_in(const struct tmpl_file *file)
{
	return asset_find(file->source) != NULL;
}

static const char *whose(const struct tmpl_file *file)
{
	return is_built_in(file) ? "program" : "site";
}

static void print_row(
    const char *name, const struct tmpl_file *file, const char *kind)
{
	out_cell(name, NAME_WIDTH);
	out_cell(lang_name(file->lang), LANG_WIDTH);
	out_cell(kind, KIND_WIDTH);
	out_puts(is_built_in(file) ? "-" : file->source);
	printf("\n");
}

/* One row of the list; only what stands in this very language. */
static enum err_code list_one(struct cli *cli, struct arena *arena,
    struct tmpl_place place, const char *name, const char *kind, json_t *rows,
    struct err *err)
{
	struct tmpl_file file = { 0 };
	enum err_code rc;

	place.fallback = place.lang;
	rc = tmpl_find(arena, &place, name, kind, &file, err);
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	if (cli->json)
		(void)json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", name,
			"language", lang_name(file.lang), "kind", kind, "from",
			whose(&file), "source", out_json_string(file.source)));
	else
		print_row(name, &file, kind);
	return ERR_OK;
}

static enum err_code list_all(struct cli *cli, struct arena *arena,
    const struct wanted *w, json_t *rows, struct err *err)
{
	struct tmpl_place place = place_of(cli, w, LANG_FR);
	const size_t each = (size_t)LANG__MAX * 2; /* files of a name */
	const char **names = NULL;
	size_t count = 0;
	enum err_code rc = tmpl_names(arena, &place, &names, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count * each; i++) {
		const char *kind = kinds[i % 2];
		enum lang lang = (enum lang)(i / 2 % LANG__MAX);
		if (w->lang_name != NULL && lang != w->lang)
			continue;
		rc = list_one(cli, arena, place_of(cli, w, lang),
		    names[i / each], kind, rows, err);
	}
	return rc;
}

enum err_code cmd_template_list(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct wanted w = { 0 };
	const struct cli_option options[] = { { "list", NULL, &w.list_name },
		{ "lang", NULL, &w.lang_name }, { 0 } };
	struct arena arena = { 0 };
	json_t *rows = json_array();
	enum err_code rc = cli_options(options, &argc, argv, 0, 0, err);

	if (rc == ERR_OK)
		rc = read_wanted(cli, &w, err);
	if (rc == ERR_OK)
		rc = list_all(cli, &arena, &w, rows, err);
	if (rc == ERR_OK && cli->json)
		out_json(rows);
	else
		json_decref(rows);
	arena_free(&arena);
	return rc;
}

static void print_template(const struct tmpl_file *file)
{
	if (is_built_in(file))
		printf(_("%s (inside the program):\n\n"), file->source);
	else
		printf("%s:\n\n", file->source);
	out_lines(file->text);
}

static enum err_code print_sample(struct cli *cli, struct arena *arena,
    const struct wanted *w, const char *name, enum lang lang, struct err *err)
{
	struct tmpl_place place = place_of(cli, w, lang);
	json_t *data = sample_variables(cli->ctx, arena, w->list, lang);
	struct tmpl_mail mail = { 0 };
	enum err_code rc = tmpl_render(arena, &place, name, data, &mail, err);

	json_decref(data);
	if (rc != ERR_OK)
		return rc;
	if (cli->json) {
		out_json(json_pack("{s:s, s:s, s:s%, s:s%, s:s%}", "name", name,
		    "language", lang_name(mail.lang), "subject", mail.subject.p,
		    mail.subject.n, "text", mail.text.p, mail.text.n, "html",
		    mail.html.p, mail.html.n));
	} else if (w->kind != NULL && strcmp(w->kind, "html") == 0) {
		out_lines(mail.html);
	} else {
		printf("Subject: ");
		out_text(mail.subject);
		printf("\n\n");
		out_lines(mail.text);
	}
	return ERR_OK;
}

static enum err_code no_template(const struct cli *cli, struct arena *arena,
    const struct wanted *w, const char *name, struct err *err)
{
	struct tmpl_place place = place_of(cli, w, LANG_FR);
	const char **names = NULL;
	const char *near = NULL;
	size_t count = 0;
	size_t best = strlen(name) / 2 + 1;

	if (tmpl_names(arena, &place, &names, &count, err) != ERR_OK)
		count = 0;
	for (size_t i = 0; i < count; i++) {
		size_t distance = near_distance(name, names[i]);
		if (distance >= best)
			continue;
		best = distance;
		near = names[i];
	}
	if (near != NULL)
		return err_set(err, ERR_NOT_FOUND,
		    _("there is no template \"%s\"; did you mean \"%s\"?"),
		    name, near);
	return err_set(err, ERR_NOT_FOUND,
	    _("there is no template \"%s\"; \"liaison template list\" "
	      "shows all"),
	    name);
}

static enum err_code show(struct cli *cli, struct arena *arena,
    const struct wanted *w, const char *name, enum lang lang, struct err *err)
{
	struct tmpl_place place = place_of(cli, w, lang);
	const char *kind = w->kind == NULL ? "txt" : w->kind;
	struct tmpl_file file = { 0 };
	enum err_code rc = tmpl_find(arena, &place, name, kind, &file, err);

	/* Some layouts and parts are only of HTML. */
	if (rc == ERR_NOT_FOUND && w->kind == NULL) {
		kind = "html";
		rc = tmpl_find(arena, &place, name, kind, &file, err);
	}
	if (rc == ERR_NOT_FOUND && w->kind == NULL)
		return no_template(cli, arena, w, name, err);
	if (rc != ERR_OK)
		return rc;
	if (cli->json)
		out_json(
		    json_pack("{s:s, s:s, s:s, s:s, s:o, s:s%}", "name", name,
			"language", lang_name(file.lang), "kind", kind, "from",
			whose(&file), "source", out_json_string(file.source),
			"text", file.text.p, file.text.n));
	else
		print_template(&file);
	return ERR_OK;
}

enum err_code cmd_template_show(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct wanted w = { 0 };
	bool sample = false;
	const struct cli_option options[] = { { "list", NULL, &w.list_name },
		{ "lang", NULL, &w.lang_name }, { "kind", NULL, &w.kind },
		{ "sample", &sample, NULL }, { 0 } };
	struct arena arena = { 0 };
	enum lang lang;
	enum err_code rc = cli_options(options, &argc, argv, 1, 1, err);

	if (rc == ERR_OK)
		rc = read_wanted(cli, &w, err);
	lang =
	    w.lang_name != NULL ? w.lang : place_of(cli, &w, LANG_FR).fallback;
	if (rc == ERR_OK && sample)
		rc = print_sample(cli, &arena, &w, argv[1], lang, err);
	else if (rc == ERR_OK)
		rc = show(cli, &arena, &w, argv[1], lang, err);
	arena_free(&arena);
	return rc;
}

/* What is to be written, and where. */
struct export
{
	struct arena arena;
	const struct asset *assets[FILES_MAX];
	const char *paths[FILES_MAX];
	size_t count;
};

static void add_export(struct export *e, const struct cli *cli,
    const struct wanted *w, enum lang lang, const char *file)
{
	const struct asset *asset = asset_find(
	    arena_printf(&e->arena, "templates/%s/%s", lang_name(lang), file));
	const char *folder = cli->conf->site.templates;

	if (asset == NULL || e->count == FILES_MAX)
		return;
	if (w->list != NULL)
		folder = arena_printf(
		    &e->arena, "%s/lists/%s", folder, w->list->name);
	e->assets[e->count] = asset;
	e->paths[e->count++] =
	    arena_printf(&e->arena, "%s/%s/%s", folder, lang_name(lang), file);
}

static enum err_code gather(struct export *e, const struct cli *cli,
    const struct wanted *w, const char *name, struct err *err)
{
	const size_t before = e->count;

	if (!tmpl_name_ok(str_c(name)))
		return err_set(err, ERR_INPUT,
		    _("\"%s\" cannot be the name of a template"), name);
	for (int i = 0; i < 2 * LANG__MAX; i++) {
		enum lang lang = (enum lang)(i / 2);
		if (w->lang_name != NULL && lang != w->lang)
			continue;
		if (w->kind == NULL || strcmp(w->kind, kinds[i % 2]) == 0)
			add_export(e, cli, w, lang,
			    arena_printf(
				&e->arena, "%s.%s", name, kinds[i % 2]));
	}
	if (e->count == before)
		return err_set(err, ERR_NOT_FOUND,
		    _("the program has no template \"%s\" of that kind; "
		      "\"liaison template list\" shows all"),
		    name);
	return ERR_OK;
}

/* Nothing is written when one of them would be lost. */
static enum err_code refuse_overwriting(const struct export *e, struct err *err)
{
	struct stat st;

	for (size_t i = 0; i < e->count; i++)
		if (lstat(e->paths[i], &st) == 0 || errno != ENOENT)
			return err_set(err, ERR_EXISTS,
			    _("%s is there already; say --force to write over "
			      "it"),
			    e->paths[i]);
	return ERR_OK;
}

static enum err_code write_all(
    struct cli *cli, struct export *e, struct err *err)
{
	json_t *paths = json_array();
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < e->count; i++) {
		const char *path = e->paths[i];
		const char *slash = strrchr(path, '/');
		rc = file_mkdir(
		    arena_dup(&e->arena, str_n(path, (size_t)(slash - path))),
		    0755, err);
		if (rc == ERR_OK)
			rc = file_write(
			    path, asset_text(e->assets[i]), 0644, err);
		if (rc != ERR_OK)
			break;
		if (cli->json) {
			(void)json_array_append_new(
			    paths, out_json_string(path));
		} else {
			out_puts(path);
			printf("\n");
		}
	}
	if (rc == ERR_OK && cli->json)
		out_json(paths);
	else
		json_decref(paths);
	return rc;
}

enum err_code cmd_template_export(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct wanted w = { 0 };
	bool force = false;
	const struct cli_option options[] = { { "list", NULL, &w.list_name },
		{ "lang", NULL, &w.lang_name }, { "kind", NULL, &w.kind },
		{ "force", &force, NULL }, { 0 } };
	struct export e = { .count = 0 };
	enum err_code rc = cli_options(options, &argc, argv, 1, -1, err);

	if (rc == ERR_OK)
		rc = read_wanted(cli, &w, err);
	if (rc == ERR_OK && cli->conf->site.templates == NULL)
		rc = err_set(err, ERR_CONFIG,
		    _("site.templates is empty: there is no folder to write "
		      "to"));
	for (int i = 1; rc == ERR_OK && i < argc; i++)
		rc = gather(&e, cli, &w, argv[i], err);
	if (rc == ERR_OK && !force)
		rc = refuse_overwriting(&e, err);
	if (rc == ERR_OK)
		rc = write_all(cli, &e, err);
	arena_free(&e.arena);
	return rc;
}

/* Has the list templates of its own? */
static bool has_own(
    const struct cli *cli, struct arena *arena, const char *list)
{
	struct stat st;

	return cli->conf->site.templates != NULL &&
	       stat(arena_printf(
			arena, "%s/lists/%s", cli->conf->site.templates, list),
		   &st) == 0;
}

static enum err_code check_all(struct cli *cli, const struct wanted *w,
    struct template_remarks *out, struct err *err)
{
	enum err_code rc;

	if (w->list != NULL)
		return template_check(cli, w->list, out, err);
	rc = template_check(cli, NULL, out, err);
	for (size_t i = 0; rc == ERR_OK && i < cli->conf->list_count; i++)
		if (has_own(cli, out->arena, cli->conf->lists[i].name))
			rc =
			    template_check(cli, &cli->conf->lists[i], out, err);
	return rc;
}

static void print_remarks(struct cli *cli, const struct template_remarks *out)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < out->count; i++) {
		const struct template_remark *row = &out->rows[i];
		const char *level = row->error ? "error" : "warning";
		if (cli->json) {
			(void)json_array_append_new(
			    rows, json_pack("{s:s, s:o}", "level", level,
				      "text", out_json_string(row->text)));
			continue;
		}
		printf("%s ", row->error ? _("error:") : _("warning:"));
		out_puts(row->text);
		printf("\n");
	}
	if (cli->json)
		out_json(json_pack("{s:I, s:I, s:o}", "tried",
		    (json_int_t)out->tried, "errors", (json_int_t)out->errors,
		    "remarks", rows));
	else
		json_decref(rows);
	if (!cli->json && out->count == 0)
		printf(_("%zu mails were made of the templates, and nothing is "
			 "wrong with them.\n"),
		    out->tried);
}

enum err_code cmd_template_check(
    struct cli *cli, int argc, char **argv, struct err *err)
{
	struct wanted w = { 0 };
	const struct cli_option options[] = { { "list", NULL, &w.list_name },
		{ 0 } };
	struct arena arena = { 0 };
	struct template_remarks found = { .arena = &arena };
	enum err_code rc = cli_options(options, &argc, argv, 0, 0, err);

	if (rc == ERR_OK)
		rc = read_wanted(cli, &w, err);
	if (rc == ERR_OK)
		rc = check_all(cli, &w, &found, err);
	if (rc == ERR_OK)
		print_remarks(cli, &found);
	if (rc == ERR_OK && found.errors > 0)
		rc = err_set(err, ERR_INPUT,
		    _n("there is %zu error in the templates",
			"there are %zu errors in the templates", found.errors),
		    found.errors);
	arena_free(&arena);
	return rc;
}
