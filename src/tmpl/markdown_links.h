/* The links and images of a Markdown text, and what an image is shown as. */
#ifndef TMPL_MARKDOWN_LINKS_H
#define TMPL_MARKDOWN_LINKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct markdown_link {
	bool image;
	const char *url;   /* as it is written; "" = none */
	const char *words; /* of a link; alternative text of an image */
	size_t line;       /* from 1 */
	size_t column;     /* in characters, from 1 */
};

typedef void markdown_link_fn(void *ctx, const struct markdown_link *link);

/*
 * Calls `each` for every link and image of a text, in order; an image inside
 * a link comes before it.  Strings in the arena.
 */
void markdown_links(struct arena *arena, struct str markdown,
    markdown_link_fn *each, void *ctx);

/* An image as HTML shows it. */
struct markdown_image {
	const char *src; /* "cid:..." */
	int width;       /* in CSS pixels; 0 = not known */
	int height;
};

/* What is shown for an address of the text; false = nothing but its words. */
typedef bool markdown_image_fn(
    void *ctx, const char *url, struct markdown_image *out);

struct markdown_images {
	markdown_image_fn *find;
	void *ctx;
};

#endif
