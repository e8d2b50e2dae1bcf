/* What reading a newsletter must know of the site and its lists. */
#ifndef CORE_NEWS_SITE_H
#define CORE_NEWS_SITE_H

#include "base/arena.h"
#include "conf/conf.h"
#include "news/news.h"

/*
 * For the lists that it goes to: their topics and fields together, the rest of
 * the first one; without a list (count 0) the site's.  Strings of the
 * configuration, arrays in the arena.
 */
void news_site_of(struct arena *arena, const struct conf *conf,
    const struct conf_list *const *lists, size_t count, struct news_site *out);

/*
 * Of the topics of this site, in this language as these lists call them; an
 * array of site->topic_count in the arena.
 */
const char *const *news_site_labels(struct arena *arena,
    const struct news_site *site, const struct conf_list *const *lists,
    size_t count, enum lang language);

#endif
