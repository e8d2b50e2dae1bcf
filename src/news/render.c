#include "news/render.h"

#include "news/blocks.h"
#include "news/calendar.h"
#include "news/choose.h"
#include "news/contents.h"
#include "news/spoken.h"
#include "tmpl/french.h"
#include "tmpl/mustache.h"

/* The template of who names none. */
static const char default_template[] = "newsletter";

/* One variant in the making. */
struct job {
	struct arena *arena;
	const struct news_variant *variant;
	const struct news_edition *edition; /* with the words */
	const struct news_edition *other;   /* its twin; NULL = none */
	struct news_chosen chosen;
	struct plain_notes notes;
	json_t *data;
	struct err *err;
};

const struct news_edition *news_edition_for(
    const struct news *news, enum lang language)
{
	if (news->editions[language].source != NULL)
		return &news->editions[language];
	for (int i = 0; i < LANG__MAX; i++)
		if (news->editions[i].source != NULL)
			return &news->editions[i];
	return NULL;
}

const struct news_value *news_front_of(
    const struct news *news, enum lang language, enum news_front key)
{
	const struct news_edition *edition = news_edition_for(news, language);

	for (int i = 0; i < LANG__MAX; i++)
		if (edition->front[key].text == NULL &&
		    news->editions[i].source != NULL &&
		    news->editions[i].front[key].text != NULL)
			edition = &news->editions[i];
	return &edition->front[key];
}

static const struct news_edition *twin_of(
    const struct news *news, const struct news_edition *edition)
{
	for (int i = 0; i < LANG__MAX; i++)
		if (&news->editions[i] != edition &&
		    news->editions[i].source != NULL)
			return &news->editions[i];
	return NULL;
}

static void begin(struct job *job)
{
	const struct news_variant *variant = job->variant;
	const struct news_choice choice = {
		.edition = job->edition,
		.other = job->other,
		.topics = variant->topics,
		.as_of = variant->as_of,
	};

	job->data = json_copy(variant->data);
	job->notes.arena = job->arena;
	news_choose(job->arena, &choice, &job->chosen);
}

static void set_str(struct job *job, const char *key, struct str value)
{
	(void)json_object_set_new(job->data, key,
	    json_stringn(value.p == NULL ? "" : value.p, value.n));
}

/* A text of an edition's front matter, its fields filled in. */
static enum err_code fill_front(struct job *job,
    const struct news_edition *edition, enum news_front key, struct str *out)
{
	const struct news_value *value = &edition->front[key];
	const struct tmpl_part part = {
		.source = edition->source,
		.line = value->line,
		.text = str_c(value->text),
	};
	enum err_code rc;

	*out = str_c("");
	if (value->text == NULL)
		return ERR_OK;
	rc = tmpl_fill(job->arena, &part, job->variant->data, MUSTACHE_TEXT,
	    out, job->err);
	if (rc == ERR_OK && edition->language == LANG_FR)
		*out = french_spaces(job->arena, *out);
	return rc;
}

static enum err_code set_front(
    struct job *job, const char *name, enum news_front key)
{
	struct str text;
	enum err_code rc = fill_front(job, job->edition, key, &text);

	if (rc == ERR_OK)
		set_str(job, name, text);
	return rc;
}

static struct str notes_list(struct job *job)
{
	struct buf list;
	struct str out;

	buf_init(&list, TMPL_OUT);
	plain_notes_list(&list, &job->notes);
	out = str_n(arena_dup(job->arena, buf_get(&list)), list.len);
	buf_clear(&list);
	return out;
}

/* The words of all blocks, with the table of their links. */
static struct str with_notes(struct job *job, struct str text, struct str notes)
{
	if (notes.n == 0)
		return text;
	return str_c(arena_printf(
	    job->arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(notes)));
}

static void set_contents(struct job *job, const json_t *blocks)
{
	json_t *contents = news_contents(blocks);

	(void)json_object_set_new(job->data, "has_contents",
	    json_boolean(json_array_size(contents) > 0));
	(void)json_object_set_new(job->data, "contents", contents);
}

static struct news_view view_of(struct job *job)
{
	const struct news_variant *v = job->variant;

	return (struct news_view){
		.news = v->news,
		.site = v->site,
		.topic_labels = v->topic_labels,
		.language = v->language,
		.data = v->data,
		.as_of = v->as_of,
		.notes = &job->notes,
	};
}

static enum err_code set_blocks(struct job *job, struct str *words)
{
	const struct news_view view = view_of(job);
	json_t *blocks = NULL;
	struct str notes = { 0 };
	enum err_code rc = news_blocks_json(job->arena, &view,
	    job->chosen.blocks, job->chosen.count, &blocks, job->err);

	if (rc != ERR_OK)
		return rc;
	set_contents(job, blocks);
	(void)json_object_set_new(job->data, "blocks", blocks);
	notes = notes_list(job);
	set_str(job, "notes", notes);
	rc = tmpl_render_part(job->arena, job->variant->place, "blocks", "txt",
	    job->data, words, job->err);
	*words = rc == ERR_OK ? with_notes(job, *words, notes) : *words;
	return rc;
}

/* A body that begins with its own title needs no other. */
static bool has_title(const json_t *data)
{
	const json_t *first =
	    json_array_get(json_object_get(data, "blocks"), 0);
	const json_t *html =
	    json_object_get(json_object_get(first, "markdown"), "html");

	return str_starts(str_c(json_string_value(html)), str_c("<h1"));
}

static enum err_code set_body(struct job *job)
{
	struct str text;
	struct str html;
	enum err_code rc = set_blocks(job, &text);

	if (rc == ERR_OK)
		rc = tmpl_render_part(job->arena, job->variant->place, "blocks",
		    "html", job->data, &html, job->err);
	if (rc != ERR_OK)
		return rc;
	set_str(job, "body_text", text);
	set_str(job, "body_html", html);
	(void)json_object_set_new(
	    job->data, "show_title", json_boolean(!has_title(job->data)));
	return ERR_OK;
}

/*
 * The notice of this issue, of one edition if only one has it, stands wherever
 * the site's would.
 */
static enum err_code set_rights(struct job *job)
{
	bool twin =
	    job->edition->front[NEWS_RIGHTS].text == NULL && job->other != NULL;
	json_t *site = json_copy(json_object_get(job->data, "site"));
	struct str rights;
	enum err_code rc = fill_front(
	    job, twin ? job->other : job->edition, NEWS_RIGHTS, &rights);

	if (rc == ERR_OK && rights.n > 0)
		(void)json_object_set_new(
		    site, "rights", json_stringn(rights.p, rights.n));
	(void)json_object_set(
	    job->data, "rights", json_object_get(site, "rights"));
	(void)json_object_set_new(job->data, "site", site);
	return rc;
}

/* "3 décembre 2026": the day of the issue, said by one edition or both. */
static const char *day_of(struct job *job)
{
	const struct news_time *day = &job->edition->date;

	if (day->year == 0 && job->other != NULL)
		day = &job->other->date;
	if (day->year == 0)
		return "";
	return spoken_published(job->arena,
	    arena_printf(job->arena, "%04d-%02d-%02d", day->year, day->month,
		day->day_of_month),
	    job->variant->language);
}

/* The day of the issue, its rights, and in which language the words are. */
static enum err_code set_around(struct job *job)
{
	const char *words = job->edition->language == job->variant->language
				? ""
				: lang_name(job->edition->language);

	set_str(job, "words_lang", str_c(words));
	set_str(job, "date", str_c(day_of(job)));
	return set_rights(job);
}

/* A file is used when the HTML shows it, or the edition attaches it. */
static bool is_shown(
    const struct news_file *file, struct str html, struct arena *arena)
{
	return file->image && file->content_id != NULL &&
	       str_find(html, str_c(arena_printf(arena, "cid:%s\"",
				  file->content_id))) != SIZE_MAX;
}

static bool is_attached(
    struct job *job, const struct news_file *file, const char *names)
{
	struct str rest = str_c(names);
	struct str name;

	while (!file->image && str_split(&rest, ',', &name))
		if (news_file_find(job->variant->news,
			arena_dup(job->arena, str_trim(name)), false) == file)
			return true;
	return false;
}

static void take_files(struct job *job, struct news_rendered *out)
{
	const struct news *news = job->variant->news;
	const char *attached =
	    news_front_of(news, job->edition->language, NEWS_ATTACHMENTS)->text;

	out->files = arena_calloc(
	    job->arena, news->file_count + 1, sizeof(const void *));
	for (size_t i = 0; i < news->file_count; i++) {
		const struct news_file *file = &news->files[i];
		if (is_shown(file, out->mail.html, job->arena) ||
		    is_attached(job, file, attached))
			out->files[out->file_count++] = file;
	}
}

static enum err_code make_mail(struct job *job, struct news_rendered *out)
{
	const char *template = news_front_of(
	    job->variant->news, job->edition->language, NEWS_TEMPLATE)
				   ->text;
	enum err_code rc = set_front(job, "subject", NEWS_SUBJECT);

	if (rc == ERR_OK)
		rc = set_front(job, "preheader", NEWS_PREHEADER);
	if (rc == ERR_OK)
		rc = set_around(job);
	if (rc == ERR_OK)
		rc = set_body(job);
	if (rc == ERR_OK)
		rc = tmpl_render(job->arena, job->variant->place,
		    template == NULL ? default_template : template, job->data,
		    &out->mail, job->err);
	/* The words are what a mail is read for. */
	out->mail.lang = job->edition->language;
	return rc;
}

static enum err_code make_calendar(struct job *job, struct str *out)
{
	const struct news_view view = view_of(job);

	return news_calendar(job->arena, &view, job->chosen.blocks,
	    job->chosen.count, out, job->err);
}

static struct job job_of(
    struct arena *arena, const struct news_variant *variant, struct err *err)
{
	struct job job = {
		.arena = arena,
		.variant = variant,
		.edition = news_edition_for(variant->news, variant->language),
		.err = err,
	};

	job.other = twin_of(variant->news, job.edition);
	return job;
}

enum err_code news_render(struct arena *arena,
    const struct news_variant *variant, struct news_rendered *out,
    struct err *err)
{
	struct job job = job_of(arena, variant, err);
	enum err_code rc = ERR_OK;

	*out = (struct news_rendered){ 0 };
	begin(&job);
	out->empty = job.chosen.empty;
	out->past = job.chosen.past;
	if (!out->empty) {
		rc = make_mail(&job, out);
		if (rc == ERR_OK)
			rc = make_calendar(&job, &out->calendar);
		if (rc == ERR_OK)
			take_files(&job, out);
	}
	json_decref(job.data);
	return rc;
}

enum err_code news_words(struct arena *arena,
    const struct news_variant *variant, struct str *subject, struct str *words,
    struct err *err)
{
	struct job job = job_of(arena, variant, err);
	enum err_code rc;

	begin(&job);
	rc = fill_front(&job, job.edition, NEWS_SUBJECT, subject);
	if (rc == ERR_OK)
		rc = set_blocks(&job, words);
	json_decref(job.data);
	return rc;
}
