#include "core/rule.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

enum { WORDS_MAX = 16, WEEKS_MAX = 12, YEAR_MAX = 9999 };

/* What one word means. */
enum means {
	MEANS_NOTHING, /* "at", "le": may stand anywhere */
	MEANS_WEEKDAY,
	MEANS_NTH,
	MEANS_NUMBER,
	MEANS_WEEKS, /* a number stood before */
	MEANS_OTHER  /* "every other monday" */
};

struct word {
	const char *text; /* utf8_fold() of it */
	enum means means;
	int value;
};

static const struct word words[] = {
	{ "monday", MEANS_WEEKDAY, 0 },
	{ "mon", MEANS_WEEKDAY, 0 },
	{ "lundi", MEANS_WEEKDAY, 0 },
	{ "tuesday", MEANS_WEEKDAY, 1 },
	{ "tue", MEANS_WEEKDAY, 1 },
	{ "mardi", MEANS_WEEKDAY, 1 },
	{ "wednesday", MEANS_WEEKDAY, 2 },
	{ "wed", MEANS_WEEKDAY, 2 },
	{ "mercredi", MEANS_WEEKDAY, 2 },
	{ "thursday", MEANS_WEEKDAY, 3 },
	{ "thu", MEANS_WEEKDAY, 3 },
	{ "jeudi", MEANS_WEEKDAY, 3 },
	{ "friday", MEANS_WEEKDAY, 4 },
	{ "fri", MEANS_WEEKDAY, 4 },
	{ "vendredi", MEANS_WEEKDAY, 4 },
	{ "saturday", MEANS_WEEKDAY, 5 },
	{ "sat", MEANS_WEEKDAY, 5 },
	{ "samedi", MEANS_WEEKDAY, 5 },
	{ "sunday", MEANS_WEEKDAY, 6 },
	{ "sun", MEANS_WEEKDAY, 6 },
	{ "dimanche", MEANS_WEEKDAY, 6 },
	{ "first", MEANS_NTH, 1 },
	{ "1st", MEANS_NTH, 1 },
	{ "premier", MEANS_NTH, 1 },
	{ "1er", MEANS_NTH, 1 },
	{ "second", MEANS_NTH, 2 },
	{ "2nd", MEANS_NTH, 2 },
	{ "deuxieme", MEANS_NTH, 2 },
	{ "2e", MEANS_NTH, 2 },
	{ "third", MEANS_NTH, 3 },
	{ "3rd", MEANS_NTH, 3 },
	{ "troisieme", MEANS_NTH, 3 },
	{ "3e", MEANS_NTH, 3 },
	{ "fourth", MEANS_NTH, 4 },
	{ "4th", MEANS_NTH, 4 },
	{ "quatrieme", MEANS_NTH, 4 },
	{ "4e", MEANS_NTH, 4 },
	{ "last", MEANS_NTH, -1 },
	{ "dernier", MEANS_NTH, -1 },
	{ "two", MEANS_NUMBER, 2 },
	{ "deux", MEANS_NUMBER, 2 },
	{ "three", MEANS_NUMBER, 3 },
	{ "trois", MEANS_NUMBER, 3 },
	{ "four", MEANS_NUMBER, 4 },
	{ "quatre", MEANS_NUMBER, 4 },
	{ "other", MEANS_OTHER, 2 },
	{ "weeks", MEANS_WEEKS, 0 },
	{ "week", MEANS_WEEKS, 0 },
	{ "semaines", MEANS_WEEKS, 0 },
	{ "semaine", MEANS_WEEKS, 0 },
	{ "day", MEANS_NOTHING, 0 },
	{ "jour", MEANS_NOTHING, 0 },
	{ "le", MEANS_NOTHING, 0 },
	{ "the", MEANS_NOTHING, 0 },
	{ "every", MEANS_NOTHING, 0 },
	{ "each", MEANS_NOTHING, 0 },
	{ "chaque", MEANS_NOTHING, 0 },
	{ "tous", MEANS_NOTHING, 0 },
	{ "toutes", MEANS_NOTHING, 0 },
	{ "les", MEANS_NOTHING, 0 },
	{ "at", MEANS_NOTHING, 0 },
	{ "on", MEANS_NOTHING, 0 },
	{ "of", MEANS_NOTHING, 0 },
	{ "month", MEANS_NOTHING, 0 },
	{ "a", MEANS_NOTHING, 0 },
	{ "du", MEANS_NOTHING, 0 },
	{ "de", MEANS_NOTHING, 0 },
	{ "mois", MEANS_NOTHING, 0 },
};

/* What was read so far; -1 = nothing. */
struct reading {
	int weekday;
	int nth; /* 0 = nothing: -1 is the last one */
	int weeks;
	int hour;
	int minute;
	int number; /* that stands alone, for what follows it */
	bool wrong;
};

/* "08:00", "8h", "8h30", "8:05". */
static bool read_time(struct str word, struct reading *r)
{
	size_t at = str_findc(word, ':');
	uint64_t hour;
	uint64_t minute = 0;
	struct str rest;

	if (at == SIZE_MAX)
		at = str_findc(word, 'h');
	if (at == SIZE_MAX || at > 2 ||
	    !str_u64(str_sub(word, 0, at), 23, &hour))
		return false;
	rest = str_from(word, at + 1);
	if (rest.n == 0 ? word.p[at] == ':'
			: rest.n != 2 || !str_u64(rest, 59, &minute))
		return false;
	r->wrong = r->wrong || r->hour >= 0;
	r->hour = (int)hour;
	r->minute = (int)minute;
	return true;
}

/* "15", "15th", "15e", "1er". */
static bool read_number(struct str word, struct reading *r)
{
	size_t n = 0;
	uint64_t value;
	struct str rest;

	while (n < word.n && word.p[n] >= '0' && word.p[n] <= '9')
		n++;
	rest = str_from(word, n);
	if (!str_u64(str_sub(word, 0, n), 31, &value) ||
	    (rest.n > 0 && !str_is(rest, "th") && !str_is(rest, "st") &&
		!str_is(rest, "nd") && !str_is(rest, "rd") &&
		!str_is(rest, "e") && !str_is(rest, "er")))
		return false;
	r->wrong = r->wrong || r->number >= 0;
	r->number = (int)value;
	return true;
}

static void set(int *value, int empty, int to, struct reading *r)
{
	r->wrong = r->wrong || *value != empty;
	*value = to;
}

static void apply(const struct word *word, struct reading *r)
{
	switch (word->means) {
	case MEANS_NOTHING:
		break;
	case MEANS_WEEKDAY:
		set(&r->weekday, -1, word->value, r);
		break;
	case MEANS_NTH:
		set(&r->nth, 0, word->value, r);
		break;
	case MEANS_NUMBER:
		set(&r->number, -1, word->value, r);
		break;
	case MEANS_OTHER:
		set(&r->weeks, -1, word->value, r);
		break;
	case MEANS_WEEKS:
		set(&r->weeks, -1, r->number < 0 ? 1 : r->number, r);
		r->number = -1;
		break;
	}
}

/* "lundi", and "lundis" as in "tous les lundis". */
static bool is_word(const struct word *row, struct str word)
{
	struct str rest = str_from(word, strlen(row->text));

	return str_starts(word, str_c(row->text)) &&
	       (rest.n == 0 ||
		   (row->means == MEANS_WEEKDAY && str_is(rest, "s")));
}

static void read_word(struct str word, struct reading *r)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (is_word(&words[i], word)) {
			apply(&words[i], r);
			return;
		}
	if (!read_time(word, r) && !read_number(word, r))
		r->wrong = true;
}

/* "1st 08:00", "le dernier jour du mois": a day, since no weekday is named. */
static void nth_is_day(struct reading *r)
{
	if (r->weekday >= 0 || r->nth == 0 || r->number >= 0)
		return;
	r->number = r->nth > 0 ? r->nth : 31;
	r->nth = 0;
}

static bool make(struct reading *r, struct rule *out)
{
	nth_is_day(r);
	if (r->wrong || r->hour < 0)
		return false;
	*out = (struct rule){ .hour = r->hour, .minute = r->minute };
	if (r->weekday < 0) {
		out->kind = RULE_DAY;
		out->n = r->number;
		return r->number >= 1 && r->nth == 0 && r->weeks < 0;
	}
	out->weekday = r->weekday;
	out->kind = r->nth == 0 ? RULE_WEEKS : RULE_NTH;
	if (r->nth != 0)
		out->n = r->nth;
	else
		out->n = r->weeks < 0 ? 1 : r->weeks;
	return r->number < 0 && (r->nth == 0 || r->weeks < 0) &&
	       (r->nth != 0 || (out->n >= 1 && out->n <= WEEKS_MAX));
}

enum err_code rule_parse(const char *text, struct rule *out, struct err *err)
{
	struct reading r = {
		.weekday = -1, .weeks = -1, .hour = -1, .number = -1
	};
	struct arena arena = { 0 };
	struct str rest = str_c(utf8_fold(&arena, str_c(text)));
	struct str word;
	int count = 0;

	while (rest.n > 0 && str_split(&rest, ' ', &word)) {
		if (++count > WORDS_MAX)
			r.wrong = true;
		else if (word.n > 0)
			read_word(word, &r);
	}
	arena_free(&arena);
	if (make(&r, out))
		return ERR_OK;
	return err_set(err, ERR_USAGE,
	    _("\"%.60s\" is no rule; write \"monday 08:00\", \"first monday "
	      "08:00\" (first to fourth, last), \"every 2 weeks monday 08:00\" "
	      "or \"day 15 08:00\""),
	    text);
}

static const char *const day_names[7] = { N_("monday"), N_("tuesday"),
	N_("wednesday"), N_("thursday"), N_("friday"), N_("saturday"),
	N_("sunday") };
static const char *const nth_names[] = { N_("last"), N_("first"), N_("second"),
	N_("third"), N_("fourth") };

/* A text of ours as it is, or in the person's language. */
static const char *__attribute__((format_arg(1)))
say(const char *text, bool translated)
{
	return translated ? _(text) : text;
}

static void print(const struct rule *rule, bool translated, char out[RULE_SIZE])
{
	const char *day = say(day_names[rule->weekday], translated);
	char head[RULE_SIZE / 2] = "";

	switch (rule->kind) {
	case RULE_WEEKS:
		if (rule->n == 1)
			(void)snprintf(head, sizeof(head),
			    say(N_("every %s"), translated), day);
		else
			(void)snprintf(head, sizeof(head),
			    say(N_("every %d weeks %s"), translated), rule->n,
			    day);
		break;
	case RULE_NTH:
		(void)snprintf(head, sizeof(head), "%s %s",
		    say(nth_names[rule->n < 0 ? 0 : rule->n], translated), day);
		break;
	case RULE_DAY:
		(void)snprintf(
		    head, sizeof(head), say(N_("day %d"), translated), rule->n);
		break;
	}
	(void)snprintf(
	    out, RULE_SIZE, "%s %02d:%02d", head, rule->hour, rule->minute);
}

void rule_print(const struct rule *rule, char out[RULE_SIZE])
{
	print(rule, false, out);
}

void rule_words(const struct rule *rule, char out[RULE_SIZE])
{
	print(rule, true, out);
}

/* The day of this month that the rule means. */
static int day_of_month(const struct rule *rule, int year, int month)
{
	int days = date_month_days(year, month);
	int first;

	if (rule->kind == RULE_DAY)
		return rule->n < days ? rule->n : days;
	first = 1 + (rule->weekday - date_weekday(year, month, 1) + 7) % 7;
	if (rule->n > 0)
		return first + 7 * (rule->n - 1);
	return first + (days - first) / 7 * 7;
}

static bool next_monthly(const struct rule *rule, const char *zone,
    int64_t after, struct date_local *day, int64_t *next)
{
	do {
		day->day = day_of_month(rule, day->year, day->month);
		if (!date_from_local(day, zone, next))
			return false;
		day->month++;
		if (day->month > 12) {
			day->month = 1;
			day->year++;
		}
	} while (*next <= after && day->year < YEAR_MAX);
	return *next > after;
}

/* `days` have passed since `day` when it begins. */
static bool next_weekly(const struct rule *rule, const char *zone, int64_t days,
    int64_t after, struct date_local *day, int64_t *next)
{
	int step = 7 * rule->n;
	int wait = (rule->weekday -
		       date_weekday(day->year, day->month, day->day) + 7) %
		   7;

	date_add_days(day, wait);
	if (days > step) /* near to it at once */
		date_add_days(day, (int)(days / step - 1) * step);
	do {
		if (!date_from_local(day, zone, next))
			return false;
		date_add_days(day, step);
	} while (*next <= after && day->year < YEAR_MAX);
	return *next > after;
}

bool rule_next(const struct rule *rule, const char *zone, int64_t anchor,
    int64_t after, int64_t *next)
{
	bool counted = rule->kind == RULE_WEEKS && rule->n > 1 && anchor != 0;
	struct date_local day;

	if (!date_to_local(counted ? anchor : after, zone, &day))
		return false;
	day.hour = rule->hour;
	day.minute = rule->minute;
	if (rule->kind == RULE_WEEKS)
		return next_weekly(rule, zone,
		    counted ? (after - anchor) / CLOCK_DAY : 0, after, &day,
		    next);
	return next_monthly(rule, zone, after, &day, next);
}
