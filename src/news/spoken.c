#include "news/spoken.h"

#include "news/lines.h"
#include "news/time.h"
#include "news/words.h"

enum { NOON = 12 };

#define NBSP  "\xc2\xa0"
#define NDASH "\xe2\x80\x93"

static bool is_date(const struct news_time *t)
{
	return t->month >= 1 && t->month <= 12 && t->day_of_month >= 1;
}

/* "7", "1er". */
static const char *number(
    struct arena *arena, const struct news_time *t, enum lang language)
{
	return arena_printf(arena, "%d%s", t->day_of_month,
	    language == LANG_FR && t->day_of_month == 1 ? "er" : "");
}

/* How much of a day is said. */
enum said { SAID_DAY, SAID_MONTH, SAID_YEAR };

/* "lundi 7", "lundi 7 décembre" or "lundi 7 décembre 2026". */
static const char *day_words(struct arena *arena, const struct news_time *t,
    enum lang language, enum said said)
{
	const char *words = arena_printf(arena, "%s %s",
	    date_weekday_name(
		date_weekday(t->year, t->month, t->day_of_month), language),
	    number(arena, t, language));

	if (said >= SAID_MONTH)
		words = arena_printf(arena, "%s" NBSP "%s", words,
		    date_month_name(t->month, language));
	if (said == SAID_YEAR)
		words = arena_printf(arena, "%s" NBSP "%d", words, t->year);
	return words;
}

/* "pm", or nothing for noon and midnight, which need none. */
static const char *half(const struct news_time *t)
{
	if (t->minute == 0 && t->hour % NOON == 0)
		return "";
	return t->hour < NOON ? "am" : "pm";
}

/* "6", "6:30", "noon". */
static const char *clock_english(struct arena *arena, const struct news_time *t)
{
	int hour = t->hour % NOON == 0 ? NOON : t->hour % NOON;

	if (*half(t) == '\0')
		return t->hour == 0 ? "midnight" : "noon";
	if (t->minute == 0)
		return arena_printf(arena, "%d", hour);
	return arena_printf(arena, "%d:%02d", hour, t->minute);
}

/* "18 h 30", "6:30 pm". */
static const char *hour_words(
    struct arena *arena, const struct news_time *t, enum lang language)
{
	if (language == LANG_EN)
		return arena_printf(arena, "%s%s%s", clock_english(arena, t),
		    *half(t) == '\0' ? "" : NBSP, half(t));
	if (t->minute == 0)
		return arena_printf(arena, "%d" NBSP "h", t->hour);
	return arena_printf(
	    arena, "%d" NBSP "h" NBSP "%02d", t->hour, t->minute);
}

/* "18 h – 20 h", "6–8 pm", "10 am – noon". */
static const char *hours_words(struct arena *arena,
    const struct news_time *from, const struct news_time *to,
    enum lang language)
{
	if (language == LANG_EN && *half(from) != '\0' &&
	    str_is(str_c(half(from)), half(to)))
		return arena_printf(arena, "%s" NDASH "%s",
		    clock_english(arena, from),
		    hour_words(arena, to, language));
	return arena_printf(arena, "%s" NBSP NDASH " %s",
	    hour_words(arena, from, language), hour_words(arena, to, language));
}

/* Cities that French names in its own way. */
static const struct {
	const char *zone;
	const char *city;
} french[] = {
	{ "Africa/Algiers", "d’Alger" },
	{ "Africa/Cairo", "du Caire" },
	{ "America/Cayenne", "de Cayenne" },
	{ "America/Guadeloupe", "de Guadeloupe" },
	{ "America/Martinique", "de Martinique" },
	{ "America/Mexico_City", "de Mexico" },
	{ "America/Montreal", "de Montréal" },
	{ "America/Sao_Paulo", "de São Paulo" },
	{ "Asia/Beirut", "de Beyrouth" },
	{ "Europe/Athens", "d’Athènes" },
	{ "Europe/Brussels", "de Bruxelles" },
	{ "Europe/Bucharest", "de Bucarest" },
	{ "Europe/Copenhagen", "de Copenhague" },
	{ "Europe/Lisbon", "de Lisbonne" },
	{ "Europe/London", "de Londres" },
	{ "Europe/Moscow", "de Moscou" },
	{ "Europe/Vienna", "de Vienne" },
	{ "Europe/Warsaw", "de Varsovie" },
	{ "Indian/Mayotte", "de Mayotte" },
	{ "Indian/Reunion", "de La Réunion" },
	{ "Pacific/Noumea", "de Nouméa" },
};

/* "heure de Paris", "Paris time": of the city that names the zone. */
static const char *zone_words(
    struct arena *arena, const char *zone, enum lang language)
{
	struct str rest = str_c(zone);
	struct str city = rest;
	char *name;

	while (str_split(&rest, '/', &city))
		;
	name = arena_dup(arena, city);
	for (char *c = name; *c != '\0'; c++)
		if (*c == '_')
			*c = ' ';
	if (str_is(city, "UTC") || str_is(city, "GMT"))
		return name;
	if (language == LANG_EN)
		return arena_printf(arena, "%s time", name);
	for (size_t i = 0; i < sizeof(french) / sizeof(*french); i++)
		if (str_is(str_c(zone), french[i].zone))
			return arena_printf(arena, "heure %s", french[i].city);
	return arena_printf(arena, "heure %s%s",
	    str_findc(str_c("AEIOUaeiou"), *name) == SIZE_MAX ? "de " : "d’",
	    name);
}

/* How much of the first day is said, the last one being said in full. */
static enum said first_said(
    const struct news_time *from, const struct news_time *to)
{
	if (from->year != to->year)
		return SAID_YEAR;
	return from->month == to->month ? SAID_DAY : SAID_MONTH;
}

static bool same_day(const struct news_time *a, const struct news_time *b)
{
	return a->year == b->year && a->month == b->month &&
	       a->day_of_month == b->day_of_month;
}

static const char *whole_days(
    struct arena *arena, const struct news_event *event, enum lang language)
{
	const struct news_time *from = &event->start;
	const struct news_time *to = &event->end;

	if (!is_date(to) || same_day(from, to))
		return day_words(arena, from, language, SAID_YEAR);
	return arena_printf(arena,
	    language == LANG_FR ? "du %s au %s" : "%s to %s",
	    day_words(arena, from, language, first_said(from, to)),
	    day_words(arena, to, language, SAID_YEAR));
}

static const char *moments(
    struct arena *arena, const struct news_event *event, enum lang language)
{
	const struct news_time *from = &event->start;
	const struct news_time *to = &event->end;
	const char *day = day_words(arena, from, language, SAID_YEAR);

	if (!is_date(to))
		return arena_printf(
		    arena, "%s, %s", day, hour_words(arena, from, language));
	if (same_day(from, to))
		return arena_printf(arena, "%s, %s", day,
		    hours_words(arena, from, to, language));
	return arena_printf(arena,
	    language == LANG_FR ? "du %s, %s, au %s, %s" : "%s, %s, to %s, %s",
	    day, hour_words(arena, from, language),
	    day_words(arena, to, language, SAID_YEAR),
	    hour_words(arena, to, language));
}

const char *spoken_when(struct arena *arena, const struct news_event *event,
    enum lang language, bool zone)
{
	if (!is_date(&event->start))
		return "";
	if (event->start.day)
		return whole_days(arena, event, language);
	if (!zone || event->zone == NULL)
		return moments(arena, event, language);
	return arena_printf(arena, "%s (%s)", moments(arena, event, language),
	    zone_words(arena, event->zone, language));
}

const char *spoken_also(struct arena *arena, const struct news_event *event,
    const struct news_event *there, enum lang language)
{
	const struct news_time *from = &there->start;
	const struct news_time *to = &there->end;
	const char *words = moments(arena, there, language);

	if (same_day(&event->start, from) &&
	    (!is_date(to) || same_day(from, to)))
		words = is_date(to) ? hours_words(arena, from, to, language)
				    : hour_words(arena, from, language);
	return arena_printf(arena, "%s %s (%s)",
	    language == LANG_FR ? "soit" : "that is", words,
	    zone_words(arena, there->zone, language));
}

static const char *with_hour(struct arena *arena, const char *day,
    const struct news_time *t, enum lang language)
{
	return t->day ? day
		      : arena_printf(arena, "%s, %s", day,
			    hour_words(arena, t, language));
}

const char *spoken_moment(
    struct arena *arena, const struct news_time *t, enum lang language)
{
	if (!is_date(t))
		return "";
	return with_hour(
	    arena, day_words(arena, t, language, SAID_YEAR), t, language);
}

/* "2026-11" */
static bool is_month(struct str text, struct news_time *out)
{
	uint64_t year;
	uint64_t month;

	if (text.n != 7 || text.p[4] != '-' ||
	    !str_u64(str_sub(text, 0, 4), 9999, &year) ||
	    !str_u64(str_from(text, 5), 12, &month) || month == 0)
		return false;
	*out = (struct news_time){ .year = (int)year, .month = (int)month };
	return true;
}

/* A day as editors write it, without an hour. */
static bool is_day(struct arena *arena, const char *text, struct news_time *out)
{
	struct news_written written;

	if (!news_time_read(arena, text, &written) || !written.has_day ||
	    written.has_hour)
		return false;
	*out = (struct news_time){
		.day = true,
		.year = written.local.year,
		.month = written.local.month,
		.day_of_month = written.local.day,
	};
	return true;
}

const char *spoken_published(
    struct arena *arena, const char *text, enum lang language)
{
	struct news_time t;

	if (text == NULL)
		return "";
	if (is_month(str_c(text), &t))
		return arena_printf(arena, "%s" NBSP "%d",
		    date_month_name(t.month, language), t.year);
	if (!is_day(arena, text, &t))
		return text;
	return arena_printf(arena, "%s" NBSP "%s" NBSP "%d",
	    number(arena, &t, language), date_month_name(t.month, language),
	    t.year);
}

const char *spoken_language(
    struct arena *arena, const char *text, enum lang language)
{
	static const char *const names[LANG__MAX][LANG__MAX] = {
		[LANG_FR] = { [LANG_FR] = "français", [LANG_EN] = "anglais" },
		[LANG_EN] = { [LANG_FR] = "French", [LANG_EN] = "English" },
	};
	struct str rest = str_c(text);
	struct str part;
	bool said[LANG__MAX] = { false };
	const char *words = "";

	while (str_split(&rest, ',', &part)) {
		const char *word = arena_dup(arena, news_trim(part));
		enum lang one;
		if (!news_word_language(arena, word, &one))
			return text == NULL ? "" : text;
		if (!said[one])
			words = arena_list(arena, words, names[language][one]);
		said[one] = true;
	}
	return words;
}

const char *spoken_foreign(enum lang foreign, enum lang language)
{
	static const char *const marks[LANG__MAX][LANG__MAX] = {
		[LANG_FR] = { [LANG_FR] = " (en" NBSP "français)",
		    [LANG_EN] = " (en" NBSP "anglais)" },
		[LANG_EN] = { [LANG_FR] = " (in" NBSP "French)",
		    [LANG_EN] = " (in" NBSP "English)" },
	};

	return marks[language][foreign];
}
