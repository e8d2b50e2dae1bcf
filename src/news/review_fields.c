/* Fields that an editor's texts ask for: of news/review.h. */
#include <string.h>

#include "base/i18n.h"
#include "base/near.h"
#include "base/utf8.h"
#include "news/review.h"
#include "tmpl/mustache_uses.h"

enum { USES_MAX = 256 };

/* One text with fields, and where it stands. */
struct text {
	const struct news_review *review;
	const struct news_edition *edition;
	struct news_problems *problems;
	struct str text;
	size_t line;
	size_t column;             /* of its first line */
	struct str bare[USES_MAX]; /* names with {{^x}} somewhere in it */
	size_t bare_count;
};

static void tell(const struct text *t, enum news_level level, size_t line,
    size_t column, const char *sentence)
{
	if (line == 1)
		column += t->column - 1;
	news_problem(t->problems, level, t->edition->source, t->line + line - 1,
	    column, sentence);
}

/* What a field may be called; *count of them. */
static const char **field_names(const struct text *t, size_t *count)
{
	const struct news_site *site = t->review->site;
	const char **names = arena_calloc(
	    t->problems->arena, site->field_count + 2, sizeof(*names));

	for (size_t i = 0; i < site->field_count; i++)
		names[i + 1] = site->fields[i];
	names[0] = "name";
	names[site->field_count + 1] = "address";
	*count = site->field_count + 2;
	return names;
}

/* The one that may be meant, or NULL. */
static const char *nearest(
    const char *const *names, size_t count, const char *name)
{
	const char *best = NULL;
	size_t distance = strlen(name) / 2 + 1;

	if (strcmp(name, "nom") == 0) /* as in default_nom */
		return "name";
	for (size_t i = 0; i < count; i++) {
		size_t d = near_distance(name, names[i]);
		if (d >= distance)
			continue;
		distance = d;
		best = names[i];
	}
	return best;
}

static void tell_unknown(const struct text *t, const struct mustache_use *use)
{
	struct arena *arena = t->problems->arena;
	const char *name = arena_dup(arena, utf8_cut(use->name, 64));
	size_t count;
	const char **names = field_names(t, &count);
	const char *known = arena_choice(arena, names, count);
	const char *word = nearest(names, count, name);

	tell(t, NEWS_ERROR, use->line, use->column,
	    word == NULL
		? arena_printf(arena,
		      _("there is no field {{%s}}; it can be %s"), name, known)
		: arena_printf(arena,
		      _("there is no field {{%s}}; did you mean {{%s}}?  It "
			"can be %s"),
		      name, word, known));
}

static bool is_personal(const struct text *t, struct str name, bool *otherwise)
{
	const struct news_edition *edition = t->edition;
	const struct news_site *site = t->review->site;

	*otherwise = edition->default_name != NULL;
	if (str_is(name, "name") || str_is(name, "person.name"))
		return true;
	for (size_t i = 0; i < site->field_count; i++) {
		if (!str_is(name, site->fields[i]))
			continue;
		*otherwise =
		    edition->defaults != NULL && edition->defaults[i] != NULL;
		return true;
	}
	return false;
}

static void keep_bare(void *ctx, const struct mustache_use *use)
{
	struct text *t = ctx;

	if (use->inverted && t->bare_count < USES_MAX)
		t->bare[t->bare_count++] = use->name;
}

static bool has_bare(const struct text *t, struct str name)
{
	for (size_t i = 0; i < t->bare_count; i++)
		if (str_eq(t->bare[i], name))
			return true;
	return false;
}

static void review_use(void *ctx, const struct mustache_use *use)
{
	struct text *t = ctx;
	bool otherwise;

	if (!use->known) {
		tell_unknown(t, use);
		return;
	}
	if (use->shown && !use->guarded &&
	    is_personal(t, use->name, &otherwise) && !otherwise &&
	    !has_bare(t, use->name))
		tell(t, NEWS_WARNING, use->line, use->column,
		    arena_printf(t->problems->arena,
			_("who has no such value reads nothing for {{%.*s}}; "
			  "write \"default_%.*s: ...\" in the front matter"),
			STR_ARG(use->name), STR_ARG(use->name)));
}

/* ":LINE:COLUMN: sentence" of mustache_compile(). */
static void tell_compile(const struct text *t, const char *sentence)
{
	const struct news_problem found =
	    news_problem_parse(t->problems->arena, sentence);

	tell(t, found.level, found.line, found.column, found.text);
}

static void review_text(struct text *t)
{
	struct arena arena = { 0 };
	struct mustache *template;
	struct err err;

	t->bare_count = 0;
	if (str_find(t->text, str_c("{{")) == SIZE_MAX)
		return;
	if (mustache_compile(&arena, t->text, "", 1, &template, &err) !=
	    ERR_OK) {
		tell_compile(t, err.text);
	} else {
		mustache_uses(template, t->review->data, keep_bare, t);
		mustache_uses(template, t->review->data, review_use, t);
	}
	arena_free(&arena);
}

static void review_value(struct text *t, const struct news_value *value)
{
	t->text = str_c(value->text);
	t->line = value->line;
	t->column = value->column == 0 ? 1 : value->column;
	if (value->text != NULL)
		review_text(t);
}

void news_review_fields(
    const struct news_review *review, struct news_problems *problems)
{
	struct text t = { .review = review, .problems = problems };

	for (size_t i = 0; i < LANG__MAX; i++) {
		t.edition = &review->news->editions[i];
		if (t.edition->source == NULL)
			continue;
		review_value(&t, &t.edition->front[NEWS_SUBJECT]);
		review_value(&t, &t.edition->front[NEWS_PREHEADER]);
		for (size_t b = 0; b < t.edition->block_count; b++) {
			const struct news_block *block = &t.edition->blocks[b];
			for (size_t k = 0; k < NEWS_KEY__MAX; k++)
				review_value(&t, &block->values[k]);
			t.text = block->body;
			t.line = block->body_line;
			t.column = 1;
			review_text(&t);
		}
	}
}
