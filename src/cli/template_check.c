#include "cli/template_check.h"

#include <string.h>

#include "base/asset.h"
#include "base/i18n.h"
#include "core/notify.h"
#include "core/sample.h"
#include "tmpl/html_lint.h"
#include "tmpl/mustache.h"

struct check {
	struct cli *cli;
	const struct conf_list *list;
	struct tmpl_place place;
	struct template_remarks *out;
	struct arena arena; /* of one mail */
};

static void remark(struct check *c, bool error, const char *text)
{
	struct template_remarks *out = c->out;
	struct template_remark *rows;

	for (size_t i = 0; i < out->count; i++)
		if (strcmp(out->rows[i].text, text) == 0)
			return;
	if (out->count == out->room) {
		out->room = out->room == 0 ? 32 : 2 * out->room;
		rows = arena_calloc(out->arena, out->room, sizeof(*rows));
		if (out->count > 0)
			memcpy(rows, out->rows, out->count * sizeof(*rows));
		out->rows = rows;
	}
	out->rows[out->count++] =
	    (struct template_remark){ error, arena_strdup(out->arena, text) };
	out->errors += error;
}

/* "Subject:" is what a mail begins with; the others are parts of mails. */
static bool is_mail(const struct tmpl_file *file)
{
	return str_istarts(file->text, str_c("Subject:"));
}

static bool is_built_in(const struct tmpl_file *file)
{
	return str_starts(str_c(file->source), str_c("templates/")) &&
	       asset_find(file->source) != NULL;
}

static void lint(struct check *c, const char *source, struct str html)
{
	struct html_problem *problems = NULL;
	size_t count = 0;
	struct err err = { 0 };

	if (html_lint(&c->arena, html, &problems, &count, &err) != ERR_OK) {
		remark(c, true,
		    arena_printf(&c->arena, "%s: %s", source, err.text));
		return;
	}
	for (size_t i = 0; i < count; i++)
		remark(c, problems[i].level == HTML_ERROR,
		    problems[i].line == 0
			? arena_printf(
			      &c->arena, "%s: %s", source, problems[i].text)
			: arena_printf(&c->arena,
			      _("%s, line %zu of its HTML: %s"), source,
			      problems[i].line, problems[i].text));
}

/* Where the HTML of a mail comes from; without one of its own, its text. */
static const char *html_source(
    struct check *c, const char *name, const struct tmpl_file *text)
{
	struct tmpl_file html = { 0 };
	struct err err = { 0 };

	return tmpl_find(&c->arena, &c->place, name, "html", &html, &err) ==
		       ERR_OK
		   ? html.source
		   : text->source;
}

/* A name that stands nowhere is most often a slip. */
static void try_strictly(struct check *c, const char *name, json_t *data)
{
	struct tmpl_place place = c->place;
	struct tmpl_mail mail;
	struct err err = { 0 };

	place.strict = true;
	if (tmpl_render(&c->arena, &place, name, data, &mail, &err) != ERR_OK)
		remark(c, false, err.text);
}

static void try_mail(
    struct check *c, const char *name, const struct tmpl_file *text)
{
	json_t *data =
	    sample_variables(c->cli->ctx, &c->arena, c->list, c->place.lang);
	struct tmpl_mail mail;
	struct err err = { 0 };

	c->out->tried++;
	if (tmpl_render(&c->arena, &c->place, name, data, &mail, &err) ==
	    ERR_OK) {
		lint(c, html_source(c, name, text), mail.html);
		try_strictly(c, name, data);
	} else {
		remark(c, true, err.text);
	}
	json_decref(data);
}

/* A part may be used by any template: it has to be well-formed. */
static void try_part(struct check *c, const struct tmpl_file *file)
{
	struct mustache *template;
	struct err err = { 0 };

	if (mustache_compile(&c->arena, file->text, file->source, 1, &template,
		&err) != ERR_OK)
		remark(c, true, err.text);
}

/* The own one of one language alone is a gap for those who read the other. */
static void look_for_twin(struct check *c, const struct tmpl_file *file,
    const char *name, const char *kind)
{
	struct tmpl_place place = c->place;
	struct tmpl_file twin = { 0 };
	struct err err = { 0 };

	if (is_built_in(file))
		return;
	place.lang = place.fallback = file->lang == LANG_FR ? LANG_EN : LANG_FR;
	if (tmpl_find(&c->arena, &place, name, kind, &twin, &err) != ERR_OK)
		remark(c, false,
		    arena_printf(&c->arena,
			_("%s: there is no %s.%s in the language %s; its "
			  "readers get this one"),
			file->source, name, kind, lang_name(place.lang)));
	else if (is_built_in(&twin))
		remark(c, false,
		    arena_printf(&c->arena,
			_("%s: there is none of your own in the language %s; "
			  "its readers get the program's %s"),
			file->source, lang_name(place.lang), twin.source));
}

static void try_one(struct check *c, const char *name)
{
	struct tmpl_file file = { 0 };
	struct err err = { 0 };
	bool mail = false;
	enum err_code code =
	    tmpl_find(&c->arena, &c->place, name, "txt", &file, &err);

	if (code == ERR_OK) {
		mail = is_mail(&file);
		look_for_twin(c, &file, name, "txt");
		if (mail)
			try_mail(c, name, &file);
		else
			try_part(c, &file);
	} else if (code != ERR_NOT_FOUND) {
		remark(c, true, err.text);
	}
	code = tmpl_find(&c->arena, &c->place, name, "html", &file, &err);
	if (code == ERR_OK) {
		look_for_twin(c, &file, name, "html");
		try_part(c, &file);
	} else if (code != ERR_NOT_FOUND) {
		remark(c, true, err.text);
	}
	arena_reset(&c->arena);
}

enum err_code template_check(struct cli *cli, const struct conf_list *list,
    struct template_remarks *out, struct err *err)
{
	struct check c = { .cli = cli, .list = list, .out = out };
	const char **names = NULL;
	size_t count = 0;
	enum err_code rc = ERR_OK;

	for (int i = 0; rc == ERR_OK && i < LANG__MAX; i++) {
		c.place = notify_place(cli->ctx, list, (enum lang)i);
		c.place.fallback = c.place.lang;
		rc = tmpl_names(out->arena, &c.place, &names, &count, err);
		for (size_t k = 0; rc == ERR_OK && k < count; k++)
			try_one(&c, names[k]);
	}
	arena_free(&c.arena);
	return rc;
}
