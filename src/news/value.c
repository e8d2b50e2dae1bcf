/* What the values of front matter and blocks have in common. */
#include <string.h>

#include "base/i18n.h"
#include "news/reading.h"
#include "news/time.h"

enum { TOPICS_MAX = 64 /* bits */ };

const char *news_word_list(struct arena *arena, const struct news_words *words,
    uint32_t among, bool french)
{
	const char *names[NEWS_KEY__MAX];
	size_t count = 0;

	for (int meaning = 0; meaning < NEWS_KEY__MAX; meaning++) {
		const char *name = (among >> meaning & 1) == 0
				       ? NULL
				       : news_word_name(words, meaning, french);
		if (name != NULL)
			names[count++] = name;
	}
	return arena_choice(arena, names, count);
}

const char *news_chosen_names(
    struct arena *arena, const char *const *names, size_t count, uint64_t bits)
{
	const char *chosen[TOPICS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < count && i < TOPICS_MAX; i++)
		if (bits >> i & 1)
			chosen[n++] = names[i];
	return arena_join(arena, chosen, n, ", ");
}

static void tell_no_topic(const struct news_lines *lines,
    const struct news_site *site, const struct news_value *name)
{
	/* Of a list that is not there another problem tells. */
	if (*site->list == '\0')
		return;
	if (site->topic_count == 0) {
		news_complain(lines, name,
		    _("the list has no topics; take the line out"));
		return;
	}
	news_complain(lines, name,
	    _("the list has no topic \"%s\"; it can be %s"), name->text,
	    arena_choice(lines->arena, site->topics, site->topic_count));
}

uint64_t news_topics(const struct news_lines *lines,
    const struct news_site *site, struct news_names names)
{
	const char *known[TOPICS_MAX];
	size_t count = 0;
	uint64_t topics = 0;

	for (; count < site->topic_count && count < TOPICS_MAX; count++)
		known[count] =
		    news_word_plain(lines->arena, str_c(site->topics[count]));
	for (size_t i = 0; i < names.n; i++) {
		const char *plain =
		    news_word_plain(lines->arena, str_c(names.v[i].text));
		size_t n = 0;
		while (n < count && strcmp(plain, known[n]) != 0)
			n++;
		if (n < count)
			topics |= UINT64_C(1) << n;
		else
			tell_no_topic(lines, site, &names.v[i]);
	}
	return topics;
}

const char *news_zone(const struct news_lines *lines,
    const struct news_value *value, const char *fallback)
{
	if (value->text != NULL && date_zone_exists(value->text))
		return value->text;
	if (value->text != NULL)
		news_complain(lines, value,
		    _("\"%s\" is no time zone; write one such as "
		      "Europe/Paris or UTC"),
		    value->text);
	return fallback != NULL && date_zone_exists(fallback) ? fallback
							      : "UTC";
}

static const char *weekday_name(int day)
{
	static const char *const names[] = { N_("Monday"), N_("Tuesday"),
		N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
		N_("Sunday") };

	return _(names[day - 1]);
}

static void tell_fit(const struct news_lines *lines,
    const struct news_value *value, const struct news_written *written,
    const struct news_time *time, enum news_fit fit, const char *zone)
{
	const char *words =
	    news_fit_words(lines->arena, fit, &written->local, time, zone);

	if (words != NULL)
		news_tell(lines, NEWS_WARNING, value->line, value->column, "%s",
		    words);
}

/* An end may be an hour alone. */
static void tell_no_time(
    const struct news_lines *lines, const struct news_value *value, bool is_end)
{
	if (is_end)
		news_complain(lines, value,
		    _("\"%s\" is no hour or date; write 20:00, or 2026-12-07 "
		      "20:00 for another day"),
		    value->text);
	else
		news_complain(lines, value,
		    _("\"%s\" is no date; write 2026-12-07 18:00, or "
		      "2026-12-07 for a whole day"),
		    value->text);
}

bool news_moment(const struct news_lines *lines, const char *zone,
    const struct news_value *value, const struct news_time *first,
    struct news_time *out)
{
	struct news_written written;
	enum news_fit fit;
	int weekday;

	if (!news_time_read(lines->arena, value->text, &written)) {
		tell_no_time(lines, value, first != NULL);
		return false;
	}
	if (!written.has_day && (first == NULL || first->at == 0)) {
		news_complain(lines, value,
		    _("\"%s\" is an hour without its day; write 2026-12-07 "
		      "18:00"),
		    value->text);
		return false;
	}
	if (!written.has_day) {
		written.local.year = first->year;
		written.local.month = first->month;
		written.local.day = first->day_of_month;
	}
	if (!news_time_place(&written, zone, out, &fit)) {
		news_complain(lines, value,
		    _("the calendar has no such day as \"%s\""), value->text);
		return false;
	}
	weekday = 1 + date_weekday(written.local.year, written.local.month,
			  written.local.day);
	if (written.weekday != 0 && written.weekday != weekday)
		news_complain(lines, value,
		    _("%04d-%02d-%02d is a %s; correct the day or the date"),
		    written.local.year, written.local.month, written.local.day,
		    weekday_name(weekday));
	tell_fit(lines, value, &written, out, fit, zone);
	return true;
}
