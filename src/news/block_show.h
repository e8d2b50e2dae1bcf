/* What the modules that show blocks (news/blocks.h) share. */
#ifndef NEWS_BLOCK_SHOW_H
#define NEWS_BLOCK_SHOW_H

#include "news/blocks.h"

/* The work on one variant. */
struct block_show {
	struct arena *arena;
	const struct news_view *view;
	struct err *err;
	int level; /* of the heading that blocks stand under; 0 = none yet */
};

/* Sets a string; NULL is "". */
void show_set(json_t *row, const char *key, const char *value);
void show_str(json_t *row, const char *key, struct str value);

/* A string of the row, copied: the key may be set anew. */
const char *show_get(
    struct block_show *show, const json_t *row, const char *key);

/*
 * Sets all keys of the block by their names, fields filled in, and what the
 * header of blocks.h names besides, but neither body nor links.
 */
enum err_code show_keys(
    struct block_show *show, const struct news_block *block, json_t *row);

/* Sets html and text. */
enum err_code show_body(
    struct block_show *show, const struct news_block *block, json_t *row);

/* The body as Markdown, its fields filled in. */
enum err_code show_filled(
    struct block_show *show, const struct news_block *block, struct str *out);

/*
 * Sets KEY and KEY_mark to a link that is safe to follow, else to "".  It may
 * take the next note of the text.
 */
void show_link(
    struct block_show *show, json_t *row, const char *key, const char *url);

/* An e-mail address without a name, normalised; NULL = it is none. */
const char *show_address(struct arena *arena, struct str text);

/* A run of events; sets `events`. */
enum err_code show_agenda(struct block_show *show,
    const struct news_block *blocks, size_t count, json_t *row);

/* Sets columns, rows, wide, stacked and text. */
enum err_code show_table(
    struct block_show *show, const struct news_block *block, json_t *row);

/* Markdown of a block as HTML; images that it names are those of the mail. */
enum err_code show_html(struct block_show *show, const struct news_block *block,
    struct str markdown, struct str *out);

/* Sets src, width and height. */
void show_image(
    struct block_show *show, const struct news_block *block, json_t *row);

#endif
