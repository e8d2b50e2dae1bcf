/* Where twin editions say of one thing two things. */
#ifndef NEWS_TWIN_H
#define NEWS_TWIN_H

#include "news/news.h"

/*
 * Adds warnings about blocks that are the same one in both editions
 * (news/borrow.h) and whose times, status or topics differ, and about events
 * of the same time that are not.  What stands in one edition alone is told
 * by news/review.h.
 */
void news_twin_check(const struct news_site *site, struct news *news);

#endif
