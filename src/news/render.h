/*
 * One variant of a newsletter as a mail: which blocks its readers see, in
 * which order, inside which template.
 *
 * A reader gets the edition in their language, else the other one; blocks that
 * stand in the other edition alone are borrowed.  They get the blocks without
 * topics and those with one of theirs, and nothing at all when the front
 * matter names topics and none is theirs.  A heading that has nothing left
 * below it is left out, and events that are over.
 */
#ifndef NEWS_RENDER_H
#define NEWS_RENDER_H

#include <jansson.h>

#include "news/news.h"
#include "tmpl/tmpl.h"

/* For whom, and what with. */
struct news_variant {
	const struct news *news;
	const struct news_site *site;
	const char *const *topic_labels; /* of the site's topics, to be shown */
	enum lang language;              /* the reader's */
	uint64_t topics;                 /* of the site's, that they want */
	int64_t as_of;
	const struct tmpl_place *place;
	/* Variables of the template and fields of the texts. */
	json_t *data;
};

struct news_rendered {
	bool empty; /* there is nothing for them; only `past` is set then */
	bool past;  /* because its events are over */
	struct tmpl_mail mail;
	const struct news_file **files; /* images in it, and attachments */
	size_t file_count;
	struct str calendar; /* text/calendar of its events; empty = none */
};

/* Which edition has the words for this language; NULL = there is none. */
const struct news_edition *news_edition_for(
    const struct news *news, enum lang language);

/* A value of that edition, or of its twin where it says nothing. */
const struct news_value *news_front_of(
    const struct news *news, enum lang language, enum news_front key);

/*
 * Renders it inside the template of its front matter, else `newsletter`, which
 * has besides `data`: subject, preheader, date (in words), rights (its own,
 * else the site's), words_lang (the language of the words where it is not the
 * template's, else ""), show_title, contents and has_contents
 * (news/contents.h), blocks (news/blocks.h), what the partials
 * blocks.txt and blocks.html make of these as body_text and body_html, and
 * notes, the addresses behind the numbers of the text, which end body_text.
 * Strings in the arena.  ERR_INPUT ("FILE:LINE:COLUMN: sentence")
 * for a field that is not known or a template that is wrong, ERR_NOT_FOUND
 * for a template that is not there, ERR_LIMIT.
 */
enum err_code news_render(struct arena *arena,
    const struct news_variant *variant, struct news_rendered *out,
    struct err *err);

/*
 * Its subject and its words alone as text, for archives and digests: what
 * stands in the blocks, without the template.  "" when it is empty.
 */
enum err_code news_words(struct arena *arena,
    const struct news_variant *variant, struct str *subject, struct str *words,
    struct err *err);

#endif
