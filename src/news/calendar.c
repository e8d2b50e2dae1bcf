#include "news/calendar.h"

#include <string.h>

#include "base/buf.h"
#include "base/url.h"
#include "base/utf8.h"
#include "news/block_show.h"
#include "news/calendar_text.h"
#include "news/zone.h"

enum { CALENDAR_MAX = 4 * 1024 * 1024 };

/* One calendar. */
struct work {
	struct arena *arena;
	const struct news_view *view;
	icalcomponent *root;
	/* The events that are not over, by their start. */
	const struct news_block **events;
	size_t count;
	struct err *err;
};

void news_event_hash(const struct news_block *block, char out[CRYPTO_HEX])
{
	static const enum news_key keys[] = { NEWS_TITLE, NEWS_PLACE,
		NEWS_ORGANISER, NEWS_KEY_LANGUAGE, NEWS_REGISTRATION, NEWS_LINK,
		NEWS_KEY_RIGHTS };
	const struct news_event *event = &block->event;
	struct buf all;

	buf_init(&all, CALENDAR_MAX);
	(void)buf_printf(&all, "%lld %d %lld %d %d %s\n",
	    (long long)event->start.at, event->start.day,
	    (long long)event->end.at, event->end.day, (int)event->status,
	    event->zone == NULL ? "" : event->zone);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *text = block->values[keys[i]].text;
		(void)buf_printf(&all, "%s\n", text == NULL ? "" : text);
	}
	(void)buf_str(&all, str_trim(block->body));
	crypto_hash_hex(buf_get(&all), out);
	buf_clear(&all);
}

/* An end is the last day of whole days, but calendars want the one after. */
static struct icaltimetype ical_time(
    const struct news_event *event, const struct news_time *t, int days)
{
	struct icaltimetype out = {
		.year = t->year,
		.month = t->month,
		.day = t->day_of_month,
		.hour = t->hour,
		.minute = t->minute,
		.is_date = t->day,
	};

	if (!t->day &&
	    (zone_is_utc(event->zone) || !zone_is_local(event->zone, t->at)))
		return icaltime_from_timet_with_zone(
		    (time_t)t->at, 0, icaltimezone_get_utc_timezone());
	if (t->day)
		icaltime_adjust(&out, days, 0, 0, 0);
	return out;
}

static void add_time(
    icalcomponent *to, icalproperty *property, const char *zone)
{
	struct icaltimetype t =
	    icalvalue_get_datetime(icalproperty_get_value(property));

	if (!t.is_date && !icaltime_is_utc(t))
		icalproperty_add_parameter(
		    property, icalparameter_new_tzid(zone));
	icalcomponent_add_property(to, property);
}

static void add_times(icalcomponent *to, const struct news_event *event)
{
	const struct news_time *end =
	    event->end.at == 0 ? &event->start : &event->end;

	add_time(to,
	    icalproperty_new_dtstart(ical_time(event, &event->start, 0)),
	    event->zone);
	if (event->end.at != 0 || event->start.day)
		add_time(to, icalproperty_new_dtend(ical_time(event, end, 1)),
		    event->zone);
}

/* A text in the language of the block; nothing when there is none. */
static void add_text(
    icalcomponent *to, icalproperty *property, const struct news_block *block)
{
	icalproperty_add_parameter(
	    property, icalparameter_new_language(lang_name(block->language)));
	icalcomponent_add_property(to, property);
}

/* What to open: a link of its own, else where to register or to be. */
static void add_url(
    struct work *work, icalcomponent *to, const struct news_block *block)
{
	static const enum news_key keys[] = { NEWS_LINK, NEWS_REGISTRATION,
		NEWS_PLACE };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *url = block->values[keys[i]].text;
		if (url == NULL || !url_is_link(str_c(url)) ||
		    strchr(url, ' ') != NULL)
			continue;
		icalcomponent_add_property(
		    to, icalproperty_new_url(calendar_uri(work->arena, url)));
		return;
	}
}

/*
 * "Réseau <a@b.example>", "a@b.example", or a name: then the list's address
 * stands for it, since what is published must have an ORGANIZER (RFC 5546,
 * 3.2.1) and every ORGANIZER an address.
 */
static void add_organizer(
    struct work *work, icalcomponent *to, const struct news_block *block)
{
	struct str name = str_c(block->values[NEWS_ORGANISER].text);
	size_t open = str_findc(name, '<');
	const char *address;
	const char *shown;
	icalproperty *organizer;

	if (open != SIZE_MAX && str_ends(name, str_c(">"))) {
		address = show_address(
		    work->arena, str_sub(name, open + 1, name.n - open - 2));
		name = str_sub(name, 0, open);
	} else {
		address = show_address(work->arena, name);
		name.n = address == NULL ? name.n : 0;
	}
	if (address == NULL)
		address = work->view->site->address;
	if (address == NULL || *address == '\0')
		return;
	organizer =
	    icalproperty_new_organizer(calendar_mailto(work->arena, address));
	shown = calendar_name(work->arena, name);
	if (*shown != '\0')
		icalproperty_add_parameter(
		    organizer, icalparameter_new_cn(shown));
	icalcomponent_add_property(to, organizer);
}

/*
 * libical escapes what parts texts (RFC 5545, 3.3.11) everywhere but in
 * categories.  There noncharacters, which calendar_line() leaves nowhere, stand
 * for it until all is written.
 */
static const struct {
	char sign;
	const char *stand_in;
	const char *written;
} escapes[] = {
	{ ',', "\ufdd0", "\\," },
	{ ';', "\ufdd1", "\\;" },
};

static const char *with_stand_ins(struct arena *arena, const char *label)
{
	enum { MOST = 3 /* bytes for one */ };
	char *copy = arena_alloc(arena, MOST * strlen(label) + 1);
	char *out = copy;

	for (; *label != '\0'; label++) {
		const char *stand_in = NULL;
		for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++)
			if (*label == escapes[i].sign)
				stand_in = escapes[i].stand_in;
		if (stand_in == NULL)
			*out++ = *label;
		while (stand_in != NULL && *stand_in != '\0')
			*out++ = *stand_in++;
	}
	*out = '\0';
	return copy;
}

/* In place: what is written is shorter. */
static struct str with_escapes(char *text)
{
	char *out = text;

	for (struct str rest = str_c(text); rest.n > 0;) {
		const char *written = NULL;
		for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++)
			if (str_starts(rest, str_c(escapes[i].stand_in)))
				written = escapes[i].written;
		if (written == NULL)
			*out++ = rest.p[0];
		rest = str_from(rest, written == NULL ? 1 : 3);
		while (written != NULL && *written != '\0')
			*out++ = *written++;
	}
	return str_n(text, (size_t)(out - text));
}

/* One category each. */
static void add_topics(
    struct work *work, icalcomponent *to, const struct news_block *block)
{
	for (size_t i = 0; i < work->view->site->topic_count; i++) {
		const char *label =
		    calendar_line(work->arena, work->view->topic_labels[i]);
		if (block->topics >> i & 1 && label != NULL)
			icalcomponent_add_property(
			    to, icalproperty_new_categories(
				    with_stand_ins(work->arena, label)));
	}
}

static enum err_code add_words(
    struct work *work, icalcomponent *to, const struct news_block *block)
{
	const char *title = block->values[NEWS_TITLE].text;
	const char *place = block->values[NEWS_PLACE].text;
	const char *description = "";
	enum err_code code = calendar_description(
	    work->arena, work->view, block, &description, work->err);

	add_text(
	    to, icalproperty_new_summary(title == NULL ? "-" : title), block);
	if (*description != '\0')
		add_text(to, icalproperty_new_description(description), block);
	if (place != NULL)
		add_text(to, icalproperty_new_location(place), block);
	return code;
}

static enum err_code add_event(
    struct work *work, const struct news_block *written)
{
	static const icalproperty_status statuses[] = {
		[NEWS_CONFIRMED] = ICAL_STATUS_CONFIRMED,
		[NEWS_TENTATIVE] = ICAL_STATUS_TENTATIVE,
		[NEWS_CANCELLED] = ICAL_STATUS_CANCELLED,
	};
	struct news_block copy = *written;
	const struct news_block *block = &copy;
	const struct news_event *event = &block->event;
	icalcomponent *to;
	enum err_code code =
	    calendar_values(work->arena, work->view, &copy, work->err);

	if (code != ERR_OK)
		return code;
	to = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	icalcomponent_add_component(work->root, to);
	icalcomponent_add_property(to, icalproperty_new_uid(event->uid));
	icalcomponent_add_property(
	    to, icalproperty_new_dtstamp(
		    icaltime_from_timet_with_zone((time_t)work->view->as_of, 0,
			icaltimezone_get_utc_timezone())));
	icalcomponent_add_property(
	    to, icalproperty_new_sequence(event->sequence));
	add_times(to, event);
	code = add_words(work, to, block);
	icalcomponent_add_property(
	    to, icalproperty_new_status(statuses[event->status]));
	add_url(work, to, block);
	add_organizer(work, to, block);
	add_topics(work, to, block);
	return code;
}

/* Is this the first event of its zone, among those with local times? */
static bool is_new_zone(const struct work *work, size_t n)
{
	const struct news_event *event = &work->events[n]->event;

	if (event->start.day || event->zone == NULL || zone_is_utc(event->zone))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct news_event *other = &work->events[i]->event;
		if (!other->start.day && other->zone != NULL &&
		    strcmp(other->zone, event->zone) == 0)
			return false;
	}
	return true;
}

static int64_t last_moment(const struct work *work)
{
	int64_t last = 0;

	for (size_t i = 0; i < work->count; i++) {
		const struct news_event *event = &work->events[i]->event;
		if (event->start.at > last)
			last = event->start.at;
		if (event->end.at > last)
			last = event->end.at;
	}
	return last;
}

/* The rules of the zones, for as long as there are events. */
static void add_zones(struct work *work)
{
	const int64_t last = last_moment(work);

	for (size_t i = 0; i < work->count; i++) {
		const struct news_event *event = &work->events[i]->event;
		icalcomponent *zone = NULL;
		if (is_new_zone(work, i))
			zone =
			    zone_component(event->zone, event->start.at, last);
		if (zone != NULL)
			icalcomponent_add_component(work->root, zone);
	}
}

static enum err_code write_out(struct work *work, struct str *out)
{
	char *text = icalcomponent_as_ical_string_r(work->root);
	struct str all = text == NULL ? str_c("") : with_escapes(text);
	enum err_code code = ERR_OK;

	if (text == NULL || all.n > CALENDAR_MAX)
		code = err_set(work->err, ERR_LIMIT,
		    "%s: the events are too many for one calendar",
		    work->view->site->list);
	else
		*out = str_n(arena_dup(work->arena, all), all.n);
	icalmemory_free_buffer(text);
	return code;
}

enum err_code news_calendar(struct arena *arena, const struct news_view *view,
    const struct news_block *blocks, size_t count, struct str *out,
    struct err *err)
{
	struct work work = { .arena = arena, .view = view, .err = err };
	struct zone_hold *held = zone_hold(view->site->zone);
	enum err_code code = ERR_OK;

	*out = str_n("", 0);
	work.events =
	    news_events_ahead(arena, blocks, count, view->as_of, &work.count);
	if (work.count == 0)
		goto out;
	work.root = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT,
	    icalproperty_new_version("2.0"),
	    icalproperty_new_prodid(
		arena_printf(arena, "-//liaison//liaison//%s",
		    view->language == LANG_FR ? "FR" : "EN")),
	    icalproperty_new_calscale("GREGORIAN"),
	    icalproperty_new_method(ICAL_METHOD_PUBLISH), NULL);
	add_zones(&work);
	for (size_t i = 0; code == ERR_OK && i < work.count; i++)
		code = add_event(&work, work.events[i]);
	if (code == ERR_OK)
		code = write_out(&work, out);
	icalcomponent_free(work.root);
out:
	zone_release(held);
	return code;
}
