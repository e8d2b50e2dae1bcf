/*
 * The lines of an edition, and what stands on those that say "key: value".
 * Columns count characters.
 */
#ifndef NEWS_LINES_H
#define NEWS_LINES_H

#include "news/news.h"

/* An edition while it is read. */
struct news_lines {
	struct arena *arena;
	struct news_problems *problems;
	const char *source;
	struct str rest; /* what was not taken yet */
	size_t number;   /* of the line taken last */
};

/* A problem in this file, with a text of printf(). */
__attribute__((format(printf, 5, 6))) void news_tell(
    const struct news_lines *lines, enum news_level level, size_t line,
    size_t column, const char *format, ...);

/* An error at the place of a value or key; none of [[what is to be written]].
 */
__attribute__((format(printf, 3, 4))) void news_complain(
    const struct news_lines *lines, const struct news_value *where,
    const char *format, ...);

/* Takes a line, without the blanks at its end. */
bool news_line_take(struct news_lines *lines, struct str *line);

/* What the next line will be; false at the end. */
bool news_line_peek(const struct news_lines *lines, struct str *line);

/* Without blanks at both ends, those that do not break too. */
struct str news_trim(struct str text);

/* How a value is read. */
enum news_sort {
	NEWS_WORDS, /* text for people: only "  # " begins a remark */
	NEWS_TOKEN, /* an address, a date: " #" does */
	NEWS_LIST   /* several, parted by commas, "[a, b]" or lines "- a" */
};

struct news_entry {
	struct news_value key; /* as the editor wrote it */
	const char *plain;     /* the same as a plain word */
	struct str line;
	struct str raw; /* all behind the colon */
	struct news_value value;
	struct news_value *items; /* of a list */
	size_t item_count;
};

/* Is this "key: value"?  Fills key, plain, line and raw. */
bool news_entry_read(
    const struct news_lines *lines, struct str line, struct news_entry *entry);

/*
 * Reads the value: `value`, and for a list `items` and their text with commas
 * as the value, from the lines that follow too.  A problem when there is none.
 */
void news_entry_value(
    struct news_lines *lines, enum news_sort sort, struct news_entry *entry);

#endif
