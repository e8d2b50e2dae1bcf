/*
 * Days, hours and languages as people say them, in French with its no-break
 * spaces and in English.  Nothing here knows a zone's rules: moments come with
 * their local time.
 */
#ifndef NEWS_SPOKEN_H
#define NEWS_SPOKEN_H

#include "news/news.h"

/*
 * "lundi 7 décembre 2026, 18 h – 20 h (heure de Paris)", "Monday 7 December
 * 2026, 6–8 pm (Paris time)"; several days, whole days, and events without an
 * end.  The zone is named when asked for, and never for whole days.
 */
const char *spoken_when(struct arena *arena, const struct news_event *event,
    enum lang language, bool zone);

/*
 * The same event by the clocks of another zone, whose local times stand in
 * `there`: "soit 18 h – 20 h (heure de Paris)", with the day if it is another.
 */
const char *spoken_also(struct arena *arena, const struct news_event *event,
    const struct news_event *there, enum lang language);

/* "mercredi 20 janvier 2027", ", 12 h" if it is no whole day; "" if unset. */
const char *spoken_moment(
    struct arena *arena, const struct news_time *t, enum lang language);

/*
 * A day or month that somebody wrote as "2026-11-03" or "2026-11": "3 novembre
 * 2026", "novembre 2026"; anything else is given back, NULL as "".
 */
const char *spoken_published(
    struct arena *arena, const char *text, enum lang language);

/*
 * "français" for "fr", "French" or lists of such; as it was written when
 * anything else is said.
 */
const char *spoken_language(
    struct arena *arena, const char *text, enum lang language);

/* " (en anglais)": after what stands in another language than the reader's. */
const char *spoken_foreign(enum lang foreign, enum lang language);

#endif
