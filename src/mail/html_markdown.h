/*
 * HTML of a formatted mail as Markdown: paragraphs, headings, bold and italic,
 * links, lists, quotations, code, images of the mail itself.  The rest is its
 * text.
 */
#ifndef MAIL_HTML_MARKDOWN_H
#define MAIL_HTML_MARKDOWN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

/* An image of the mail: what HTML calls "cid:ID", and its file name. */
struct html_image {
	const char *id;
	const char *name;
};

/*
 * `html` is UTF-8; NULL when it would be more than `max` bytes.  What would be
 * Markdown by chance is escaped, but for {{fields}}.  Images from elsewhere are
 * their alt text.
 */
char *html_markdown(struct arena *arena, struct str html,
    const struct html_image *images, size_t image_count, size_t max);

/* An image that no page shows, by its name, "" where that is none. */
char *html_markdown_image(struct arena *arena, const char *name);

#endif
