/* The minutes that clocks of a zone show, and the moments they are. */
#include "base/date.h"

#include <glib.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"

static GTimeZone *zone_open(const char *zone)
{
	/* GLib also reads "+02" and the like; we take names only. */
	if (zone == NULL || !g_ascii_isalpha(zone[0]))
		return NULL;
	return g_time_zone_new_identifier(zone);
}

static int64_t offset_at(GTimeZone *tz, int64_t when)
{
	int interval =
	    g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, when);

	return g_time_zone_get_offset(tz, interval);
}

int date_month_days(int year, int month)
{
	return g_date_get_days_in_month((GDateMonth)month, (GDateYear)year);
}

static bool is_date(const struct date_local *local)
{
	return local->year >= 1970 && local->year <= 9999 &&
	       local->month >= 1 && local->month <= 12 && local->day >= 1 &&
	       local->day <= date_month_days(local->year, local->month) &&
	       local->hour >= 0 && local->hour < 24 && local->minute >= 0 &&
	       local->minute < 60;
}

static int64_t days_of(int year, int month, int day)
{
	enum { DAYS_TO_1970 = 719163 }; /* from the first of January 1 */
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(
	    &date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return (int64_t)g_date_get_julian(&date) - DAYS_TO_1970;
}

int date_weekday(int year, int month, int day)
{
	enum { THURSDAY = 3 }; /* the first of January 1970 */

	return (int)(((days_of(year, month, day) + THURSDAY) % 7 + 7) % 7);
}

void date_add_days(struct date_local *local, int n)
{
	for (; n > 0; n--) {
		if (++local->day <= date_month_days(local->year, local->month))
			continue;
		local->day = 1;
		if (++local->month <= 12)
			continue;
		local->month = 1;
		local->year++;
	}
}

/*
 * When the offset changes from `before`, between two moments that are no more
 * than two days apart: clocks change once in that time at most.
 */
static int64_t change_between(
    GTimeZone *tz, int64_t early, int64_t late, int64_t before)
{
	while (late - early > 1) {
		int64_t middle = early + (late - early) / 2;
		if (offset_at(tz, middle) == before)
			early = middle;
		else
			late = middle;
	}
	return late;
}

bool date_from_local(
    const struct date_local *local, const char *zone, int64_t *when)
{
	GTimeZone *tz = is_date(local) ? zone_open(zone) : NULL;
	int64_t shown;
	int64_t before;
	int64_t after;

	if (tz == NULL)
		return false;
	shown = days_of(local->year, local->month, local->day) * CLOCK_DAY +
		local->hour * INT64_C(3600) + local->minute * INT64_C(60);
	before = offset_at(tz, shown - CLOCK_DAY);
	after = offset_at(tz, shown + CLOCK_DAY);
	/* The earlier offset holds until the change: of two it is the first. */
	if (offset_at(tz, shown - before) == before)
		*when = shown - before;
	else if (offset_at(tz, shown - after) == after)
		*when = shown - after;
	else
		*when = change_between(
		    tz, shown - CLOCK_DAY, shown + CLOCK_DAY, before);
	g_time_zone_unref(tz);
	return true;
}

bool date_to_local(int64_t when, const char *zone, struct date_local *out)
{
	GTimeZone *tz = zone_open(zone);
	GDateTime *utc = NULL;
	GDateTime *there = NULL;

	if (tz != NULL)
		utc = g_date_time_new_from_unix_utc(when);
	if (utc != NULL)
		there = g_date_time_to_timezone(utc, tz);
	if (there != NULL)
		*out = (struct date_local){
			.year = g_date_time_get_year(there),
			.month = g_date_time_get_month(there),
			.day = g_date_time_get_day_of_month(there),
			.hour = g_date_time_get_hour(there),
			.minute = g_date_time_get_minute(there),
		};
	g_clear_pointer(&utc, g_date_time_unref);
	g_clear_pointer(&tz, g_time_zone_unref);
	if (there == NULL)
		return false;
	g_date_time_unref(there);
	return true;
}

static bool digits(struct str text, size_t at, size_t n, int *out)
{
	uint64_t value;

	if (!str_u64(str_sub(text, at, n), 9999, &value))
		return false;
	*out = (int)value;
	return true;
}

bool date_parse_local(const char *text, struct date_local *out)
{
	struct str s = str_c(text);

	return s.n == 16 && text[4] == '-' && text[7] == '-' &&
	       (text[10] == ' ' || text[10] == 'T') && text[13] == ':' &&
	       digits(s, 0, 4, &out->year) && digits(s, 5, 2, &out->month) &&
	       digits(s, 8, 2, &out->day) && digits(s, 11, 2, &out->hour) &&
	       digits(s, 14, 2, &out->minute) && is_date(out);
}

void date_print_local(const struct date_local *local, char out[DATE_SIZE])
{
	(void)snprintf(out, DATE_SIZE, "%04d-%02d-%02d %02d:%02d", local->year,
	    local->month, local->day, local->hour, local->minute);
}
