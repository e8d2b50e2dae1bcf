/* Links and headings of an editor's texts: of news/review.h. */
#include <string.h>

#include "base/i18n.h"
#include "base/url.h"
#include "base/utf8.h"
#include "news/link.h"
#include "news/review.h"
#include "tmpl/look.h"
#include "tmpl/markdown_links.h"

enum { LINKS_MAX = 500 };

/* A link that was seen: the same words should lead to the same place. */
struct seen {
	const char *words; /* folded */
	const char *target;
	size_t line;
};

struct review {
	const struct news_edition *edition;
	struct news_problems *problems;
	size_t first_line; /* of the text at hand, in its file */
	struct seen *seen;
	size_t count;
	int level;  /* of the last heading */
	bool loose; /* is the text at hand outside of blocks? */
};

static void tell(const struct review *r, enum news_level level, size_t line,
    size_t column, const char *sentence)
{
	news_problem(
	    r->problems, level, r->edition->source, line, column, sentence);
}

static void check_words(struct review *r, struct str words, const char *target,
    size_t line, size_t column)
{
	struct arena *arena = r->problems->arena;
	const char *folded = utf8_fold(arena, words);

	if (*folded == '\0' || str_find(words, str_c("{{")) != SIZE_MAX)
		return;
	if (link_says_nothing(str_c(folded))) {
		tell(r, NEWS_WARNING, line, column,
		    arena_printf(arena,
			_("\"%.*s\" does not say where the link leads; write "
			  "that, many readers hear links one by one"),
			STR_ARG(utf8_cut(words, 60))));
		return;
	}
	for (size_t i = 0; i < r->count; i++) {
		if (strcmp(r->seen[i].words, folded) != 0)
			continue;
		if (strcmp(r->seen[i].target, target) != 0)
			tell(r, NEWS_WARNING, line, column,
			    arena_printf(arena,
				_("the words \"%.*s\" lead elsewhere in line "
				  "%zu; give each link words of its own"),
				STR_ARG(utf8_cut(words, 60)), r->seen[i].line));
		return;
	}
	if (r->count < LINKS_MAX)
		r->seen[r->count++] =
		    (struct seen){ folded, arena_strdup(arena, target), line };
}

static void check_target(
    struct review *r, const char *target, size_t line, size_t column)
{
	const char *fault = link_fault(r->problems->arena, str_c(target));

	if (fault != NULL)
		tell(r, NEWS_ERROR, line, column, fault);
}

static void see_link(void *ctx, const struct markdown_link *link)
{
	struct review *r = ctx;
	size_t line = r->first_line + link->line - 1;

	if (link->image)
		return;
	check_target(r, link->url, line, link->column);
	/* An address that stands for itself says where it leads. */
	if (strcmp(link->words, link->url) != 0)
		check_words(
		    r, str_c(link->words), link->url, line, link->column);
}

static void see_heading(struct review *r, int level, size_t line, size_t column)
{
	if (!r->loose)
		return;
	if (level > r->level + 1 && level > 2)
		tell(r, NEWS_WARNING, line, column,
		    arena_printf(r->problems->arena,
			_("this heading skips a level, which confuses who "
			  "hears the mail; write it with %d #"),
			r->level < 1 ? 2 : r->level + 1));
	r->level = level;
}

static void see_rest(void *ctx, const struct look *seen)
{
	struct review *r = ctx;
	size_t line = r->first_line + seen->line - 1;

	switch (seen->kind) {
	case LOOK_HEADING:
		see_heading(r, seen->level, line, seen->column);
		return;
	case LOOK_LINK:
		tell(r, NEWS_ERROR, line, seen->column,
		    _("this looks like a link and is none; write "
		      "[words](https://...) in one line, closed by ), without "
		      "blanks in the address"));
		return;
	case LOOK_TABLE:
		tell(r, NEWS_WARNING, line, seen->column,
		    _("this is not shown as a table; write its rows between "
		      "lines \"::: table\" and \":::\""));
		return;
	case LOOK_BARE:
		tell(r, NEWS_WARNING, line, seen->column,
		    _("many mail programs do not make a link of this address; "
		      "write <https://...>"));
		return;
	case LOOK_UNWRITTEN: /* of review_unwritten.c */
		return;
	case LOOK_HTML:
		tell(r, NEWS_WARNING, line, seen->column,
		    _("HTML is left out of the mail; write it in Markdown"));
		return;
	}
}

static void check_values(struct review *r, const struct news_block *block)
{
	static const enum news_key places[] = { NEWS_REGISTRATION, NEWS_PLACE };
	const struct news_value *link = &block->values[NEWS_LINK];
	const struct news_value *words = &block->values[NEWS_LINK_TEXT];

	/* Where it leads was looked at when it was read. */
	if (link->text != NULL && words->text != NULL)
		check_words(r, str_c(words->text), link->text, words->line,
		    words->column);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const struct news_value *value = &block->values[places[i]];
		if (value->text != NULL && url_is_web(str_c(value->text)) &&
		    strchr(value->text, ' ') == NULL)
			check_target(
			    r, value->text, value->line, value->column);
	}
}

void news_review_links(
    const struct news_review *review, struct news_problems *problems)
{
	struct arena *arena = problems->arena;

	for (size_t i = 0; i < LANG__MAX; i++) {
		struct review r = { .edition = &review->news->editions[i],
			.problems = problems };
		if (r.edition->source == NULL)
			continue;
		r.seen = arena_alloc(arena, LINKS_MAX * sizeof(*r.seen));
		for (size_t b = 0; b < r.edition->block_count; b++) {
			const struct news_block *block = &r.edition->blocks[b];
			r.first_line = block->body_line;
			r.loose = block->kind == NEWS_MARKDOWN;
			check_values(&r, block);
			if (block->kind == NEWS_TABLE)
				continue;
			markdown_links(arena, block->body, see_link, &r);
			look_at(block->body, see_rest, &r);
		}
	}
}
