#include "base/date.h"

#include <glib.h>
#include <stdio.h>
#include <time.h>

#include "base/str.h"

void date_rfc5322(int64_t when, char out[DATE_SIZE])
{
	static const char days[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t t = (time_t)when;
	struct tm tm = { .tm_mday = 1 };

	(void)gmtime_r(&t, &tm);
	(void)snprintf(out, DATE_SIZE, "%s, %02d %s %d %02d:%02d:%02d +0000",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void date_iso(int64_t when, char out[DATE_SIZE])
{
	time_t t = (time_t)when;
	struct tm tm = { .tm_mday = 1 };

	(void)gmtime_r(&t, &tm);
	(void)strftime(out, DATE_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static GTimeZone *zone_open(const char *zone)
{
	/* GLib also reads "+02" and the like; we take names only. */
	if (zone == NULL || !g_ascii_isalpha(zone[0]))
		return NULL;
	return g_time_zone_new_identifier(zone);
}

bool date_zone_exists(const char *zone)
{
	GTimeZone *tz = zone_open(zone);

	if (tz == NULL)
		return false;
	g_time_zone_unref(tz);
	return true;
}

static GDateTime *local(int64_t when, GTimeZone *tz)
{
	GDateTime *utc = g_date_time_new_from_unix_utc(when);
	GDateTime *there;

	if (utc == NULL)
		return NULL;
	there = g_date_time_to_timezone(utc, tz);
	g_date_time_unref(utc);
	return there;
}

/*
 * The first second of the day.  Where the clock is put back at midnight this
 * is the earlier of two; where it is put forward, the first one that exists.
 */
static int64_t day_start(GTimeZone *tz, const GDate *day)
{
	enum { DAYS_TO_1970 = 719163 }; /* from the first of January 1 */
	gint64 local_time =
	    ((gint64)g_date_get_julian(day) - DAYS_TO_1970) * 86400;
	int interval =
	    g_time_zone_adjust_time(tz, G_TIME_TYPE_DAYLIGHT, &local_time);

	return local_time - g_time_zone_get_offset(tz, interval);
}

bool date_local_day(int64_t when, const char *zone, char out[DATE_SIZE])
{
	GTimeZone *tz = zone_open(zone);
	GDateTime *there = tz == NULL ? NULL : local(when, tz);

	if (there != NULL) {
		(void)snprintf(out, DATE_SIZE, "%04d-%02d-%02d",
		    g_date_time_get_year(there), g_date_time_get_month(there),
		    g_date_time_get_day_of_month(there));
		g_date_time_unref(there);
	}
	if (tz != NULL)
		g_time_zone_unref(tz);
	return there != NULL;
}

bool date_local_minute(int64_t when, const char *zone, int *minute)
{
	GTimeZone *tz = zone_open(zone);
	GDateTime *there = tz == NULL ? NULL : local(when, tz);

	if (there != NULL) {
		*minute = g_date_time_get_hour(there) * 60 +
			  g_date_time_get_minute(there);
		g_date_time_unref(there);
	}
	if (tz != NULL)
		g_time_zone_unref(tz);
	return there != NULL;
}

static void move_to_start(GDate *day, enum date_period period)
{
	switch (period) {
	case DATE_DAY:
		break;
	case DATE_WEEK:
		g_date_subtract_days(
		    day, (guint)g_date_get_weekday(day) - G_DATE_MONDAY);
		break;
	case DATE_MONTH:
		g_date_set_day(day, 1);
		break;
	}
}

static void move_to_next(GDate *day, enum date_period period)
{
	switch (period) {
	case DATE_DAY:
		g_date_add_days(day, 1);
		break;
	case DATE_WEEK:
		g_date_add_days(day, 7);
		break;
	case DATE_MONTH:
		g_date_add_months(day, 1);
		break;
	}
}

bool date_period(int64_t when, enum date_period period, const char *zone,
    int64_t *start, int64_t *next)
{
	GTimeZone *tz = zone_open(zone);
	GDateTime *there = tz == NULL ? NULL : local(when, tz);
	GDate day;

	if (there != NULL) {
		g_date_clear(&day, 1);
		g_date_set_dmy(&day,
		    (GDateDay)g_date_time_get_day_of_month(there),
		    (GDateMonth)g_date_time_get_month(there),
		    (GDateYear)g_date_time_get_year(there));
		move_to_start(&day, period);
		*start = day_start(tz, &day);
		move_to_next(&day, period);
		*next = day_start(tz, &day);
		g_date_time_unref(there);
	}
	if (tz != NULL)
		g_time_zone_unref(tz);
	return there != NULL;
}

bool date_parse_day(const char *text, const char *zone, int64_t *when)
{
	struct str s = str_c(text);
	uint64_t y;
	uint64_t m;
	uint64_t d;
	GTimeZone *tz;
	GDate day;

	if (s.n != 10 || text[4] != '-' || text[7] != '-' ||
	    !str_u64(str_sub(s, 0, 4), 9999, &y) ||
	    !str_u64(str_sub(s, 5, 2), 12, &m) ||
	    !str_u64(str_sub(s, 8, 2), 31, &d))
		return false;
	if (y < 1970 ||
	    !g_date_valid_dmy((GDateDay)d, (GDateMonth)m, (GDateYear)y))
		return false;
	tz = zone_open(zone);
	if (tz == NULL)
		return false;
	g_date_clear(&day, 1);
	g_date_set_dmy(&day, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
	*when = day_start(tz, &day);
	g_time_zone_unref(tz);
	return true;
}
