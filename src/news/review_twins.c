/* What one language has and the other lacks: of news/review.h. */
#include <string.h>

#include "base/i18n.h"
#include "news/borrow.h"
#include "news/review.h"

static enum lang other_of(enum lang language)
{
	return language == LANG_FR ? LANG_EN : LANG_FR;
}

/* "French" in the language of who reads the message. */
static const char *name_of(enum lang language)
{
	return language == LANG_FR ? _("French") : _("English");
}

/* "lettre.en.md" for "lettre.fr.md" or "lettre.md". */
static const char *twin_name(
    struct arena *arena, const char *source, enum lang has, enum lang wanted)
{
	const char *dot = strrchr(source, '.');
	struct str stem = str_sub(str_c(source), 0,
	    dot == NULL ? strlen(source) : (size_t)(dot - source));
	const char *mark = arena_printf(arena, ".%s", lang_name(has));

	if (str_iends(stem, str_c(mark)))
		stem.n -= strlen(mark);
	return arena_printf(arena, "%.*s.%s%s", STR_ARG(stem),
	    lang_name(wanted), dot == NULL ? "" : dot);
}

static void tell_missing(const struct news_review *review, enum lang has,
    struct news_problems *problems)
{
	const char *source = review->news->editions[has].source;
	enum lang lacks = other_of(has);
	const int64_t readers = review->readers[lacks];
	struct arena *arena = problems->arena;

	if (readers > 0)
		news_problem(problems, NEWS_WARNING, source, 0, 0,
		    arena_printf(arena,
			_n("%lld subscriber reads %s and gets this one; write "
			   "%s for them",
			    "%lld subscribers read %s and get this one; write "
			    "%s for them",
			    readers),
			(long long)readers, name_of(lacks),
			twin_name(arena, source, has, lacks)));
}

static void tell_untranslated(const struct news_review *review, enum lang has,
    struct news_problems *problems)
{
	const struct news_edition *edition = &review->news->editions[has];
	const struct news_edition *other =
	    &review->news->editions[other_of(has)];
	struct arena *arena = problems->arena;
	const int *match = news_match(arena, other, edition);

	for (size_t i = 0; i < edition->block_count; i++) {
		const struct news_block *block = &edition->blocks[i];
		const char *sentence = NULL;
		if (block->kind == NEWS_MARKDOWN)
			continue;
		if (match[i] == NEWS_MATCH_NONE)
			sentence = arena_printf(arena,
			    _("this block stands in %s alone, and is shown so "
			      "to all; translate it in %s, with the same id"),
			    name_of(has), other->source);
		if (match[i] == NEWS_MATCH_UNCLEAR)
			sentence = arena_printf(arena,
			    _("%s does not have as many blocks of this kind, "
			      "so "
			      "none is shown to those who read it; write "
			      "\"id: ...\" in all of them, the same in both "
			      "files"),
			    other->source);
		if (sentence != NULL)
			news_problem(problems, NEWS_WARNING, edition->source,
			    block->line, 1, sentence);
	}
}

void news_review_twins(
    const struct news_review *review, struct news_problems *problems)
{
	for (int i = 0; i < LANG__MAX; i++) {
		const enum lang has = (enum lang)i;
		if (review->news->editions[i].source == NULL)
			continue;
		if (review->news->editions[other_of(has)].source == NULL)
			tell_missing(review, has, problems);
		else
			tell_untranslated(review, has, problems);
	}
}
