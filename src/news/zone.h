/* Time zones in calendars (RFC 5545 section 3.6.5). */
#ifndef NEWS_ZONE_H
#define NEWS_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include <libical/ical.h>

/*
 * The VTIMEZONE of an IANA zone for the years of these two moments, named by
 * the zone.  Where its clocks change by one rule each year, as in most, that
 * is one STANDARD and one DAYLIGHT with a rule, which every calendar reads;
 * else each change stands for itself.  NULL for no such zone; the caller
 * frees it.
 */
icalcomponent *zone_component(const char *zone, int64_t first, int64_t last);

/*
 * The rules of a zone are read from its file again and again unless somebody
 * holds them: where many times of one zone are looked at.  NULL is fine.
 */
struct zone_hold;
struct zone_hold *zone_hold(const char *zone);
void zone_release(struct zone_hold *hold);

/* Is it UTC under one of its names? */
bool zone_is_utc(const char *zone);

/*
 * May this moment be written in the zone's local time?  Not when clocks are put
 * back and show it twice, of which programs take either; nor in an unknown
 * zone.
 */
bool zone_is_local(const char *zone, int64_t when);

#endif
