/* src/tmpl/markdown_links.c and markdown_node.c */
#include "tmpl/markdown_links.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "tmpl/markdown.h"

struct list {
	struct buf text;
};

static void add(void *ctx, const struct markdown_link *link)
{
	struct list *list = ctx;

	(void)buf_printf(&list->text, "%zu:%zu %s %s|%s\n", link->line,
	    link->column, link->image ? "image" : "link", link->url,
	    link->words);
}

static const struct {
	const char *markdown;
	const char *found;
} rows[] = {
	{ "no link", "" },
	{ "![a *b* `c`](d.jpg)", "1:1 image d.jpg|a b c\n" },
	{ "x\n\né ![](d%20e.jpg \"t\") f", "3:3 image d%20e.jpg|\n" },
	{ "- a\n- > [b](<c d>)\n", "2:5 link c d|b\n" },
	{ "[![p](q)](https://x.org/?a={{name}})",
	    "1:2 image q|p\n1:1 link https://x.org/?a={{name}}|p\n" },
	{ "<https://x.org> [a][b]\n\n[b]: /c",
	    "1:1 link https://x.org|https://x.org\n1:17 link /c|a\n" },
	/* From place to place, also back to where a link began. */
	{ "é [x ![p](q)](r)\n\néé [z](s) ![t](u)",
	    "1:6 image q|p\n1:3 link r|x p\n3:4 link s|z\n3:11 image u|t\n" },
	{ "`[a](b)` <img src=c>", "" },
	{ "[a](javascript:b) [c]()",
	    "1:1 link javascript:b|a\n1:19 link |c\n" },
};

static void test_links(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena = { 0 };
		struct list list;

		buf_init(&list.text, 10000);
		markdown_links(&arena, str_c(rows[i].markdown), add, &list);
		if (!str_is(buf_get(&list.text), rows[i].found))
			fail_msg("%s: [%s]", rows[i].markdown,
			    buf_get(&list.text).p);
		buf_clear(&list.text);
		arena_free(&arena);
	}
}

static bool find(void *ctx, const char *url, struct markdown_image *out)
{
	(void)ctx;
	if (strcmp(url, "a.jpg") == 0)
		*out = (struct markdown_image){ "cid:1@x.org", 600, 400 };
	else if (strcmp(url, "b.png") == 0)
		*out = (struct markdown_image){ "cid:2@x.org", 0, 0 };
	return strcmp(url, "a.jpg") == 0 || strcmp(url, "b.png") == 0;
}

static const struct {
	const char *markdown;
	const char *html; /* without styles */
} shown[] = {
	{ "![a \"*photo*\" &lt;](a.jpg)",
	    "<p><img src=\"cid:1@x.org\" alt=\"a &quot;photo&quot; &lt;\" "
	    "width=\"600\" height=\"400\" /></p>\n" },
	{ "[![](b.png \"t'\")](https://x.org)",
	    "<p><a href=\"https://x.org\"><img src=\"cid:2@x.org\" alt=\"\" "
	    "title=\"t&#39;\" /></a></p>\n" },
	{ "a ![b](https://x.org/?c&d) e",
	    "<p>a <img src=\"https://x.org/?c&amp;d\" alt=\"b\" /> e</p>\n" },
	{ "![gone & lost](c.jpg) ![](d.jpg)", "<p>[gone &amp; lost] </p>\n" },
	{ "![x](data:image/png;base64,AA) ![y](file:///etc/passwd) "
	  "![z](cid:a@b)",
	    "<p>[x] [y] [z]</p>\n" },
	{ "![\001A\002](a.jpg)",
	    "<p><img src=\"cid:1@x.org\" alt=\"\001A\002\" width=\"600\" "
	    "height=\"400\" /></p>\n" },
};

/* The styles are another module's. */
static struct str bare(struct arena *arena, struct str html)
{
	struct buf out;
	struct str made;
	size_t at;

	buf_init(&out, html.n);
	while ((at = str_find(html, str_c(" style=\""))) != SIZE_MAX) {
		(void)buf_str(&out, str_sub(html, 0, at));
		html = str_from(html, at + strlen(" style=\""));
		html = str_from(html, str_findc(html, '"') + 1);
	}
	(void)buf_str(&out, html);
	made = str_n(arena_dup(arena, buf_get(&out)), out.len);
	buf_clear(&out);
	return made;
}

static void test_images(void **state)
{
	const struct markdown_images images = { .find = find };

	(void)state;
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		struct arena arena = { 0 };
		struct err err = { 0 };
		struct str html;

		assert_int_equal(
		    markdown_html_images(&arena, str_c(shown[i].markdown),
			LANG_EN, &images, &html, &err),
		    ERR_OK);
		html = bare(&arena, html);
		if (!str_is(html, shown[i].html))
			fail_msg("%s: [%s]", shown[i].markdown, html.p);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_images),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
