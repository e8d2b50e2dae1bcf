/* What makes an event the same one from issue to issue: news/calendar.h. */
#include "news/calendar.h"

#include <string.h>

#include "base/utf8.h"
#include "news/render.h"

enum {
	SLUG_MAX = 60,
	SLUG_HASH = 8 /* of a title that is longer, or all signs */
};

static bool is_name(const char *s)
{
	for (size_t i = 0; s[i] != '\0'; i++) {
		char c = str_lower(s[i]);
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    strchr("._-", c) == NULL)
			return false;
	}
	return *s != '\0' && strlen(s) <= SLUG_MAX;
}

/* "Café des communs !" as "cafe-des-communs". */
static const char *slug(struct arena *arena, const char *text)
{
	const char *folded = utf8_fold(arena, str_c(text));
	char *out = arena_alloc(arena, SLUG_MAX + 1);
	char hash[CRYPTO_HEX];
	size_t n = 0;
	size_t i;

	for (i = 0; folded[i] != '\0' && n < SLUG_MAX; i++) {
		char c = folded[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (plain)
			out[n++] = c;
		else if (n > 0 && out[n - 1] != '-')
			out[n++] = '-';
	}
	while (n > 0 && out[n - 1] == '-')
		out[--n] = '\0';
	if (n > 0 && folded[i] == '\0')
		return out;
	crypto_hash_hex(str_c(text), hash);
	return arena_printf(
	    arena, "%s%s%.*s", out, n > 0 ? "-" : "", SLUG_HASH, hash);
}

const char *news_uid(struct arena *arena, const struct news_site *site,
    const char *id, const char *title)
{
	const char *name = id;

	if (id == NULL || !is_name(id))
		name = slug(arena, id != NULL ? id : title);
	return arena_printf(arena, "%s.%s@%s", name, site->list, site->domain);
}

static bool is_event(const struct news_block *block)
{
	return block->kind == NEWS_EVENT;
}

/* Has an event of the edition this name already? */
static bool is_taken(const struct news_edition *edition, const char *uid)
{
	for (size_t i = 0; i < edition->block_count; i++) {
		const struct news_block *block = &edition->blocks[i];
		if (is_event(block) && block->event.uid != NULL &&
		    strcmp(block->event.uid, uid) == 0)
			return true;
	}
	return false;
}

/* Of any: readers of one are shown what stands in another alone. */
static bool is_taken_anywhere(const struct news *news, const char *uid)
{
	for (int i = 0; i < LANG__MAX; i++)
		if (is_taken(&news->editions[i], uid))
			return true;
	return false;
}

/* The event of the first edition that this one of another translates. */
static const struct news_event *translated(const struct news_edition *first,
    const struct news_edition *edition, const struct news_event *event)
{
	if (first == edition)
		return NULL;
	for (size_t i = 0; i < first->block_count; i++) {
		const struct news_block *block = &first->blocks[i];
		if (is_event(block) && block->values[NEWS_ID].text == NULL &&
		    block->event.start.at == event->start.at &&
		    block->event.start.day == event->start.day &&
		    !is_taken(edition, block->event.uid))
			return &block->event;
	}
	return NULL;
}

/* Names an event by its title. */
static void name_event(struct arena *arena, const struct news_site *site,
    const struct news *news, struct news_block *block)
{
	const struct news_time *start = &block->event.start;
	const char *title = block->values[NEWS_TITLE].text;
	const char *plain =
	    news_uid(arena, site, NULL, title == NULL ? "" : title);
	const char *uid = plain;

	/* The same title at another time is another event. */
	for (int i = 0; is_taken_anywhere(news, uid); i++)
		uid = arena_printf(arena, "%04d%02d%02d-%d-%s", start->year,
		    start->month, start->day_of_month, i, plain);
	block->event.uid = uid;
}

/* The events that have an id, or those that have none. */
static void name_events(struct arena *arena, const struct news_site *site,
    const struct news *news, const struct news_edition *first,
    struct news_edition *edition, bool with_id)
{
	for (size_t i = 0; i < edition->block_count; i++) {
		struct news_block *block = &edition->blocks[i];
		const char *id = block->values[NEWS_ID].text;
		const struct news_event *same;
		if (!is_event(block) || (id != NULL) != with_id)
			continue;
		if (id != NULL) {
			block->event.uid = news_uid(arena, site, id, "");
			continue;
		}
		same = translated(first, edition, &block->event);
		if (same != NULL)
			block->event.uid = same->uid;
		else
			name_event(arena, site, news, block);
	}
}

static void forget(struct news *news)
{
	for (int i = 0; i < LANG__MAX; i++)
		for (size_t j = 0; j < news->editions[i].block_count; j++)
			news->editions[i].blocks[j].event.uid = NULL;
}

void news_uids(
    struct arena *arena, const struct news_site *site, struct news *news)
{
	const struct news_edition *first =
	    news_edition_for(news, site->language);

	forget(news);
	for (int i = 0; i < LANG__MAX; i++)
		name_events(arena, site, news, first, &news->editions[i], true);
	for (int i = 0; i < LANG__MAX; i++) {
		/* That of the list's language is first. */
		enum lang lang =
		    (enum lang)(((int)site->language + i) % LANG__MAX);
		name_events(
		    arena, site, news, first, &news->editions[lang], false);
	}
}
