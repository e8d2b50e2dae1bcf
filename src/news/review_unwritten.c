/* What is still to be written: of news/review.h. */
#include "base/i18n.h"
#include "base/utf8.h"
#include "news/review.h"
#include "tmpl/look.h"
#include "tmpl/markdown_links.h"
#include "tmpl/unwritten.h"

enum { SHOWN = 80 };

struct review {
	const struct news_review *of;
	const struct news_edition *edition;
	struct news_problems *problems;
	size_t first_line; /* of the text at hand, in its file */
};

static void tell(
    const struct review *r, struct str mark, size_t line, size_t column)
{
	const enum news_level level = r->of->draft ? NEWS_WARNING : NEWS_ERROR;
	struct str shown = utf8_cut(mark, SHOWN);
	char *words = arena_dup(r->problems->arena, shown);

	for (char *c = words; *c != '\0'; c++)
		if (*c == '\n')
			*c = ' ';
	news_problem(r->problems, level, r->edition->source, line, column,
	    arena_printf(r->problems->arena,
		_("\"%s%s\" is still to be written; put your words in its "
		  "place, or take it out"),
		words, shown.n < mark.n ? "..." : ""));
}

static void see_words(void *ctx, const struct look *seen)
{
	const struct review *r = ctx;

	if (seen->kind == LOOK_UNWRITTEN)
		tell(r, seen->words, r->first_line + seen->line - 1,
		    seen->column);
}

/* The words of links are no words to look_at(). */
static void see_link(void *ctx, const struct markdown_link *link)
{
	const struct review *r = ctx;
	struct str mark = unwritten_find(str_c(link->words));

	if (mark.n == 0)
		mark = unwritten_find(str_c(link->url));
	if (mark.n > 0)
		tell(r, mark, r->first_line + link->line - 1, link->column);
}

static void look_at_value(
    const struct review *r, const struct news_value *value)
{
	struct str mark = unwritten_find(str_c(value->text));

	if (mark.n > 0)
		tell(r, mark, value->line, value->column);
}

static void look_at_block(struct review *r, const struct news_block *block)
{
	for (size_t k = 0; k < NEWS_KEY__MAX; k++)
		look_at_value(r, &block->values[k]);
	if (str_find(block->body, str_c("[[")) == SIZE_MAX)
		return;
	r->first_line = block->body_line;
	look_at(block->body, see_words, r);
	markdown_links(r->problems->arena, block->body, see_link, r);
}

void news_review_unwritten(
    const struct news_review *review, struct news_problems *problems)
{
	for (size_t i = 0; i < LANG__MAX; i++) {
		struct review r = {
			.of = review,
			.edition = &review->news->editions[i],
			.problems = problems,
		};
		if (r.edition->source == NULL)
			continue;
		for (size_t k = 0; k < NEWS_FRONT__MAX; k++)
			look_at_value(&r, &r.edition->front[k]);
		for (size_t b = 0; b < r.edition->block_count; b++)
			look_at_block(&r, &r.edition->blocks[b]);
	}
}
