/* Events that follow each other, of news/block_show.h. */
#include "news/block_show.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/url.h"
#include "base/utf8.h"
#include "news/spoken.h"

bool news_time_over(const struct news_time *time, int64_t as_of)
{
	enum { DAY = 24 * 60 * 60 };

	/* Of a day its first second is known. */
	return time->at + (time->day ? DAY : 0) <= as_of;
}

bool news_event_over(const struct news_event *event, int64_t as_of)
{
	return news_time_over(
	    event->end.at == 0 ? &event->start : &event->end, as_of);
}

/* Sorted by start; those of the same moment stay as they were written. */
static int by_start(const void *a, const void *b)
{
	const struct news_block *const *x = a;
	const struct news_block *const *y = b;
	int64_t from = (*x)->event.start.at;
	int64_t to = (*y)->event.start.at;

	if (from != to)
		return from < to ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

const struct news_block **news_events_ahead(struct arena *arena,
    const struct news_block *blocks, size_t count, int64_t as_of, size_t *ahead)
{
	const struct news_block **out =
	    arena_calloc(arena, count + 1, sizeof(const void *));
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (blocks[i].kind == NEWS_EVENT &&
		    !news_event_over(&blocks[i].event, as_of))
			out[n++] = &blocks[i];
	qsort(out, n, sizeof(const void *), by_start);
	*ahead = n;
	return out;
}

/* Can somebody be there without being there?  Then the hour needs a zone. */
static bool is_online(struct arena *arena, const char *place)
{
	static const char *const words[] = { "://", "en ligne", "online",
		"visio", "webin", "a distance", "remote", "zoom", "jitsi" };
	struct str folded = str_c(utf8_fold(arena, str_c(place)));

	if (place == NULL)
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_find(folded, str_c(words[i])) != SIZE_MAX)
			return true;
	return false;
}

/* A moment by the clocks of a zone. */
static struct news_time time_in(const struct news_time *t, const char *zone)
{
	struct date_local local;

	if (t->at == 0 || !date_to_local(t->at, zone, &local))
		return *t;
	return (struct news_time){ t->at, false, local.year, local.month,
		local.day, local.hour, local.minute };
}

/* The zone is named where it is not plain: also the list's if it is another. */
static const char *when_words(
    struct block_show *show, const struct news_block *block)
{
	const struct news_event *event = &block->event;
	const char *zone = show->view->site->zone;
	enum lang language = show->view->language;
	struct news_event there = *event;
	bool online = is_online(show->arena, block->values[NEWS_PLACE].text);

	if (event->start.day || event->zone == NULL || zone == NULL)
		return spoken_when(show->arena, event, language, online);
	there.start = time_in(&event->start, zone);
	there.end = time_in(&event->end, zone);
	there.zone = zone;
	if (there.start.hour == event->start.hour &&
	    there.start.minute == event->start.minute)
		return spoken_when(show->arena, event, language, online);
	return arena_printf(show->arena, "%s, %s",
	    spoken_when(show->arena, event, language, true),
	    spoken_also(show->arena, event, &there, language));
}

/* A link or an address goes into its own key; the words stay. */
static void set_registration(
    struct block_show *show, const char *registration, json_t *row)
{
	struct str s = str_c(registration);
	bool link = url_is_link(s);
	bool address = !link && show_address(show->arena, s) != NULL;

	show_link(show, row, "registration_link", registration);
	show_set(row, "registration_address", address ? registration : "");
	show_set(row, "registration", link || address ? "" : registration);
}

/* A place that is a link is shown as one. */
static void set_place(struct block_show *show, json_t *row)
{
	const char *place = show_get(show, row, "place");
	bool online = url_is_link(str_c(place));

	show_set(row, "place", online ? "" : place);
	show_set(row, "place_link", online ? place : "");
}

static enum err_code show_event(
    struct block_show *show, const struct news_block *block, json_t *row)
{
	enum err_code code = show_keys(show, block, row);

	if (code != ERR_OK)
		return code;
	show_set(row, "when", when_words(show, block));
	set_place(show, row);
	show_set(row, "language",
	    spoken_language(show->arena, show_get(show, row, "language"),
		show->view->language));
	code = show_body(show, block, row);
	set_registration(show, show_get(show, row, "registration"), row);
	show_link(show, row, "link", show_get(show, row, "link"));
	(void)json_object_set_new(row, "cancelled",
	    json_boolean(block->event.status == NEWS_CANCELLED));
	(void)json_object_set_new(row, "tentative",
	    json_boolean(block->event.status == NEWS_TENTATIVE));
	return code;
}

enum err_code show_agenda(struct block_show *show,
    const struct news_block *blocks, size_t count, json_t *row)
{
	size_t n;
	const struct news_block **sorted = news_events_ahead(
	    show->arena, blocks, count, show->view->as_of, &n);
	json_t *events = json_array();
	enum err_code code = ERR_OK;

	(void)json_object_set_new(row, "events", events);
	for (size_t i = 0; code == ERR_OK && i < n; i++) {
		json_t *event = json_object();
		(void)json_array_append_new(events, event);
		code = show_event(show, sorted[i], event);
	}
	return code;
}
