/*
 * Any HTML of a mail as Markdown: within its bound, text that the parser of
 * Markdown reads, with no link but to the web or a mailbox.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "mail/html_markdown.h"
#include "tmpl/markdown.h"

enum { TEXT_MAX = 65536 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void each(void *ctx, const struct markdown_link *link)
{
	(void)ctx;
	if (link->url == NULL ||
	    str_istarts(str_c(link->url), str_c("javascript:")) ||
	    str_istarts(str_c(link->url), str_c("data:")) ||
	    str_istarts(str_c(link->url), str_c("file:")))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct html_image images[] = { { "a@b", "a b.png" } };
	struct str html = str_n((const char *)data, size);
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct str out;
	const char *text;

	if (utf8_valid(html) && memchr(data, 0, size) == NULL) {
		text = html_markdown(&arena, html, images, 1, TEXT_MAX);
		if (strlen(text) > TEXT_MAX + 16 || !utf8_valid(str_c(text)))
			abort();
		markdown_links(&arena, str_c(text), each, NULL);
		if (markdown_text(&arena, str_c(text), LANG_EN, NULL, &out,
			&err) == ERR_OK &&
		    out.n > 16 * (size_t)TEXT_MAX)
			abort();
	}
	arena_free(&arena);
	return 0;
}
