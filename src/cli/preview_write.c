#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "cli/out.h"
#include "cli/page.h"
#include "cli/preview.h"
#include "cli/recap.h"

enum { CLIPPED = 100 * 1024, KB = 1000 };

static enum err_code put(struct arena *arena, const char *folder,
    const char *name, struct str bytes, struct err *err)
{
	return file_write(
	    arena_printf(arena, "%s/%s", folder, name), bytes, 0644, err);
}

/* A name from a mail, as that of a file beside the others. */
static const char *safe_name(
    struct arena *arena, const char *variant, const char *name, size_t number)
{
	char *out = arena_printf(arena, "%s-%zu-%s", variant, number + 1, name);

	for (char *p = out; *p != '\0'; p++)
		if (strchr("/\\:*?\"<>|%#", *p) != NULL ||
		    (unsigned char)*p < ' ')
			*p = '_';
	return out;
}

static enum err_code write_variant(struct arena *arena, const char *folder,
    struct preview_variant *p, struct err *err)
{
	const char *name = p->variant->name;
	enum err_code rc;

	p->html = arena_printf(arena, "%s.html", name);
	p->text = arena_printf(arena, "%s.txt", name);
	p->files =
	    arena_calloc(arena, p->view.file_count + 1, sizeof(*p->files));
	rc = put(arena, folder, p->html, p->view.html, err);
	if (rc == ERR_OK)
		rc = put(arena, folder, p->text, str_c(p->view.text), err);
	for (size_t i = 0; rc == ERR_OK && i < p->view.file_count; i++) {
		p->files[i] = safe_name(arena, name, p->view.files[i].name, i);
		rc = put(
		    arena, folder, p->files[i], p->view.files[i].bytes, err);
	}
	return rc;
}

static json_t *files_data(const struct preview_variant *p)
{
	json_t *out = json_array();

	for (size_t i = 0; i < p->view.file_count; i++)
		(void)json_array_append_new(
		    out, json_pack("{s:o, s:o}", "file",
			     out_json_string(p->files[i]), "name",
			     out_json_string(p->view.files[i].name)));
	return out;
}

static json_t *variant_data(struct arena *arena, const struct op_newsletter *n,
    const struct preview_variant *p)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:o, s:o}", "name",
	    p->variant->name, "words",
	    preview_words(arena, n, p->variant, p->readers), "size",
	    arena_printf(arena, _("%zu kB, its HTML %zu kB"),
		(p->bytes + KB - 1) / KB, (p->html_bytes + KB - 1) / KB),
	    "large",
	    p->html_bytes <= CLIPPED
		? json_null()
		: json_string(_("Gmail cuts off what is over 102 kB")),
	    "html", p->html, "text_file", p->text, "text",
	    out_json_string(p->view.text), "files", files_data(p));
}

static json_t *warnings_data(
    struct arena *arena, const struct news_problems *problems)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < problems->count; i++) {
		const struct news_problem *w = &problems->rows[i];
		if (w->level == NEWS_WARNING)
			(void)json_array_append_new(
			    rows, out_json_string(arena_printf(arena, "%s%s",
				      news_problem_place(arena, w), w->text)));
	}
	if (json_array_size(rows) > 0)
		return json_pack("{s:o}", "rows", rows);
	json_decref(rows);
	return json_null();
}

static json_t *empty_data(struct arena *arena, const struct op_newsletter *n)
{
	json_t *out = json_array();

	for (size_t i = 0; i < n->targets[0].variant_count; i++) {
		const struct op_variant *v = &n->targets[0].variants[i];
		if (v->empty)
			(void)json_array_append_new(
			    out, json_pack("{s:s, s:s}", "name", v->name,
				     "words", preview_words(arena, n, v, 0)));
	}
	return out;
}

static json_t *page_data(struct arena *arena, const struct preview *preview)
{
	const struct op_newsletter *n = preview->newsletter;
	json_t *variants = json_array();

	for (size_t i = 0; i < preview->shown_count; i++)
		(void)json_array_append_new(
		    variants, variant_data(arena, n, &preview->shown[i]));
	return json_pack("{s:o, s:o, s:s, s:o, s:o, s:o}", "t",
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
		/* The language of these messages, as HTML names it. */
		"lang", _("en"), "title", _("preview"), "lists", _("for"),
		"chromium", _("as a browser shows it; mail programs differ"),
		"warnings", _("What you may want to change"), "variants",
		_("Variants"), "phone", _("on a telephone:"), "desk",
		_("on a screen:"), "text", _("as text")),
	    "subject", out_json_string(n->subject), "lists",
	    recap_lists(arena, n), "warnings",
	    warnings_data(arena, &n->news.problems), "variants", variants,
	    "empty", empty_data(arena, n));
}

static enum err_code make_folder(
    struct arena *arena, const char *folder, const char **out, struct err *err)
{
	const char *base = getenv("TMPDIR");
	char *made;

	*out = folder;
	if (folder != NULL)
		return file_mkdir(folder, 0755, err);
	made = arena_printf(arena, "%s/liaison-preview-XXXXXX",
	    base != NULL && base[0] == '/' ? base : "/tmp");
	*out = made;
	if (mkdtemp(made) == NULL)
		return err_set(err, ERR_IO,
		    _("%s: no folder can be made there; name one with --dir"),
		    made);
	return ERR_OK;
}

enum err_code preview_write(struct arena *arena, struct preview *preview,
    const char *folder, struct err *err)
{
	enum err_code rc = make_folder(arena, folder, &preview->folder, err);

	for (size_t i = 0; rc == ERR_OK && i < preview->shown_count; i++)
		rc = write_variant(
		    arena, preview->folder, &preview->shown[i], err);
	if (rc != ERR_OK)
		return rc;
	preview->index = arena_printf(arena, "%s/index.html", preview->folder);
	return page_write(
	    arena, "preview", page_data(arena, preview), preview->index, err);
}
