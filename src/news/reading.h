/* Inside the reader: an edition, piece by piece. */
#ifndef NEWS_READING_H
#define NEWS_READING_H

#include "news/lines.h"
#include "news/words.h"

/* A list of names that an edition holds, each with its place. */
struct news_names {
	struct news_value *v;
	size_t n;
};

/* What the front matter says besides news_edition.front. */
struct news_head {
	struct news_names lists;
	struct news_names attachments;
	uint64_t topics;
	struct news_time send_at;
	bool ready;
	bool french; /* its words are */
};

/*
 * Reads the front matter.  `language` is what the file's name says, LANG__MAX
 * when it says nothing.
 */
void news_front(struct news_lines *lines, const struct news_site *site,
    enum lang language, struct news_edition *edition, struct news_head *head);

/* Reads what stands below it: blocks and the Markdown between them. */
void news_blocks(struct news_lines *lines, const struct news_site *site,
    struct news_edition *edition);

/* Says what is wrong with the values of a block, and fills what they mean. */
void news_block_check(struct news_lines *lines, const struct news_site *site,
    const struct news_edition *edition, struct news_block *block, bool french);

/* Which keys a block may have, and which it must: bits of enum news_key. */
uint32_t news_block_keys(enum news_kind kind, bool required);

/* The bits of these topics in the list's order; a problem for others. */
uint64_t news_topics(const struct news_lines *lines,
    const struct news_site *site, struct news_names names);

/*
 * Reads a day or hour of this place; a problem when it is none.  `first` is
 * whose day an hour alone takes, or NULL.
 */
bool news_moment(const struct news_lines *lines, const char *zone,
    const struct news_value *value, const struct news_time *first,
    struct news_time *out);

/* The zone that stands there, or else; a problem when there is no such. */
const char *news_zone(const struct news_lines *lines,
    const struct news_value *value, const char *fallback);

/* "a, b or c": those of the words whose meanings are bits of `among`. */
const char *news_word_list(struct arena *arena, const struct news_words *words,
    uint32_t among, bool french);

/*
 * May the file be named so?  Relative, no "..", no leading dot, nothing that
 * is an address on the web.
 */
bool news_name_ok(struct str name);

/*
 * Loads what the editions name: attachments, images of blocks and of their
 * Markdown.  `heads` has as many as there are editions.
 */
void news_files(struct arena *arena, const struct news_source *source,
    const struct news_site *site, const struct news_head *heads,
    struct news *news);

#endif
