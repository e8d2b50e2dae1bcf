#include "news/zone.h"

#include <glib.h>

#include "base/str.h"

enum {
	HOUR = 60 * 60,
	DAY = 24 * HOUR,
	STEP = 7 * DAY,  /* nowhere do clocks change twice within it */
	CHANGES_MAX = 64 /* far more than some years have */
};

/* Clocks change. */
struct change {
	int64_t at; /* the first moment after it */
	int from;   /* seconds east of Greenwich */
	int to;
	const char *name; /* of the new time */
	/* The local time before it, which rules are about. */
	struct icaltimetype local;
};

static GTimeZone *zone_open(const char *zone)
{
	return zone == NULL || !g_ascii_isalpha(zone[0])
		   ? NULL
		   : g_time_zone_new_identifier(zone);
}

/* GLib shares what is open. */
struct zone_hold *zone_hold(const char *zone)
{
	return (struct zone_hold *)zone_open(zone);
}

void zone_release(struct zone_hold *hold)
{
	if (hold != NULL)
		g_time_zone_unref((GTimeZone *)hold);
}

static int interval(GTimeZone *tz, int64_t when)
{
	return g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, when);
}

static int offset(GTimeZone *tz, int64_t when)
{
	return g_time_zone_get_offset(tz, interval(tz, when));
}

/* As clocks show it that are so far east of Greenwich. */
static struct icaltimetype local_time(int64_t when, int east)
{
	struct icaltimetype t = icaltime_from_timet_with_zone(
	    (time_t)(when + east), 0, icaltimezone_get_utc_timezone());

	t.zone = NULL;
	return t;
}

/* The first moment after `from` that is in another interval than it. */
static int64_t bisect(GTimeZone *tz, int64_t from, int64_t to)
{
	const int before = interval(tz, from);

	while (to - from > 1) {
		int64_t middle = from + (to - from) / 2;
		if (interval(tz, middle) == before)
			from = middle;
		else
			to = middle;
	}
	return to;
}

static size_t find_changes(
    GTimeZone *tz, int64_t from, int64_t to, struct change changes[CHANGES_MAX])
{
	size_t n = 0;

	for (; from < to && n < CHANGES_MAX; from += STEP) {
		struct change *change = &changes[n];
		if (interval(tz, from) == interval(tz, from + STEP))
			continue;
		*change = (struct change){
			.at = bisect(tz, from, from + STEP),
			.from = offset(tz, from),
			.to = offset(tz, from + STEP),
			.name = g_time_zone_get_abbreviation(
			    tz, interval(tz, from + STEP)),
		};
		change->local = local_time(change->at, change->from);
		/* Some change but the name of the time. */
		n += change->from != change->to;
	}
	return n;
}

static void add_observance(icalcomponent *zone, const struct change *change,
    const struct icalrecurrencetype *rule)
{
	icalcomponent *part = icalcomponent_new(change->to > change->from
						    ? ICAL_XDAYLIGHT_COMPONENT
						    : ICAL_XSTANDARD_COMPONENT);

	icalcomponent_add_property(
	    part, icalproperty_new_dtstart(change->local));
	icalcomponent_add_property(
	    part, icalproperty_new_tzoffsetfrom(change->from));
	icalcomponent_add_property(
	    part, icalproperty_new_tzoffsetto(change->to));
	if (change->name != NULL && *change->name != '\0')
		icalcomponent_add_property(
		    part, icalproperty_new_tzname(change->name));
	if (rule != NULL)
		icalcomponent_add_property(part, icalproperty_new_rrule(*rule));
	icalcomponent_add_component(zone, part);
}

/* Which one of its weekdays in the month, counted from 1; -1 the last. */
static int which(const struct icaltimetype *t, bool from_end)
{
	if (from_end)
		return t->day + 7 > icaltime_days_in_month(t->month, t->year)
			   ? -1
			   : 0;
	return (t->day - 1) / 7 + 1;
}

/* Is every second one of these changes the same, a year later? */
static bool find_rule(const struct change *changes, size_t count, bool from_end,
    struct icalrecurrencetype *rule)
{
	static const char days[7][3] = { "SU", "MO", "TU", "WE", "TH", "FR",
		"SA" };
	const struct icaltimetype *first = &changes[0].local;
	const int n = which(first, from_end);
	char text[64];

	for (size_t i = 2; i < count; i += 2) {
		const struct icaltimetype *t = &changes[i].local;
		if (t->year != changes[i - 2].local.year + 1 ||
		    t->month != first->month || t->hour != first->hour ||
		    t->minute != first->minute || t->second != first->second ||
		    icaltime_day_of_week(*t) != icaltime_day_of_week(*first) ||
		    which(t, from_end) != n ||
		    changes[i].from != changes[0].from ||
		    changes[i].to != changes[0].to)
			return false;
	}
	if (n == 0)
		return false;
	(void)g_snprintf(text, sizeof(text),
	    "FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", first->month, n,
	    days[icaltime_day_of_week(*first) - 1]);
	*rule = icalrecurrencetype_from_string(text);
	return true;
}

static bool any_rule(
    const struct change *changes, size_t count, struct icalrecurrencetype *rule)
{
	return find_rule(changes, count, true, rule) ||
	       find_rule(changes, count, false, rule);
}

static void add_changes(
    icalcomponent *zone, const struct change *changes, size_t count)
{
	struct icalrecurrencetype first;
	struct icalrecurrencetype second;

	/* Three years of both are enough to know a rule. */
	if (count >= 6 && any_rule(changes, count, &first) &&
	    any_rule(changes + 1, count - 1, &second)) {
		add_observance(zone, &changes[0], &first);
		add_observance(zone, &changes[1], &second);
		return;
	}
	for (size_t i = 0; i < count; i++)
		add_observance(zone, &changes[i], NULL);
}

/* The start of the year of this moment, some years away. */
static int64_t year_start(int64_t when, int years)
{
	struct icaltimetype t = local_time(when, 0);

	t = (struct icaltimetype){
		.year = t.year + years, .month = 1, .day = 1
	};
	return icaltime_as_timet(t);
}

icalcomponent *zone_component(const char *zone, int64_t first, int64_t last)
{
	GTimeZone *tz = zone_open(zone);
	const int64_t from = year_start(first, -1);
	struct change changes[CHANGES_MAX];
	icalcomponent *out;
	size_t count;

	if (tz == NULL)
		return NULL;
	out = icalcomponent_new(ICAL_VTIMEZONE_COMPONENT);
	icalcomponent_add_property(out, icalproperty_new_tzid(zone));
	count = find_changes(tz, from, year_start(last, 2), changes);
	/* What holds before the first change, or always. */
	if (count == 0 || changes[0].at > first)
		add_observance(out,
		    &(struct change){
			.from = offset(tz, from),
			.to = offset(tz, from),
			.name = g_time_zone_get_abbreviation(
			    tz, interval(tz, from)),
			.local = local_time(from, offset(tz, from)),
		    },
		    NULL);
	add_changes(out, changes, count);
	g_time_zone_unref(tz);
	return out;
}

bool zone_is_utc(const char *zone)
{
	static const char *const names[] = { "UTC", "Etc/UTC", "GMT", "Etc/GMT",
		"Zulu", "Etc/Zulu", "UCT", "Etc/UCT", "Universal",
		"Etc/Universal" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_is(str_c(zone), names[i]))
			return true;
	return false;
}

/* Does the same local time come again, or has it been, at another offset? */
static bool comes_twice(GTimeZone *tz, int64_t when)
{
	const int now = offset(tz, when);
	const int before = offset(tz, when - INT64_C(3) * HOUR);
	const int after = offset(tz, when + INT64_C(3) * HOUR);

	return (before > now && offset(tz, when - (before - now)) == before) ||
	       (after < now && offset(tz, when + (now - after)) == after);
}

bool zone_is_local(const char *zone, int64_t when)
{
	GTimeZone *tz = zone_open(zone);
	bool once;

	if (tz == NULL)
		return false;
	once = !comes_twice(tz, when);
	g_time_zone_unref(tz);
	return once;
}
