#include "tmpl/style.h"

#include <string.h>

/*
 * Every '<' of a text is escaped, so a '<' and a name is an element.
 */
static const struct {
	const char *tag;
	const char *style;
} styles[] = {
	{ "<p>", "margin:0 0 16px" },
	{ "<h1>", "margin:36px 0 12px;font-size:24px;line-height:1.25" },
	{ "<h2>", "margin:36px 0 12px;font-size:22px;line-height:1.25" },
	{ "<h3>", "margin:24px 0 8px;font-size:18px;line-height:1.35" },
	{ "<h4>", "margin:24px 0 8px;font-size:16px" },
	{ "<ul>", "margin:0 0 16px;padding-left:24px" },
	{ "<ol>", "margin:0 0 16px;padding-left:28px" },
	{ "<li>", "margin:0 0 6px" },
	{ "<blockquote>", "margin:0 0 16px;padding:0 0 0 16px;border-left:3px "
			  "solid #8a9a92" },
	{ "<pre>",
	    "margin:0 0 16px;padding:12px;white-space:pre-wrap;"
	    "font-family:monospace;font-size:14px;border:1px solid #8a9a92" },
	{ "<hr />", "margin:32px 0;border:0;border-top:1px solid #8a9a92" },
	{ "<img ", "max-width:100%;height:auto;font-size:14px" },
};

static const char *style_of(struct str s, size_t *name)
{
	for (size_t i = 0; i < sizeof(styles) / sizeof(*styles); i++) {
		if (!str_starts(s, str_c(styles[i].tag)))
			continue;
		*name = strcspn(styles[i].tag, " >");
		return styles[i].style;
	}
	return NULL;
}

/* A comment tells of raw HTML that was left out: nothing for a reader. */
static struct str skip_comment(struct str html)
{
	size_t end = str_find(html, str_c("-->"));

	return end == SIZE_MAX ? html : str_from(html, end + 3);
}

void style_html(struct buf *out, struct str html)
{
	while (html.n > 0) {
		size_t at = str_findc(html, '<');
		const char *style;
		size_t name = 1;

		(void)buf_str(out, str_sub(html, 0, at));
		html = str_from(html, at);
		if (html.n == 0)
			break;
		if (str_starts(html, str_c("<!--"))) {
			html = skip_comment(str_from(html, 1));
			continue;
		}
		style = style_of(html, &name);
		(void)buf_str(out, str_sub(html, 0, name));
		if (style != NULL)
			(void)buf_printf(out, " style=\"%s\"", style);
		html = str_from(html, name);
	}
}

/* Where the tag that begins here ends: a '>' in quotes is none. */
static size_t tag_end(struct str html)
{
	char quote = '\0';

	for (size_t i = 0; i < html.n; i++) {
		char c = html.p[i];
		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return i + 1;
	}
	return html.n;
}

/* How the tags begin that get a colour of their own. */
static const char link_open[] = "<a ";
static const char heading_open[] = "<h2 ";

/* Copies the tag with the colour, unless it says its own. */
static void put_coloured(struct buf *out, struct str tag, const char *colour)
{
	static const char style[] = " style=\"";
	const bool link = str_starts(tag, str_c(link_open));
	size_t at = str_find(tag, str_c(style));
	size_t name = link ? strlen(link_open) : strlen(heading_open);

	if (at == SIZE_MAX && str_find(tag, str_c(" style=")) == SIZE_MAX) {
		(void)buf_str(out, str_sub(tag, 0, name));
		(void)buf_printf(out, "style=\"color:%s\" ", colour);
		tag = str_from(tag, name);
	} else if (!link && at != SIZE_MAX &&
		   str_find(tag, str_c("color:")) == SIZE_MAX) {
		at += strlen(style);
		(void)buf_str(out, str_sub(tag, 0, at));
		(void)buf_printf(out, "color:%s;", colour);
		tag = str_from(tag, at);
	}
	(void)buf_str(out, tag);
}

void style_colours(struct buf *out, struct str html, const char *colour)
{
	while (html.n > 0) {
		size_t at = str_findc(html, '<');
		struct str tag;

		(void)buf_str(out, str_sub(html, 0, at));
		html = str_from(html, at);
		if (!str_starts(html, str_c(link_open)) &&
		    !str_starts(html, str_c(heading_open))) {
			(void)buf_str(out, str_sub(html, 0, 1));
			html = str_from(html, 1);
			continue;
		}
		tag = str_sub(html, 0, tag_end(html));
		html = str_from(html, tag.n);
		put_coloured(out, tag, colour);
	}
}
