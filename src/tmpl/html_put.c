#include "tmpl/html_put.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/hole.h"
#include "base/url.h"
#include "tmpl/plain.h"

static bool is_name(char c)
{
	c = str_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_';
}

/* "fr.0.html": the name of a file beside a page, which has no scheme. */
static bool is_file_name(struct str url)
{
	for (size_t i = 0; i < url.n; i++)
		if (!is_name(url.p[i]) && url.p[i] != '.')
			return false;
	return str_findc(url, '.') != SIZE_MAX && url.p[0] != '.';
}

static bool is_url_ok(struct str url)
{
	return hole_mark(url) != HOLE_NONE || is_file_name(url) ||
	       url_is_link(url) || str_istarts(url, str_c("cid:"));
}

/* What stands for itself in any part of an address; others would begin one. */
static bool is_plain_url(char c)
{
	return (is_name(c) && (unsigned char)c < 0x80) ||
	       str_findc(str_c(".~@+/:,"), c) != SIZE_MAX;
}

static void put_url_char(struct buf *out, char c)
{
	if (is_plain_url(c))
		(void)buf_putc(out, c);
	else
		(void)buf_printf(out, "%%%02X", (unsigned char)c);
}

static void put_name_char(struct buf *out, char c)
{
	if (is_name(c))
		(void)buf_putc(out, c);
}

/* Colours, sizes and words: nothing that ends a declaration or calls. */
static void put_code_char(struct buf *out, char c)
{
	if (is_name(c) || str_findc(str_c(" #%.,"), c) != SIZE_MAX)
		(void)buf_putc(out, c);
}

/* Byte by byte, but markers as they are. */
static void put_each(
    struct buf *out, struct str value, void (*put)(struct buf *out, char c))
{
	while (value.n > 0) {
		size_t n = hole_mark(value) != HOLE_NONE ? HOLE_MARKER : 1;
		if (n == HOLE_MARKER)
			(void)buf_str(out, str_sub(value, 0, n));
		else
			put(out, value.p[0]);
		value = str_from(value, n);
	}
}

void html_put(struct buf *out, struct str value, enum html_place place)
{
	switch (place) {
	case HTML_IN_TEXT:
	case HTML_IN_ATTRIBUTE:
		plain_escape(out, value);
		break;
	case HTML_IN_TAG:
		put_each(out, value, put_name_char);
		break;
	case HTML_AT_URL:
		if (is_url_ok(value))
			plain_escape(out, value);
		break;
	case HTML_IN_URL:
		put_each(out, value, put_url_char);
		break;
	case HTML_IN_CODE:
		put_each(out, value, put_code_char);
		break;
	}
}
