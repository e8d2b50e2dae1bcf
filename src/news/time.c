#include "news/time.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

enum { TEXT_MAX = 100, MINUTE = 60, HOUR = 3600, NOON = 12 };

/* The folded text and how far it is read. */
struct scan {
	struct arena *arena;
	struct str rest;
	struct news_written *out;
};

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static void skip(struct scan *s, const char *signs)
{
	while (s->rest.n > 0 && strchr(signs, s->rest.p[0]) != NULL)
		s->rest = str_from(s->rest, 1);
}

static bool take(struct scan *s, const char *text)
{
	if (!str_starts(s->rest, str_c(text)))
		return false;
	s->rest = str_from(s->rest, strlen(text));
	return true;
}

/* A word, whole: "pm", not the beginning of "pmu". */
static bool take_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if (!str_starts(s->rest, str_c(word)) ||
	    (s->rest.n > n && is_letter(s->rest.p[n])))
		return false;
	s->rest = str_from(s->rest, n);
	return true;
}

/* A number of `least` to `most` figures. */
static bool take_number(struct scan *s, size_t least, size_t most, int *number)
{
	size_t n = 0;

	*number = 0;
	for (; n < s->rest.n && str_is_digit(s->rest.p[n]); n++) {
		if (n == most)
			return false;
		*number = *number * 10 + (s->rest.p[n] - '0');
	}
	if (n < least)
		return false;
	s->rest = str_from(s->rest, n);
	return true;
}

static struct str letters(const struct scan *s)
{
	size_t n = 0;

	while (n < s->rest.n && is_letter(s->rest.p[n]))
		n++;
	return str_sub(s->rest, 0, n);
}

/* Is it this name, or its first letters?  `least` of them are enough. */
static bool is_name(
    const struct scan *s, struct str word, const char *name, size_t least)
{
	return word.n >= least &&
	       str_starts(str_c(utf8_fold(s->arena, str_c(name))), word);
}

static bool take_month(struct scan *s, int *month)
{
	enum { LEAST = 3 }; /* letters of an abbreviation */
	struct str word = letters(s);

	/* "jui" may be June or July. */
	if (str_is(word, "jui"))
		return false;
	for (int i = 1; i <= 12; i++) {
		if (!is_name(s, word, date_month_name(i, LANG_FR), LEAST) &&
		    !is_name(s, word, date_month_name(i, LANG_EN), LEAST))
			continue;
		*month = i;
		s->rest = str_from(s->rest, word.n);
		(void)take(s, ".");
		return true;
	}
	return false;
}

static void take_weekday(struct scan *s)
{
	struct str word = letters(s);

	for (int i = 0; i < 7; i++) {
		const char *french = date_weekday_name(i, LANG_FR);
		const char *english = date_weekday_name(i, LANG_EN);
		if (!is_name(s, word, french, strlen(french)) &&
		    !is_name(s, word, english, strlen(english)))
			continue;
		s->out->weekday = i + 1;
		s->rest = str_from(s->rest, word.n);
		skip(s, " ,");
	}
}

/* "2026-12-07" */
static bool take_figures(struct scan *s)
{
	struct date_local *local = &s->out->local;
	struct scan try = *s;

	if (!take_number(&try, 4, 4, &local->year) || !take(&try, "-") ||
	    !take_number(&try, 2, 2, &local->month) || !take(&try, "-") ||
	    !take_number(&try, 2, 2, &local->day))
		return false;
	s->rest = try.rest;
	return true;
}

/* "7 décembre 2026", "1er mai 2026", "December 7th, 2026" */
static bool take_names(struct scan *s)
{
	static const char *const endings[] = { "er", "st", "nd", "rd", "th" };
	struct date_local *local = &s->out->local;
	struct scan try = *s;
	bool month_first = take_month(&try, &local->month);

	skip(&try, " ");
	if (!take_number(&try, 1, 2, &local->day))
		return false;
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (take_word(&try, endings[i]))
			break;
	skip(&try, " ");
	if (!month_first && !take_month(&try, &local->month))
		return false;
	skip(&try, " ,");
	if (!take_number(&try, 4, 4, &local->year))
		return false;
	s->rest = try.rest;
	return true;
}

/* "am" or "pm", which make an hour of the number before; else no change. */
static bool half_of_day(struct scan *s, int *hour, bool *said)
{
	bool am = take_word(s, "am") || take_word(s, "a.m.");
	bool pm = !am && (take_word(s, "pm") || take_word(s, "p.m."));

	if (!am && !pm)
		return true;
	*said = true;
	if (*hour < 1 || *hour > NOON)
		return false;
	*hour = *hour % NOON + (pm ? NOON : 0);
	return true;
}

/* ":30", ":30:00", "h", " h 30" behind the hour. */
static bool take_minutes(struct scan *s, int *minute, bool *said)
{
	int seconds;

	if (take(s, ":")) {
		*said = true;
		return take_number(s, 2, 2, minute) &&
		       (!take(s, ":") || take_number(s, 2, 2, &seconds));
	}
	skip(s, " ");
	if (take_word(s, "heures") || take_word(s, "heure") || take(s, "h")) {
		*said = true;
		skip(s, " ");
		if (s->rest.n > 0 && str_is_digit(s->rest.p[0]))
			return take_number(s, 2, 2, minute);
	}
	return true;
}

/* "18:00", "18:00:00", "18h", "18 h 30", "18 heures", "6 pm", "midi". */
static bool take_hour(struct scan *s)
{
	struct date_local *local = &s->out->local;
	bool said = false;

	if (take_word(s, "midi") || take_word(s, "noon")) {
		local->hour = NOON;
		return true;
	}
	if (!take_number(s, 1, 2, &local->hour) ||
	    !take_minutes(s, &local->minute, &said))
		return false;
	skip(s, " ");
	return half_of_day(s, &local->hour, &said) && said &&
	       local->hour < 24 && local->minute < 60;
}

/* "UTC", "Z", "+02:00", "+0200" */
static bool take_offset(struct scan *s)
{
	bool west;
	int hours;
	int minutes = 0;

	skip(s, " ");
	if (s->rest.n == 0)
		return true;
	s->out->has_offset = true;
	if (take_word(s, "utc") || take_word(s, "gmt") || take_word(s, "z"))
		skip(s, " ");
	if (s->rest.n == 0)
		return true;
	west = s->rest.p[0] == '-';
	if (!take(s, "+") && !take(s, "-"))
		return false;
	if (take_number(s, 4, 4, &hours)) {
		minutes = hours % 100;
		hours /= 100;
	} else if (!take_number(s, 2, 2, &hours) ||
		   (take(s, ":") && !take_number(s, 2, 2, &minutes))) {
		return false;
	}
	s->out->offset = (hours * HOUR + minutes * MINUTE) * (west ? -1 : 1);
	return hours < 15 && minutes < 60 && s->rest.n == 0;
}

/* What stands before an hour, or between a day and it. */
static void skip_between(struct scan *s)
{
	skip(s, " ,");
	if (s->rest.n > 1 && s->rest.p[0] == 't' && str_is_digit(s->rest.p[1]))
		(void)take(s, "t");
	else if (take_word(s, "a") || take_word(s, "at"))
		skip(s, " ");
}

bool news_time_read(
    struct arena *arena, const char *text, struct news_written *out)
{
	struct str whole = str_c(text);
	struct scan s = { .arena = arena, .out = out };

	*out = (struct news_written){ 0 };
	if (whole.n > TEXT_MAX)
		return false;
	s.rest = str_c(utf8_fold(arena, whole));
	if (take_word(&s, "le"))
		skip(&s, " ");
	take_weekday(&s);
	out->has_day = take_figures(&s) || take_names(&s);
	if (!out->has_day && out->weekday != 0)
		return false;
	skip_between(&s);
	if (s.rest.n == 0)
		return out->has_day;
	out->has_hour = take_hour(&s);
	return out->has_hour && take_offset(&s);
}

static bool is_same(const struct date_local *a, const struct date_local *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day &&
	       a->hour == b->hour && a->minute == b->minute;
}

/* How often the clocks show it; they go back by an hour or by half of one. */
static enum news_fit fit_of(
    const struct date_local *local, const char *zone, int64_t at)
{
	static const int back[] = { HOUR, HOUR / 2 };
	struct date_local shown;

	if (!date_to_local(at, zone, &shown) || !is_same(&shown, local))
		return NEWS_SKIPPED;
	for (size_t i = 0; i < sizeof(back) / sizeof(*back); i++)
		if (date_to_local(at + back[i], zone, &shown) &&
		    is_same(&shown, local))
			return NEWS_TWICE;
	return NEWS_ONCE;
}

bool news_time_place(const struct news_written *written, const char *zone,
    struct news_time *out, enum news_fit *fit)
{
	struct date_local local = written->local;
	int64_t at;

	*fit = NEWS_ONCE;
	if (!date_from_local(&local, written->has_offset ? "UTC" : zone, &at))
		return false;
	if (written->has_offset)
		at -= written->offset;
	else if (written->has_hour)
		*fit = fit_of(&local, zone, at);
	/* What is shown is what the clocks there show. */
	if (written->has_hour && !date_to_local(at, zone, &local))
		return false;
	*out = (struct news_time){
		.at = at,
		.day = !written->has_hour,
		.year = local.year,
		.month = local.month,
		.day_of_month = local.day,
		.hour = local.hour,
		.minute = local.minute,
	};
	return true;
}

const char *news_fit_words(struct arena *arena, enum news_fit fit,
    const struct date_local *written, const struct news_time *taken,
    const char *zone)
{
	switch (fit) {
	case NEWS_ONCE:
		break;
	case NEWS_TWICE:
		return arena_printf(arena,
		    _("the clocks of %s show %02d:%02d twice that day; the "
		      "first one is taken"),
		    zone, written->hour, written->minute);
	case NEWS_SKIPPED:
		return arena_printf(arena,
		    _("the clocks of %s never show %02d:%02d that day; "
		      "%02d:%02d is taken"),
		    zone, written->hour, written->minute, taken->hour,
		    taken->minute);
	}
	return NULL;
}
