/*
 * How blocks become what the templates blocks.html and blocks.txt show: an
 * array for Mustache, in which nothing is left to decide but words and looks.
 *
 * Each row has one of the keys below; the others are false.  Values that are
 * not set are "", so that no name is looked up further out.  In all of them
 * html and text are the block's body, foreign its language ("en") when that is
 * not the reader's, foreign_mark the words for it (" (en anglais)") when the
 * block is borrowed, reader the language of the reader, byline who wrote it and
 * the labels of its topics, level that of its heading, rule the line under its
 * title in the text, NAME_mark how the link NAME is shown in text.
 *
 *   markdown     html, text
 *   item         title, author, link, link_text, rights
 *   publication  the same, publisher, date
 *   call         the same, deadline
 *   partner      name, link
 *   button       link, link_text
 *   image        src, alt, caption, link, width, height
 *   table        caption, columns, rows, wide, stacked, text (see
 *                block_table.c)
 *   agenda       events: title, when, place, place_link, organiser, language,
 *                link, link_text, registration, registration_link,
 *                registration_address, cancelled, tentative, rights
 */
#ifndef NEWS_BLOCKS_H
#define NEWS_BLOCKS_H

#include <jansson.h>

#include "news/news.h"
#include "tmpl/plain.h"

/* For whom blocks are shown. */
struct news_view {
	const struct news *news; /* names of its editions, images */
	const struct news_site *site;
	/* Of site->topics, in the reader's language. */
	const char *const *topic_labels;
	enum lang language;        /* the reader's: of labels and dates */
	const json_t *data;        /* what fields are filled in with */
	int64_t as_of;             /* events that ended before are left out */
	struct plain_notes *notes; /* of links in the text; NULL = none */
};

/* Is this moment, or the whole of this day, over? */
bool news_time_over(const struct news_time *time, int64_t as_of);

/* Did it end before this moment?  Such events are shown nowhere. */
bool news_event_over(const struct news_event *event, int64_t as_of);

/*
 * The events that are not, by their start; those of the same moment stay as
 * they were written.
 */
const struct news_block **news_events_ahead(struct arena *arena,
    const struct news_block *blocks, size_t count, int64_t as_of,
    size_t *ahead);

/*
 * The blocks of one variant, in order; events that follow each other become
 * one agenda, sorted by their start.  *out is a new reference.  ERR_INPUT
 * ("FILE:LINE:COLUMN: sentence") for an unknown field, ERR_LIMIT.
 */
enum err_code news_blocks_json(struct arena *arena,
    const struct news_view *view, const struct news_block *blocks, size_t count,
    json_t **out, struct err *err);

#endif
