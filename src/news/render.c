#include "news/render.h"

#include "tmpl/markdown.h"
#include "tmpl/mustache.h"

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

static struct tmpl_issue issue_of(const struct news_edition *edition)
{
	const struct news_value *front = edition->front;

	return (struct tmpl_issue){
		.source = edition->source,
		.first_line = edition->blocks[0].body_line,
		.body = edition->blocks[0].body,
		.subject = front[NEWS_SUBJECT].text,
		.subject_line = front[NEWS_SUBJECT].line,
		.preheader = front[NEWS_PREHEADER].text,
		.preheader_line = front[NEWS_PREHEADER].line,
	};
}

enum err_code news_render(struct arena *arena,
    const struct news_variant *variant, struct news_rendered *out,
    struct err *err)
{
	const struct news_edition *edition =
	    news_edition_for(variant->news, variant->language);
	struct tmpl_issue issue = issue_of(edition);
	enum err_code rc;

	*out = (struct news_rendered){ 0 };
	rc = tmpl_render_issue(
	    arena, variant->place, &issue, variant->data, &out->mail, err);
	out->mail.lang = edition->language;
	return rc;
}

static enum err_code fill(struct arena *arena, const char *source, size_t line,
    struct str text, const json_t *data, enum mustache_escape escape,
    struct str *out, struct err *err)
{
	const struct mustache_options options = { .escape = escape };
	struct mustache *template;
	struct buf made;
	enum err_code rc =
	    mustache_compile(arena, text, source, line, &template, err);

	buf_init(&made, TMPL_OUT);
	if (rc == ERR_OK)
		rc = mustache_render(template, data, &options, &made, err);
	if (rc == ERR_OK)
		*out = str_n(arena_dup(arena, buf_get(&made)), made.len);
	buf_clear(&made);
	return rc;
}

enum err_code news_words(struct arena *arena,
    const struct news_variant *variant, struct str *subject, struct str *words,
    struct err *err)
{
	const struct news_edition *edition =
	    news_edition_for(variant->news, variant->language);
	struct tmpl_issue issue = issue_of(edition);
	struct str markdown;
	enum err_code rc = fill(arena, issue.source, issue.subject_line,
	    str_c(issue.subject), variant->data, MUSTACHE_TEXT, subject, err);

	if (rc == ERR_OK)
		rc = fill(arena, issue.source, issue.first_line, issue.body,
		    variant->data, MUSTACHE_MARKDOWN, &markdown, err);
	if (rc == ERR_OK)
		rc = markdown_text(arena, markdown, NULL, words, err);
	return rc;
}
