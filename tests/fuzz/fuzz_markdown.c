/*
 * A newsletter's Markdown as text with notes, as HTML with images, and its
 * links; and any text wrapped.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tmpl/markdown.h"
#include "tmpl/tmpl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool find(void *ctx, const char *url, struct markdown_image *out)
{
	(void)ctx;
	*out = (struct markdown_image){ "cid:a@b", (int)strlen(url), 7 };
	return url[0] == 'a';
}

static void each(void *ctx, const struct markdown_link *link)
{
	(void)ctx;
	if (link->line == 0 || link->column == 0 || link->url == NULL ||
	    link->words == NULL)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_n((const char *)data, size);
	const struct markdown_images images = { .find = find };
	struct arena arena = { 0 };
	struct plain_notes notes = { .arena = &arena };
	struct err err = { 0 };
	struct buf wrapped;
	struct str out;

	(void)markdown_text(&arena, text, LANG_EN, &notes, &out, &err);
	(void)markdown_text(&arena, text, LANG_FR, NULL, &out, &err);
	if (markdown_html_images(&arena, text, LANG_EN, &images, &out, &err) ==
		ERR_OK &&
	    str_ifind(out, str_c("<script")) != SIZE_MAX)
		abort();
	markdown_links(&arena, text, each, NULL);
	buf_init(&wrapped, TMPL_OUT);
	plain_wrap(&wrapped, text);
	plain_notes_list(&wrapped, &notes);
	buf_clear(&wrapped);
	arena_free(&arena);
	return 0;
}
