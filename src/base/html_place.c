#include "base/html_place.h"

#include <stdbool.h>

#include "base/hole.h"

static bool is_letter(char c)
{
	c = str_lower(c);
	return c >= 'a' && c <= 'z';
}

/* What ends the name of an element or attribute: HTML, 13.2.5. */
static bool ends_name(char c)
{
	return str_is_space(c) || c == '/' || c == '>' || c == '=';
}

/* The last byte that is no blank; '\0' if there is none behind the '<'. */
static char before(const struct html_reader *r, struct str html)
{
	size_t at = r->seen;

	while (at > r->tag && str_is_space(html.p[at - 1]))
		at--;
	return at > r->tag ? html.p[at - 1] : '\0';
}

/* "<!--" ends at "-->"; other declarations, and what stands for one mail
   program alone as "<!--[if mso]>" does, at the next '>'. */
static bool ends_comment(const struct html_reader *r, struct str html)
{
	struct str comment = str_sub(html, r->tag, r->seen - r->tag);

	return !str_starts(comment, str_c("<!--")) ||
	       str_starts(comment, str_c("<!--[")) ||
	       str_ends(comment, str_c("--"));
}

/* The tag that ends here opens an element that holds no HTML. */
static bool opens_code(const struct html_reader *r, struct str html)
{
	static const char *const names[] = { "style", "script" };
	struct str tag = str_sub(html, r->tag + 1, r->seen - r->tag - 1);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct str rest = str_from(tag, str_c(names[i]).n);
		if (str_istarts(tag, str_c(names[i])) &&
		    (rest.n == 0 || ends_name(rest.p[0])))
			return true;
	}
	return false;
}

static void open_tag(struct html_reader *r, size_t at, enum html_state state)
{
	r->state = state;
	r->tag = at;
	r->name = at;
	r->after = at;
}

static void in_tag(struct html_reader *r, struct str html, char c)
{
	if ((c == '"' || c == '\'') && before(r, html) == '=') {
		r->state = HTML_VALUE;
		r->quote = c;
		r->value = r->seen + 1;
	} else if (c == '>') {
		r->state = opens_code(r, html) ? HTML_CODE : HTML_BETWEEN;
	} else if (c == '=') {
		r->after = r->seen;
		while (r->after > r->tag && str_is_space(html.p[r->after - 1]))
			r->after--;
		r->name = r->after;
		while (r->name > r->tag && !ends_name(html.p[r->name - 1]))
			r->name--;
	}
}

static void read_one(struct html_reader *r, struct str html, char c)
{
	switch (r->state) {
	case HTML_OPENING:
		/* "1 < 2" opens nothing; a marker stands for a value. */
		if (c == '!' || c == '?')
			r->state = HTML_COMMENT;
		else if (is_letter(c) || c == '/' || c == 1)
			r->state = HTML_TAG;
		else if (c != '<')
			r->state = HTML_BETWEEN;
		else
			r->tag = r->seen;
		break;
	case HTML_BETWEEN:
		if (c == '<')
			open_tag(r, r->seen, HTML_OPENING);
		break;
	case HTML_TAG:
		in_tag(r, html, c);
		break;
	case HTML_VALUE:
		if (c == r->quote)
			r->state = HTML_TAG;
		break;
	case HTML_COMMENT:
		if (c == '>' && ends_comment(r, html))
			r->state = HTML_BETWEEN;
		break;
	case HTML_CODE:
		if (c == '/' && html.p[r->seen - 1] == '<')
			open_tag(r, r->seen - 1, HTML_TAG);
		break;
	}
	r->seen++;
}

static enum html_place in_value(const struct html_reader *r, struct str html)
{
	static const char *const urls[] = { "href", "src", "action",
		"background", "poster", "cite", "longdesc", "formaction",
		"srcset", "data", "xlink:href" };
	struct str name = str_sub(html, r->name, r->after - r->name);

	if (str_iis(name, "style") || str_istarts(name, str_c("on")))
		return HTML_IN_CODE;
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++)
		if (str_iis(name, urls[i]))
			return html_value(r, html).n == 0 ? HTML_AT_URL
							  : HTML_IN_URL;
	return HTML_IN_ATTRIBUTE;
}

enum html_place html_place(struct html_reader *reader, struct str so_far)
{
	enum html_place place = HTML_IN_TEXT;

	while (reader->seen < so_far.n)
		read_one(reader, so_far, so_far.p[reader->seen]);
	switch (reader->state) {
	case HTML_BETWEEN:
	case HTML_COMMENT:
		break;
	case HTML_OPENING:
	case HTML_TAG:
		place = HTML_IN_TAG;
		break;
	case HTML_VALUE:
		place = in_value(reader, so_far);
		break;
	case HTML_CODE:
		place = HTML_IN_CODE;
		break;
	}
	return place;
}

struct str html_value(const struct html_reader *reader, struct str so_far)
{
	struct str value = str_n("", 0);

	if (reader->state == HTML_VALUE)
		value = str_trim(str_from(so_far, reader->value));
	/* Where a part begins that stands for some only, nothing stands. */
	while (hole_mark(value) > HOLE_VALUE)
		value = str_trim(str_from(value, HOLE_MARKER));
	return value;
}
