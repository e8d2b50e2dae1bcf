/*
 * The words of newsletter files: keys of the front matter, keys of blocks and
 * the blocks themselves, in English and French.  Letter case and accents do
 * not matter; in a key, blanks and '-' are as good as '_'.
 */
#ifndef NEWS_WORDS_H
#define NEWS_WORDS_H

#include "news/news.h"

struct news_word {
	const char *text;  /* as people write it */
	const char *plain; /* news_word_plain() of it; NULL = the same */
	int meaning;       /* of the enum; several words may share one */
	bool french;       /* and not English */
};

struct news_words {
	const struct news_word *rows; /* the main word of a meaning first */
	size_t count;
};

/* enum news_front, NEWS_LISTS being "list" and "lists". */
extern const struct news_words news_front_words;
extern const struct news_words news_key_words;  /* enum news_key */
extern const struct news_words news_kind_words; /* enum news_kind */

/* Of "default_FIELD", in both languages. */
extern const struct news_words news_default_words;

/* Lower case, without accents, parted by '_'. */
const char *news_word_plain(struct arena *arena, struct str text);

/* The row of a plain word, or NULL. */
const struct news_word *news_word_find(
    const struct news_words *words, const char *plain);

/* The main word of a meaning, in French if there is one and it is wanted. */
const char *news_word_name(
    const struct news_words *words, int meaning, bool french);

/*
 * The word that a mistyped one may be, or NULL; only those whose meaning is a
 * bit of `among`.
 */
const char *news_word_nearest(
    const struct news_words *words, const char *plain, uint32_t among);

/* Does it say yes or no, in either language? */
bool news_word_yes(struct arena *arena, const char *text, bool *yes);

/* "fr", "English", "français" */
bool news_word_language(
    struct arena *arena, const char *text, enum lang *language);

/* The status that a word says. */
bool news_word_status(
    struct arena *arena, const char *text, enum news_status *status);

#endif
