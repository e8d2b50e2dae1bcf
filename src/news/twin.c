#include "news/twin.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "news/borrow.h"
#include "news/words.h"

struct twins {
	const struct news_site *site;
	struct news *news;
	const struct news_edition *first;
	const struct news_edition *second; /* where problems are told */
};

/* "2026-12-07 18:00", of a day without the hour, "" of none. */
static const char *shown(struct arena *arena, const struct news_time *time)
{
	const struct date_local local = { time->year, time->month,
		time->day_of_month, time->hour, time->minute };
	char text[DATE_SIZE];

	if (time->at == 0)
		return "";
	date_print_local(&local, text);
	return arena_printf(arena, "%.*s", time->day ? 10 : DATE_SIZE, text);
}

/* "travail, gouvernance" */
static const char *topics_of(const struct twins *t, uint64_t topics)
{
	return news_chosen_names(t->news->problems.arena, t->site->topics,
	    t->site->topic_count, topics);
}

/* At the value in the second edition, or at the block that lacks it. */
static void tell(const struct twins *t, const struct news_block *block,
    enum news_key key, const char *here, const char *there)
{
	const struct news_value *value = &block->values[key];
	struct news_problems *problems = &t->news->problems;
	const bool set = value->text != NULL;
	const char *name = news_word_name(&news_key_words, (int)key, false);
	const char *sentence;

	if (strcmp(here, there) == 0)
		return;
	sentence =
	    *there == '\0'
		? arena_printf(problems->arena,
		      _("%s has no \"%s\" in this block; both should say the "
			"same"),
		      t->first->source, name)
		: arena_printf(problems->arena,
		      _("%s says \"%s: %s\" in this block; both should say "
			"the same"),
		      t->first->source, name, there);
	news_problem(problems, NEWS_WARNING, t->second->source,
	    set ? value->line : block->line, set ? value->column : 1, sentence);
}

static const char *status_of(const struct news_block *block)
{
	static const char *const names[] = { [NEWS_CONFIRMED] = "confirmed",
		[NEWS_TENTATIVE] = "tentative",
		[NEWS_CANCELLED] = "cancelled" };

	return block->kind == NEWS_EVENT ? names[block->event.status] : "";
}

static void compare(const struct twins *t, const struct news_block *a,
    const struct news_block *b)
{
	struct arena *arena = t->news->problems.arena;

	/* The same moment may be written in two zones. */
	if (a->event.start.at != b->event.start.at)
		tell(t, b, NEWS_START, shown(arena, &b->event.start),
		    shown(arena, &a->event.start));
	if (a->event.end.at != b->event.end.at)
		tell(t, b, NEWS_END, shown(arena, &b->event.end),
		    shown(arena, &a->event.end));
	if (a->deadline.at != b->deadline.at)
		tell(t, b, NEWS_DEADLINE, shown(arena, &b->deadline),
		    shown(arena, &a->deadline));
	tell(t, b, NEWS_STATUS, status_of(b), status_of(a));
	tell(t, b, NEWS_KEY_TOPICS, topics_of(t, b->topics),
	    topics_of(t, a->topics));
}

/* Is it an event of this time that has no match in the other edition? */
static bool is_alone(const struct news_block *block, int match, int64_t at)
{
	return match == NEWS_MATCH_NONE && block->kind == NEWS_EVENT &&
	       block->event.start.at == at;
}

/* An event without a match, and one of the same time that has none either. */
static void tell_strangers(
    const struct twins *t, const struct news_block *event, const int *back)
{
	const char *id = event->values[NEWS_ID].text;

	for (size_t i = 0; i < t->first->block_count; i++) {
		const struct news_block *other = &t->first->blocks[i];
		if (!is_alone(other, back[i], event->event.start.at))
			continue;
		news_problem(&t->news->problems, NEWS_WARNING,
		    t->second->source, event->line, 1,
		    arena_printf(t->news->problems.arena,
			_("line %zu of %s has an event of the same time under "
			  "another id than \"%s\"; if it is the same, give "
			  "both the same id"),
			other->line, t->first->source, id == NULL ? "" : id));
		return;
	}
}

void news_twin_check(const struct news_site *site, struct news *news)
{
	struct twins t = { .site = site,
		.news = news,
		.first = &news->editions[LANG_FR],
		.second = &news->editions[LANG_EN] };
	struct arena *arena = news->problems.arena;
	const int *match;
	const int *back;

	if (t.first->source == NULL || t.second->source == NULL)
		return;
	match = news_match(arena, t.first, t.second);
	back = news_match(arena, t.second, t.first);
	for (size_t i = 0; i < t.second->block_count; i++) {
		const struct news_block *block = &t.second->blocks[i];
		if (match[i] >= 0)
			compare(&t, &t.first->blocks[match[i]], block);
		else if (is_alone(block, match[i], block->event.start.at) &&
			 block->event.start.at != 0)
			tell_strangers(&t, block, back);
	}
}
