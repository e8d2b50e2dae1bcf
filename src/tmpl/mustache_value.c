#include "tmpl/mustache_value.h"

#include <stdio.h>

#include "base/hole.h"
#include "tmpl/html_put.h"

char value_hole(const json_t *value)
{
	const struct str s =
	    str_n(json_string_value(value), json_string_length(value));
	const struct str unless = str_from(s, HOLE_MARKER);
	const struct str end =
	    str_from(s, s.n < HOLE_MARKER ? 0 : s.n - HOLE_MARKER);

	if (hole_mark(s) != HOLE_VALUE)
		return '\0';
	if (unless.n == 0 ||
	    (hole_mark(unless) == HOLE_UNLESS && unless.p[1] == s.p[1] &&
		unless.n >= end.n + HOLE_MARKER && hole_mark(end) == HOLE_END &&
		end.p[1] == s.p[1]))
		return s.p[1];
	return '\0';
}

bool value_is_true(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
	case JSON_TRUE:
		return true;
	case JSON_ARRAY:
		return json_array_size(value) > 0;
	case JSON_STRING:
		return json_string_length(value) > 0;
	case JSON_INTEGER:
		return json_integer_value(value) != 0;
	case JSON_REAL:
		return json_real_value(value) != 0.0;
	case JSON_FALSE:
	case JSON_NULL:
		return false;
	}
	return false;
}

/* One line of text that Markdown shows as it is, in a link's target too. */
static void put_markdown(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (str_findc(str_c("\\`*_[]<>&"), s.p[i]) != SIZE_MAX)
			(void)buf_putc(out, '\\');
		(void)buf_putc(out,
		    (char)(s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]));
	}
}

static void put(struct buf *out, struct str s, enum mustache_escape escape,
    enum html_place place)
{
	switch (escape) {
	case MUSTACHE_TEXT:
		(void)buf_str(out, s);
		break;
	case MUSTACHE_HTML:
		html_put(out, s, place);
		break;
	case MUSTACHE_MARKDOWN:
		put_markdown(out, s);
		break;
	}
}

void value_put(struct buf *out, const json_t *value,
    enum mustache_escape escape, enum html_place place)
{
	char number[64];

	switch (json_typeof(value)) {
	case JSON_STRING:
		/* Words in place of a hole are hidden from Markdown. */
		if (value_hole(value) != '\0' && escape == MUSTACHE_MARKDOWN)
			escape = MUSTACHE_TEXT;
		put(out,
		    str_n(json_string_value(value), json_string_length(value)),
		    escape, place);
		break;
	case JSON_INTEGER:
		(void)buf_printf(
		    out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		break;
	case JSON_REAL:
		(void)snprintf(
		    number, sizeof(number), "%.15g", json_real_value(value));
		(void)buf_puts(out, number);
		break;
	case JSON_TRUE:
		(void)buf_puts(out, "true");
		break;
	case JSON_FALSE:
		(void)buf_puts(out, "false");
		break;
	case JSON_OBJECT:
	case JSON_ARRAY:
	case JSON_NULL:
		break;
	}
}
