#include "core/command_date.h"

#include <glib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "core/command_word.h"

enum { YEARS_MAX = 2, MONTHS = 12, AHEAD_MAX = 300 };

/* What stands in the words, before the calendar has been asked. */
struct said {
	int day; /* 0 = not said; DAY_LAST = the last one of the month */
	int month;
	int year;
	int weekday; /* GDateWeekday */
	int count;   /* of units: "3 semaines" */
	char unit;   /* 'd', 'w', 'm', 'y' */
	size_t dates;
	bool until; /* "jusqu'au" */
	bool english;
	bool on;       /* "le 15 août", which may be when it begins */
	bool during;   /* "pendant" */
	bool american; /* two numbers that could be either */
};

enum { DAY_LAST = 99, DAY_MIDDLE = 15 };

static const char *const months[MONTHS] = {
	"janvier|janv|jan|january",
	"fevrier|fev|fevr|feb|february",
	"mars|march|mar",
	"avril|avr|april|apr",
	"mai|may",
	"juin|june|jun",
	"juillet|juil|july|jul",
	"aout|august|aug",
	"septembre|sept|sep|september",
	"octobre|oct|october",
	"novembre|nov|november",
	"decembre|dec|december",
};

static const char *const weekdays[] = {
	"lundi|monday",
	"mardi|tuesday",
	"mercredi|wednesday",
	"jeudi|thursday",
	"vendredi|friday",
	"samedi|saturday",
	"dimanche|sunday",
};

static const struct {
	const char *words;
	char unit;
} units[] = {
	{ "jour|jours|day|days", 'd' },
	{ "semaine|semaines|week|weeks", 'w' },
	{ "mois|month|months", 'm' },
	{ "an|ans|year|years", 'y' },
};

static const char *const numbers[] = { "un|une|a|an|one", "deux|two",
	"trois|three", "quatre|four", "cinq|five", "six", "sept|seven",
	"huit|eight", "neuf|nine", "dix|ten", "onze|eleven", "douze|twelve" };

/* Is the word one of these, which '|' parts? */
static bool among(const char *list, const char *word)
{
	struct str rest = str_c(list);
	struct str one;

	while (str_split(&rest, '|', &one))
		if (command_word_same(word, one))
			return true;
	return false;
}

static int find(const char *const *lists, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (among(lists[i], word))
			return (int)i + 1;
	return 0;
}

/* The number that the text begins with, of at most four figures. */
static int figures(const char *text)
{
	size_t n = strspn(text, "0123456789");
	uint64_t value = 0;

	(void)str_u64(str_n(text, n < 4 ? n : 4), 9999, &value);
	return (int)value;
}

static bool number(const char *word, size_t digits, int *out)
{
	size_t n = strspn(word, "0123456789");

	if (n == 0 || n > digits || word[n] != '\0')
		return false;
	*out = figures(word);
	return true;
}

/* "1er", "1st", "2nd", "15th", "15e" */
static bool ordinal(const char *word, int *out)
{
	size_t n = strspn(word, "0123456789");

	if (n == 0 || n > 2 || !among("er|st|nd|rd|th|e|eme", word + n))
		return false;
	*out = figures(word);
	return true;
}

static bool set(int *field, int value)
{
	if (*field != 0 || value == 0)
		return false;
	*field = value;
	return true;
}

static int full_year(int year)
{
	return year < 100 ? 2000 + year : year;
}

/* 15/08, 15/08/2027, 15.08.27, 2027-08-15 */
static bool read_figures(struct said *said, const char *word)
{
	int v[3] = { 0 };
	int n = 0;

	for (const char *p = word; n < 3; p += strcspn(p, "/.-") + 1) {
		size_t digits = strspn(p, "0123456789");
		if (digits == 0 || digits > 4)
			return false;
		v[n++] = figures(p);
		if (p[strcspn(p, "/.-")] == '\0')
			break;
	}
	if (n < 2 || said->dates++ > 0)
		return false;
	if (v[0] > 31 && n == 3)
		return set(&said->year, v[0]) && set(&said->month, v[1]) &&
		       set(&said->day, v[2]);
	said->american = v[0] <= MONTHS && v[1] <= MONTHS && v[0] != v[1];
	return set(&said->day, v[0]) && set(&said->month, v[1]) &&
	       (n == 2 || set(&said->year, full_year(v[2])));
}

static bool read_unit(struct said *said, const char *word, int count)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!among(units[i].words, word))
			continue;
		said->unit = units[i].unit;
		return set(&said->count, count);
	}
	return false;
}

/* A number and a unit, in figures or in letters. */
static bool read_span(struct said *said, const char *const *words, size_t count)
{
	int n;

	if (count < 2)
		return false;
	if (!number(words[0], 3, &n))
		n = find(
		    numbers, sizeof(numbers) / sizeof(numbers[0]), words[0]);
	return n > 0 && read_unit(said, words[1], n);
}

/* What stands between the parts of a date. */
static bool read_small(struct said *said, const char *word)
{
	bool until = among("jusqu|jusque|jusqua|jusquau|until|till|til|to|au"
			   "|through|thru",
	    word);
	bool on = among("le|on", word);
	bool during = among("pendant|pour|durant|for", word);

	said->until = said->until || until;
	said->english = said->english || among("until|till|til|through", word);
	said->on = said->on || (on && !said->until);
	said->during = said->during || during;
	return until || on || during ||
	       among("a|la|du|de|d|l|the|of|up|inclus|incluse|inclusive"
		     "|included|compris|prochain|next",
		   word);
}

static bool read_day(struct said *said, const char *word)
{
	int n;

	if (ordinal(word, &n))
		return set(&said->day, n);
	if (!number(word, 4, &n))
		return false;
	return set(n > 31 ? &said->year : &said->day, n);
}

/* How many words it took, 0 when they mean no date. */
static size_t read_one(
    struct said *said, const char *const *words, size_t count)
{
	int n;

	if (strpbrk(words[0], "/.-") != NULL)
		return read_figures(said, words[0]) ? 1 : 0;
	if (read_span(said, words, count))
		return 2;
	if (among("fin|end|mi|mid", words[0]) && said->day == 0) {
		said->day = words[0][0] == 'm' ? DAY_MIDDLE : DAY_LAST;
		return 1;
	}
	n = find(months, MONTHS, words[0]);
	if (n > 0)
		return set(&said->month, n) ? 1 : 0;
	n = find(weekdays, sizeof(weekdays) / sizeof(weekdays[0]), words[0]);
	if (n > 0)
		return set(&said->weekday, n) ? 1 : 0;
	if (read_small(said, words[0]))
		return 1;
	return read_day(said, words[0]) ? 1 : 0;
}

static bool today(int64_t now, const char *zone, GDate *out)
{
	char text[DATE_SIZE];
	int y;
	int m;
	int d;

	if (!date_local_day(now, zone, text))
		return false;
	y = figures(text);
	m = figures(text + 5);
	d = figures(text + 8);
	if (!g_date_valid_dmy((GDateDay)d, (GDateMonth)m, (GDateYear)y))
		return false;
	g_date_clear(out, 1);
	g_date_set_dmy(out, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
	return true;
}

static bool make_day(const struct said *said, int year, GDate *out)
{
	int day = said->day;

	if (said->month < 1 || said->month > MONTHS || year < 2000 ||
	    year > 9999)
		return false;
	if (day == DAY_LAST)
		day = g_date_get_days_in_month(
		    (GDateMonth)said->month, (GDateYear)year);
	if (!g_date_valid_dmy(
		(GDateDay)day, (GDateMonth)said->month, (GDateYear)year))
		return false;
	g_date_clear(out, 1);
	g_date_set_dmy(
	    out, (GDateDay)day, (GDateMonth)said->month, (GDateYear)year);
	return true;
}

/*
 * Without a year it is the next such day; but one that has just passed is a
 * mistake, and not nearly a year away.
 */
static bool named_day(const struct said *said, const GDate *from, GDate *out)
{
	int year = said->year != 0 ? said->year : g_date_get_year(from);

	if (said->day == 0 || said->month == 0 || !make_day(said, year, out))
		return false;
	if (said->year == 0 && g_date_compare(out, from) < 0 &&
	    (!make_day(said, year + 1, out) ||
		g_date_days_between(from, out) > AHEAD_MAX))
		return false;
	return said->weekday == 0 ||
	       (int)g_date_get_weekday(out) == said->weekday;
}

static void after(const struct said *said, const GDate *from, GDate *out)
{
	*out = *from;
	if (said->unit == 'y')
		g_date_add_years(out, (guint)said->count);
	else if (said->unit == 'm')
		g_date_add_months(out, (guint)said->count);
	else
		g_date_add_days(
		    out, (guint)said->count * (said->unit == 'w' ? 7U : 1U));
}

/* Its last second: the one before the next day begins. */
static bool last_second(const GDate *day, const char *zone, int64_t *until)
{
	GDate next = *day;
	char text[DATE_SIZE];
	int64_t start;

	g_date_add_days(&next, 1);
	(void)g_snprintf(text, sizeof(text), "%04d-%02d-%02d",
	    g_date_get_year(&next), (int)g_date_get_month(&next),
	    g_date_get_day(&next));
	if (!date_parse_day(text, zone, &start))
		return false;
	*until = start - 1;
	return true;
}

/* A span stands alone; a day is one that it lasts until. */
static bool is_sound(const struct said *said)
{
	bool day = said->day != 0 || said->month != 0 || said->year != 0 ||
		   said->weekday != 0;

	if (said->count > 0)
		return !day && !said->until && !said->on;
	return !said->on && !said->during && !(said->english && said->american);
}

bool command_date_read(const char *const *words, size_t count, bool english,
    int64_t now, const char *zone, int64_t *until)
{
	struct said said = { .english = english };
	GDate from;
	GDate limit;
	GDate day;

	for (size_t i = 0; i < count;) {
		size_t n = read_one(&said, words + i, count - i);
		if (n == 0)
			return false;
		i += n;
	}
	if (!is_sound(&said) || !today(now, zone, &from))
		return false;
	if (said.count > 0)
		after(&said, &from, &day);
	else if (!named_day(&said, &from, &day))
		return false;
	limit = from;
	g_date_add_years(&limit, YEARS_MAX);
	return g_date_compare(&day, &from) >= 0 &&
	       g_date_compare(&day, &limit) <= 0 &&
	       last_second(&day, zone, until);
}
