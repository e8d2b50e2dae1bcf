#include "tmpl/tmpl.h"

#include <string.h>

#include "base/buf.h"
#include "base/colour.h"
#include "base/i18n.h"
#include "tmpl/markdown.h"
#include "tmpl/mustache.h"
#include "tmpl/plain.h"
#include "tmpl/style.h"

enum { WRAPPED_MAX = 2 * TMPL_OUT /* line ends and quote marks too */ };

/* One rendering: where partials come from, and what goes in. */
struct job {
	struct arena *arena;
	struct tmpl_place place;
	json_t *data;
	struct err *err;
	const char *kind; /* of the partials: "txt" or "html" */
};

static enum err_code find_partial(
    void *ctx, const char *name, struct mustache_partial *out, struct err *err)
{
	const struct job *job = ctx;
	struct tmpl_file file = { 0 };
	enum err_code code =
	    tmpl_find(job->arena, &job->place, name, job->kind, &file, err);

	out->text = file.text;
	out->source = file.source;
	return code;
}

/* A part of a template file. */
struct part {
	const char *source;
	size_t line;
	struct str text;
};

/* Names of values that are HTML already, made by liaison of what it read. */
static const char *const our_html[] = { "html", "content", "foot", "head",
	"tail", "body_html", NULL };

static enum err_code render(struct job *job, const struct part *part,
    enum mustache_escape escape, bool strict, struct str *out)
{
	const struct mustache_options options = { .escape = escape,
		.strict = strict,
		.raw = escape == MUSTACHE_HTML ? our_html : NULL,
		.partial = find_partial,
		.ctx = job };
	struct mustache *template = NULL;
	struct buf made;
	enum err_code code = mustache_compile(job->arena, part->text,
	    part->source, part->line, &template, job->err);

	buf_init(&made, TMPL_OUT);
	job->kind = escape == MUSTACHE_HTML ? "html" : "txt";
	if (code == ERR_OK)
		code = mustache_render(
		    template, job->data, &options, &made, job->err);
	if (code == ERR_OK)
		*out = str_n(arena_dup(job->arena, buf_get(&made)), made.len);
	buf_clear(&made);
	return code;
}

/* One line: a Subject, a preheader. */
static struct str one_line(struct arena *arena, struct str text)
{
	char *copy = arena_dup(arena, text);

	for (size_t i = 0; i < text.n; i++)
		if (copy[i] == '\n' || copy[i] == '\r' || copy[i] == '\t')
			copy[i] = ' ';
	return str_trim(str_n(copy, text.n));
}

/* Header lines, an empty line, the text. */
static enum err_code split_file(const struct tmpl_file *file,
    struct part *subject, struct part *body, struct err *err)
{
	static const char field[] = "Subject:";
	struct str rest = file->text;
	struct str line;
	size_t n = 0;

	*subject = (struct part){ .source = file->source };
	while (str_line(&rest, &line)) {
		n++;
		if (line.n == 0)
			break;
		if (!str_istarts(line, str_c(field)))
			return err_set(err, ERR_INPUT,
			    "%s:%zu: a template begins with \"Subject: ...\" "
			    "and an empty line",
			    file->source, n);
		subject->line = n;
		subject->text = str_from(line, strlen(field));
	}
	if (subject->line == 0)
		return err_set(err, ERR_INPUT,
		    "%s:1: the line \"Subject: ...\" is missing", file->source);
	*body = (struct part){ file->source, n + 1, rest };
	return ERR_OK;
}

static struct str wrapped(struct arena *arena, struct str text)
{
	struct buf made;
	struct str out;

	buf_init(&made, WRAPPED_MAX);
	plain_wrap(&made, text);
	out = str_n(arena_dup(arena, buf_get(&made)), made.len);
	buf_clear(&made);
	return out;
}

enum err_code tmpl_text_html(
    struct arena *arena, struct str text, struct str *out, struct err *err)
{
	struct buf made;
	enum err_code code;

	struct buf styled;

	buf_init(&made, TMPL_OUT);
	buf_init(&styled, TMPL_OUT);
	plain_html(&made, text);
	style_html(&styled, buf_get(&made));
	code = buf_ok(&made, _("the text as HTML"), err);
	if (code == ERR_OK)
		code = buf_ok(&styled, _("the text as HTML"), err);
	if (code == ERR_OK)
		*out = str_n(arena_dup(arena, buf_get(&styled)), styled.len);
	buf_clear(&made);
	buf_clear(&styled);
	return code;
}

static void set_str(json_t *data, const char *key, struct str value)
{
	(void)json_object_set_new(
	    data, key, json_stringn(value.p == NULL ? "" : value.p, value.n));
}

/* The text and, after a line "-- ", its foot. */
static void split_foot(struct str text, struct str *content, struct str *foot)
{
	static const char mark[] = "\n-- \n";
	size_t at = str_find(text, str_c(mark));

	*content = str_sub(text, 0, at);
	*foot =
	    at == SIZE_MAX ? str_n("", 0) : str_from(text, at + strlen(mark));
}

/* The HTML of a template without one: its text inside layout.html. */
static enum err_code html_of_text(
    struct job *job, struct str text, struct str *out)
{
	struct str content;
	struct str foot;
	struct tmpl_file layout = { 0 };
	enum err_code code = tmpl_find(
	    job->arena, &job->place, "layout", "html", &layout, job->err);

	split_foot(text, &content, &foot);
	if (code == ERR_OK)
		code = tmpl_text_html(job->arena, content, &content, job->err);
	if (code == ERR_OK)
		code = tmpl_text_html(job->arena, foot, &foot, job->err);
	if (code != ERR_OK)
		return code;
	set_str(job->data, "content", content);
	set_str(job->data, "foot", foot);
	return render(job, &(struct part){ layout.source, 1, layout.text },
	    MUSTACHE_HTML, job->place.strict, out);
}

static enum err_code make_html(
    struct job *job, const char *name, struct str text, struct str *out)
{
	struct tmpl_file file = { 0 };
	enum err_code code =
	    tmpl_find(job->arena, &job->place, name, "html", &file, job->err);

	if (code == ERR_NOT_FOUND)
		return html_of_text(job, text, out);
	if (code != ERR_OK)
		return code;
	return render(job, &(struct part){ file.source, 1, file.text },
	    MUSTACHE_HTML, job->place.strict, out);
}

static struct colour accent_of(const struct job *job)
{
	struct colour accent;

	if (!colour_parse(str_c(job->place.colour), &accent))
		(void)colour_parse(str_c(COLOUR_DEFAULT), &accent);
	return accent;
}

static json_t *palette(struct colour accent, bool dark)
{
	struct colour colours[PALETTE__MAX];
	json_t *out = json_object();
	char text[COLOUR_SIZE];

	colour_palette(accent, dark, colours);
	for (int i = 0; i < PALETTE__MAX; i++) {
		colour_format(colours[i], text);
		(void)json_object_set_new(
		    out, colour_role((enum palette_role)i), json_string(text));
	}
	return out;
}

static void set_colours(struct job *job)
{
	json_t *colours = palette(accent_of(job), false);

	(void)json_object_set_new(
	    colours, "dark", palette(accent_of(job), true));
	(void)json_object_set_new(job->data, "colour", colours);
}

/* Links and headings get their colour last, whoever made them. */
static enum err_code colour_accents(struct job *job, struct str *html)
{
	const json_t *colours = json_object_get(job->data, "colour");
	const char *accent =
	    json_string_value(json_object_get(colours, "accent"));
	enum err_code code;
	struct buf made;

	buf_init(&made, TMPL_OUT);
	style_colours(&made, *html, accent);
	code = buf_ok(&made, _("what the template makes"), job->err);
	if (code == ERR_OK)
		*html = str_n(arena_dup(job->arena, buf_get(&made)), made.len);
	buf_clear(&made);
	return code;
}

/* Text and HTML of a template; job->data is ours to add to. */
static enum err_code make_mail(
    struct job *job, const char *name, struct tmpl_mail *out)
{
	struct tmpl_file file = { 0 };
	struct part subject = { 0 };
	struct part body = { 0 };
	struct str text;
	enum err_code code =
	    tmpl_find(job->arena, &job->place, name, "txt", &file, job->err);

	if (code == ERR_OK)
		code = split_file(&file, &subject, &body, job->err);
	if (code == ERR_OK)
		code = render(job, &subject, MUSTACHE_TEXT, job->place.strict,
		    &out->subject);
	if (code == ERR_OK)
		code =
		    render(job, &body, MUSTACHE_TEXT, job->place.strict, &text);
	if (code != ERR_OK)
		return code;
	/* The HTML says the same in the same language. */
	job->place.lang = job->place.fallback = out->lang = file.lang;
	out->subject = one_line(job->arena, out->subject);
	out->text = wrapped(job->arena, text);
	set_str(job->data, "lang", str_c(lang_name(file.lang)));
	set_str(job->data, "title", out->subject);
	set_colours(job);
	code = make_html(job, name, text, &out->html);
	return code == ERR_OK ? colour_accents(job, &out->html) : code;
}

enum err_code tmpl_render(struct arena *arena, const struct tmpl_place *place,
    const char *name, json_t *data, struct tmpl_mail *out, struct err *err)
{
	struct job job = { arena, *place, json_copy(data), err, NULL };
	enum err_code code;

	*out = (struct tmpl_mail){ .lang = place->lang };
	code = make_mail(&job, name, out);
	json_decref(job.data);
	return code;
}

enum err_code tmpl_render_part(struct arena *arena,
    const struct tmpl_place *place, const char *name, const char *kind,
    json_t *data, struct str *out, struct err *err)
{
	struct job job = { arena, *place, json_copy(data), err, NULL };
	bool html = str_is(str_c(kind), "html");
	struct tmpl_file file = { 0 };
	struct part part;
	enum err_code code = tmpl_find(arena, place, name, kind, &file, err);

	set_colours(&job);
	part = (struct part){ file.source, 1, file.text };
	if (code == ERR_OK)
		code = render(&job, &part, html ? MUSTACHE_HTML : MUSTACHE_TEXT,
		    place->strict, out);
	if (code == ERR_OK && !html)
		*out = wrapped(arena, *out);
	json_decref(job.data);
	return code;
}
