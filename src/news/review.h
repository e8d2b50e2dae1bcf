/*
 * What an editor would want to know of a newsletter before it leaves, as far
 * as its files alone tell it: dates that are over, links that lead nowhere,
 * fields that nobody has, what is still to be written.  What news_read() finds
 * is not told again.
 */
#ifndef NEWS_REVIEW_H
#define NEWS_REVIEW_H

#include <jansson.h>

#include "news/news.h"

struct news_review {
	const struct news *news;
	const struct news_site *site;
	const json_t *data; /* the variables that its texts may use */
	bool has_rights;    /* the site has a notice of its own */
	bool draft;         /* it does not leave yet: a mark is a warning */
	int64_t now;
	int64_t readers[LANG__MAX]; /* of each language; 0 = not known */
};

/* Adds to the problems; each sentence says what to do. */
void news_review(
    const struct news_review *review, struct news_problems *problems);

/* Parts of it, in files of their own. */
void news_review_unwritten(
    const struct news_review *review, struct news_problems *problems);
void news_review_fields(
    const struct news_review *review, struct news_problems *problems);
void news_review_links(
    const struct news_review *review, struct news_problems *problems);
void news_review_twins(
    const struct news_review *review, struct news_problems *problems);

#endif
