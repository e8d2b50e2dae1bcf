/* Dates as mail writes them, and calendar periods in a named time zone. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/lang.h"

enum { DATE_SIZE = 64 };

enum date_period {
	DATE_DAY,
	DATE_WEEK, /* begins on Monday */
	DATE_MONTH
};

/* RFC 5322 section 3.3 in UTC: "Sun, 22 Nov 2026 10:00:00 +0000". */
void date_rfc5322(int64_t when, char out[DATE_SIZE]);

/* RFC 3339 in UTC: "2026-11-22T10:00:00Z". */
void date_iso(int64_t when, char out[DATE_SIZE]);

/* "2026-11-22" in the zone (an IANA name; false for an unknown one). */
bool date_local_day(int64_t when, const char *zone, char out[DATE_SIZE]);

/* The minute of the local day, 0 to 1439; false for an unknown zone. */
bool date_local_minute(int64_t when, const char *zone, int *minute);

/* Is this the name of a time zone on this machine? */
bool date_zone_exists(const char *zone);

/*
 * The start of the period that holds `when`, and of the next one, in the
 * zone's local time: start <= when < next, also where the clock is put
 * forward or back at midnight.  False for an unknown zone.
 */
bool date_period(int64_t when, enum date_period period, const char *zone,
    int64_t *start, int64_t *next);

/* The start of "YYYY-MM-DD" in the zone; false when it is no date. */
bool date_parse_day(const char *text, const char *zone, int64_t *when);

/* A minute as the clocks of a zone show it. */
struct date_local {
	int year;
	int month; /* 1 to 12 */
	int day;   /* of the month, from 1 */
	int hour;
	int minute;
};

/*
 * The moment of a local minute.  One that does not exist, because the clock
 * is put forward, is the next one that does; of one that comes twice it is
 * the first.  False for an unknown zone or an impossible date.
 */
bool date_from_local(
    const struct date_local *local, const char *zone, int64_t *when);

/* The other way; false for an unknown zone. */
bool date_to_local(int64_t when, const char *zone, struct date_local *out);

/*
 * "2026-12-07 18:00", "2026-12-07T18:00"; false when it is no such text or no
 * date (years from 1970 on).
 */
bool date_parse_local(const char *text, struct date_local *out);

/* "2026-12-07 18:00". */
void date_print_local(const struct date_local *local, char out[DATE_SIZE]);

/* Of the proleptic Gregorian calendar: 0 = Monday ... 6 = Sunday. */
int date_weekday(int year, int month, int day);
int date_month_days(int year, int month);

/* `n` days later (0 or more), at the same hour. */
void date_add_days(struct date_local *local, int n);

/* "décembre", "December": of months from 1 to 12. */
const char *date_month_name(int month, enum lang language);

/* "lundi", "Monday": of date_weekday(). */
const char *date_weekday_name(int weekday, enum lang language);

#endif
