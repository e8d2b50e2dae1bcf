#include "tmpl/mustache_context.h"

#include <stdint.h>

#include "tmpl/plain.h"

enum { MARKER = 3 /* bytes */ };

static bool is_name(char c)
{
	c = str_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_';
}

static bool is_url_name(struct str name)
{
	static const char *const names[] = { "href", "src", "action",
		"background", "poster", "cite", "longdesc", "formaction",
		"srcset", "data", "xlink:href" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_iis(name, names[i]))
			return true;
	return false;
}

/* The attribute name in front of the '=' at `at`. */
static struct str name_before(struct str tag, size_t at)
{
	size_t from;

	while (at > 0 && str_is_space(tag.p[at - 1]))
		at--;
	from = at;
	while (from > 0 && (is_name(tag.p[from - 1]) || tag.p[from - 1] == ':'))
		from--;
	return str_sub(tag, from, at - from);
}

static void read_in_tag(struct html_reader *r, char c)
{
	const size_t at = r->seen - r->tag;

	if (r->quote != '\0') {
		r->quote = c == r->quote ? '\0' : r->quote;
	} else if (c == '"' || c == '\'') {
		r->quote = c;
		r->value = at + 1;
	} else if (c == '=') {
		r->equals = at;
	} else if (c == '>') {
		r->in_tag = false;
	}
}

static void read_one(struct html_reader *r, char c)
{
	if (r->in_tag)
		read_in_tag(r, c);
	else if (c == '<')
		*r = (struct html_reader){ .seen = r->seen,
			.in_tag = true,
			.tag = r->seen,
			.equals = SIZE_MAX };
	r->seen++;
}

enum html_context html_context(struct html_reader *reader, struct str so_far)
{
	struct str tag;

	while (reader->seen < so_far.n)
		read_one(reader, so_far.p[reader->seen]);
	tag = str_from(so_far, reader->tag);
	/* What begins with "<!" is a comment. */
	if (!reader->in_tag || (tag.n > 1 && tag.p[1] == '!'))
		return HTML_IN_TEXT;
	if (reader->quote == '\0')
		return HTML_IN_TAG;
	if (reader->equals == SIZE_MAX ||
	    !is_url_name(name_before(tag, reader->equals)))
		return HTML_IN_ATTRIBUTE;
	return str_trim(str_from(tag, reader->value)).n == 0 ? HTML_AT_URL
							     : HTML_IN_URL;
}

/* 0x01, a letter, 0x02 to 0x05. */
static bool is_marker(struct str s)
{
	return s.n >= MARKER && s.p[0] == 1 && s.p[1] >= 'A' && s.p[1] <= 'Z' &&
	       s.p[2] >= 2 && s.p[2] <= 5;
}

/* "fr.0.html": the name of a file beside a page, which has no scheme. */
static bool is_file_name(struct str url)
{
	for (size_t i = 0; i < url.n; i++)
		if (!is_name(url.p[i]) && url.p[i] != '.')
			return false;
	return url.n > 0 && url.p[0] != '.';
}

static bool is_url_ok(struct str url)
{
	static const char *const schemes[] = { "http://", "https://",
		"mailto:", "cid:" };

	if (is_marker(url) || is_file_name(url))
		return true;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (str_istarts(url, str_c(schemes[i])))
			return true;
	return false;
}

/* What stands for itself in any part of an address; others would begin one. */
static bool is_plain_url(char c)
{
	return (is_name(c) && (unsigned char)c < 0x80) ||
	       str_findc(str_c(".~@+/:,"), c) != SIZE_MAX;
}

static void put_url_part(struct buf *out, struct str value)
{
	while (value.n > 0) {
		if (is_marker(value)) {
			(void)buf_str(out, str_sub(value, 0, MARKER));
			value = str_from(value, MARKER);
			continue;
		}
		if (is_plain_url(value.p[0]))
			(void)buf_putc(out, value.p[0]);
		else
			(void)buf_printf(
			    out, "%%%02X", (unsigned char)value.p[0]);
		value = str_from(value, 1);
	}
}

static void put_names(struct buf *out, struct str value)
{
	for (size_t i = 0; i < value.n; i++)
		if (is_name(value.p[i]))
			(void)buf_putc(out, value.p[i]);
}

void html_context_put(
    struct buf *out, struct str value, enum html_context context)
{
	switch (context) {
	case HTML_IN_TEXT:
	case HTML_IN_ATTRIBUTE:
		plain_escape(out, value);
		break;
	case HTML_IN_TAG:
		put_names(out, value);
		break;
	case HTML_AT_URL:
		if (is_url_ok(value))
			plain_escape(out, value);
		break;
	case HTML_IN_URL:
		put_url_part(out, value);
		break;
	}
}
