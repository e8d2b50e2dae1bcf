#include "mail/qp.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/html_place.h"
#include "base/url.h"
#include "base/utf8.h"
#include "mail/header.h"

enum {
	LINE = 75,      /* and the '=' of a soft break */
	LINK_MAX = 2048 /* bytes of a link in front of a hole */
};

static const char hex[] = "0123456789ABCDEF";

/* May this byte stand for itself here? */
static bool is_plain(struct str text, size_t i, size_t column)
{
	unsigned char c = (unsigned char)text.p[i];

	if (c == ' ' || c == '\t')
		return i + 1 < text.n && text.p[i + 1] != '\n';
	if (column == 0 && (c == '.' || c == 'F'))
		return c == 'F' &&
		       !str_starts(str_from(text, i), str_c("From "));
	return c > 0x20 && c < 0x7f && c != '=';
}

/* How many bytes from i on stand for themselves and fit in the line. */
static size_t plain_run(struct str text, size_t i, size_t column)
{
	size_t n = 0;

	while (i + n < text.n && column + n < LINE &&
	       is_plain(text, i + n, column + n))
		n++;
	return n;
}

/* Encodes a text with LF line ends, keeping account of the column. */
static void encode(struct buf *out, struct str text, size_t *column)
{
	size_t i = 0;

	while (i < text.n) {
		unsigned char c = (unsigned char)text.p[i];
		char escape[3] = { '=', hex[c >> 4], hex[c & 15] };
		size_t run = plain_run(text, i, *column);

		if (run > 0) {
			(void)buf_add(out, &text.p[i], run);
			*column += run;
			i += run;
		} else if (c == '\n') {
			(void)buf_puts(out, "\r\n");
			*column = 0;
			i++;
		} else if (*column + (is_plain(text, i, *column) ? 1 : 3) >
			   LINE) {
			(void)buf_puts(out, "=\r\n");
			*column = 0;
		} else {
			(void)buf_add(out, escape, 3);
			*column += 3;
			i++;
		}
	}
}

/* Valid UTF-8 with LF line ends. */
static struct str normalise(struct arena *arena, struct str text)
{
	struct str valid =
	    utf8_valid(text) ? text : str_c(utf8_clean(arena, text));
	char *copy;
	size_t n = 0;

	if (str_findc(valid, '\r') == SIZE_MAX)
		return valid;
	copy = arena_alloc(arena, valid.n + 1);
	for (size_t i = 0; i < valid.n; i++) {
		if (valid.p[i] != '\r')
			copy[n++] = valid.p[i];
		else if (i + 1 == valid.n || valid.p[i + 1] != '\n')
			copy[n++] = '\n';
	}
	return str_n(copy, n);
}

/* The encoding of a hole behind what is written of an HTML text. */
static enum compose_encoding html_encoding(
    struct html_reader *reader, struct str so_far)
{
	enum compose_encoding encoding = COMPOSE_HTML;
	struct str value;

	switch (html_place(reader, so_far)) {
	case HTML_IN_TEXT:
	case HTML_IN_ATTRIBUTE:
		break;
	case HTML_IN_TAG:
	case HTML_IN_CODE:
		encoding = COMPOSE_NAME;
		break;
	case HTML_AT_URL:
		encoding = COMPOSE_LINK;
		break;
	case HTML_IN_URL:
		value = html_value(reader, so_far);
		encoding = str_istarts(value, str_c("mailto:")) &&
				   str_findc(value, '?') == SIZE_MAX
			       ? COMPOSE_MAILTO
			       : COMPOSE_URL;
		break;
	}
	return encoding;
}

/* The same in a plain text: behind "https://" in one word it is of a link. */
static enum compose_encoding word_encoding(struct str text, size_t at)
{
	size_t first = at > LINK_MAX ? at - LINK_MAX : 0;
	size_t start = at;

	while (start > first && !str_is_space(text.p[start - 1]))
		start--;
	return str_find(str_sub(text, start, at - start), str_c("://")) ==
		       SIZE_MAX
		   ? COMPOSE_TEXT
		   : COMPOSE_URL;
}

/* Ends an open line so that the next piece begins in column 0. */
static void soft_break(struct buf *out, size_t *column, bool *open)
{
	if (*column > 0 || *open)
		(void)buf_puts(out, "=\r\n");
	*column = 0;
	*open = false;
}

bool qp_body(struct pieces *pieces, struct str text, bool html)
{
	struct arena arena = { 0 };
	struct str all = normalise(&arena, text);
	struct piece_scan scan = { .rest = all };
	struct html_reader reader = { 0 };
	struct buf *out = &pieces->literal;
	size_t column = 0;
	size_t at = 0;
	bool open = false;  /* what fills a hole leaves its line open */
	bool ended = false; /* by a line end that is no soft one */

	while (piece_next(&scan)) {
		if (scan.text.n > 0) {
			if (scan.text.p[0] != '\n')
				soft_break(out, &column, &open);
			encode(out, scan.text, &column);
			open = false;
			ended = column == 0;
		}
		at += scan.text.n;
		if (scan.mark == HOLE_NONE)
			break;
		soft_break(out, &column, &open);
		ended = ended && scan.mark == HOLE_END && pieces->open == 0;
		if (scan.mark == HOLE_VALUE)
			pieces_hole(pieces,
			    html ? html_encoding(&reader, str_sub(all, 0, at))
				 : word_encoding(all, at),
			    scan.hole);
		else
			pieces_condition(pieces, scan.mark, scan.hole);
		open = scan.mark == HOLE_VALUE;
		at += COMPOSE_HOLE_SIZE - 1;
	}
	soft_break(out, &column, &open);
	pieces_balance(pieces);
	arena_free(&arena);
	return all.n > 0 && !ended;
}

static void escape_html(struct buf *out, struct str value)
{
	for (size_t i = 0; i < value.n; i++) {
		switch (value.p[i]) {
		case '&':
			(void)buf_puts(out, "&amp;");
			break;
		case '<':
			(void)buf_puts(out, "&lt;");
			break;
		case '>':
			(void)buf_puts(out, "&gt;");
			break;
		case '"':
			(void)buf_puts(out, "&quot;");
			break;
		case '\'':
			(void)buf_puts(out, "&#39;");
			break;
		default:
			(void)buf_putc(out, value.p[i]);
			break;
		}
	}
}

/* RFC 3986 section 2.3, and what `also` allows. */
static void escape_url(struct buf *out, struct str value, const char *also)
{
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		char low = str_lower((char)c);
		if ((low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') ||
		    (c != '\0' && strchr("-._~", c) != NULL) ||
		    (c != '\0' && strchr(also, c) != NULL))
			(void)buf_putc(out, (char)c);
		else
			(void)buf_printf(
			    out, "%%%c%c", hex[c >> 4], hex[c & 15]);
	}
}

/* What begins no attribute and calls nothing, wherever it stands. */
static void escape_name(struct buf *out, struct str value)
{
	for (size_t i = 0; i < value.n; i++) {
		char low = str_lower(value.p[i]);
		if ((low >= 'a' && low <= 'z') || (low >= '0' && low <= '9') ||
		    low == '-' || low == '_')
			(void)buf_putc(out, value.p[i]);
	}
}

/* Printable ASCII for a structured header. */
static void add_raw(struct buf *out, struct str value)
{
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		if (c < 0x20 || c == 0x7f)
			c = ' ';
		(void)buf_putc(out, (char)(c > 0x7f ? '?' : c));
	}
}

/*
 * How harmless each ASCII character is: 0 never, 1 in a structured field, 2 in
 * a text, 3 in HTML, 4 in the address of a mailto link, 5 in any URL.
 */
static const char harmless[] = "00000000000000000000000000000000"
			       "3323332233343553"
			       "5555555555332123"
			       "5555555555555555"
			       "5555555555533335"
			       "3555555555555555"
			       "5555555555533350";

/* Would the value come out as it is?  Most do.  In doubt no. */
static bool is_itself(enum compose_encoding encoding, struct str value)
{
	static const char needs[COMPOSE__MAX] = {
		[COMPOSE_RAW] = '1',
		[COMPOSE_ADDRESS] = '1',
		[COMPOSE_TEXT] = '2',
		[COMPOSE_HTML] = '3',
		[COMPOSE_LINK] = '3',
		[COMPOSE_MAILTO] = '4',
		[COMPOSE_URL] = '5',
	};
	const char need = needs[encoding];

	if (need == 0 || value.n == 0)
		return false;
	if (encoding == COMPOSE_LINK && !url_is_link(value))
		return false;
	if (need > '1' && (value.n > LINE || value.p[0] == '.' ||
			      value.p[0] == 'F' || value.p[value.n - 1] == ' '))
		return false;
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		if (c > 0x7f || harmless[c] < need)
			return false;
	}
	return true;
}

void qp_value(struct buf *out, enum compose_encoding encoding, struct str value)
{
	struct arena arena = { 0 };
	struct str text;
	struct buf escaped;
	size_t column = 0;

	if (is_itself(encoding, value)) {
		(void)buf_str(out, value);
		return;
	}
	text = normalise(&arena, value);
	buf_init(&escaped, out->max);
	switch (encoding) {
	case COMPOSE_HEADER:
		header_words(out, HEADER_LINE, text);
		goto out;
	case COMPOSE_RAW:
		add_raw(out, text);
		goto out;
	case COMPOSE_ADDRESS: /* it was checked; UTF-8 by RFC 6532 */
		(void)buf_str(out, text);
		goto out;
	case COMPOSE_TEXT:
		(void)buf_str(&escaped, text);
		break;
	case COMPOSE_LINK:
		if (url_is_link(text))
			escape_html(&escaped, text);
		break;
	case COMPOSE_HTML:
		escape_html(&escaped, text);
		break;
	case COMPOSE_URL:
		escape_url(&escaped, text, "@");
		break;
	case COMPOSE_MAILTO:
		escape_url(&escaped, text, "@+");
		break;
	case COMPOSE_NAME:
		escape_name(&escaped, text);
		break;
	case COMPOSE__MAX:
		break;
	}
	encode(out, buf_get(&escaped), &column);
	if (escaped.over)
		out->over = true;
out:
	buf_clear(&escaped);
	arena_free(&arena);
}
