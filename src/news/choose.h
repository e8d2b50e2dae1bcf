/*
 * What of an edition a reader gets: pure, and the same for all readers of one
 * language who want the same topics.
 */
#ifndef NEWS_CHOOSE_H
#define NEWS_CHOOSE_H

#include "news/news.h"

struct news_choice {
	const struct news_edition *edition; /* with the words */
	const struct news_edition *other;   /* its twin; NULL = none */
	uint64_t topics;                    /* that the reader wants */
	int64_t as_of; /* events that ended before are left out */
};

struct news_chosen {
	struct news_block *blocks; /* in the arena */
	size_t count;
	bool empty; /* there is nothing in it for this reader */
	bool past;  /* empty, and some of its events are over */
};

/*
 * Chooses; news/render.h says what.  Empty is what shows no block and no words
 * but headings; where blocks were left out for their topics, also greetings
 * and signatures do not count as words: paragraphs of a few words that end in
 * a comma or "!", or follow one that ends in a comma.
 */
void news_choose(struct arena *arena, const struct news_choice *choice,
    struct news_chosen *out);

#endif
