/*
 * Days and hours as editors write them: "2026-12-07 18:00", "7 décembre 2026
 * 18 h", "December 7, 2026 6 pm", a day or an hour alone, "+02:00" or "UTC"
 * behind them.  Days in figures alone stand year first: 07/12 is two days.
 */
#ifndef NEWS_TIME_H
#define NEWS_TIME_H

#include "base/date.h"
#include "news/news.h"

/* What was written, not yet in a zone. */
struct news_written {
	bool has_day;
	bool has_hour;
	bool has_offset;
	int offset;  /* of local time, in seconds east of Greenwich */
	int weekday; /* that was written too, 1 = Monday; 0 = none */
	struct date_local local;
};

/* False when the text is no day, hour or both. */
bool news_time_read(
    struct arena *arena, const char *text, struct news_written *out);

enum news_fit {
	NEWS_ONCE,
	NEWS_TWICE,  /* the clocks go back: the first of the two is meant */
	NEWS_SKIPPED /* they go forward: the next minute that there is */
};

/*
 * When that is in the zone.  The day is there (has_day); *fit is about hours
 * without an offset.  False when the calendar has no such day.
 */
bool news_time_place(const struct news_written *written, const char *zone,
    struct news_time *out, enum news_fit *fit);

/*
 * What somebody should know of an hour that the clocks show twice or never,
 * in the arena; NULL where they show it once.
 */
const char *news_fit_words(struct arena *arena, enum news_fit fit,
    const struct date_local *written, const struct news_time *taken,
    const char *zone);

#endif
