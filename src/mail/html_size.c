/* How large letters are, of mail/html_look.h. */
#include "mail/html_look.h"

#include <string.h>

enum {
	SIZES = 1000,        /* tenths of a point, 100 points */
	PLAIN = 110,         /* where nothing is said */
	STEPS_MAX = 200000,  /* elements to look at, of a whole page */
	HEADING_BYTES = 150, /* of its text */
	HEADING_NODES = 200,
};

static const struct {
	const char *name;
	size_t size;
} names[] = { { "x-small", 75 }, { "small", 100 }, { "medium", 120 },
	{ "large", 135 }, { "x-large", 180 }, { "xx-large", 240 } };

/* "18.0pt", "24px", "1.5em", "150%"; 0 for what is none of these. */
static size_t measure(struct str text)
{
	static const struct {
		const char *unit;
		size_t tenths; /* of a point, of ten units */
	} units[] = { { "pt", 100 }, { "px", 75 }, { "em", 1100 },
		{ "rem", 1100 }, { "%", 11 } };
	size_t n = 0;
	size_t value = 0; /* tenths */
	bool dot = false;

	for (; n < text.n && n < 6; n++) {
		if (text.p[n] == '.' && !dot) {
			dot = true;
			continue;
		}
		if (text.p[n] < '0' || text.p[n] > '9')
			break;
		value = 10 * value + (size_t)(text.p[n] - '0');
		if (dot) {
			n++;
			break;
		}
	}
	value = dot ? value : 10 * value;
	while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (str_iis(str_trim(str_from(text, n)), units[i].unit))
			return value * units[i].tenths / 100;
	return 0;
}

/* What the element says itself, 0 for nothing. */
static size_t said(const xmlNode *node)
{
	static const size_t font[] = { 75, 75, 100, 120, 135, 180, 240, 360 };
	struct str style = html_style(node, "font-size");
	const char *size = html_attribute(node, "size");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_iis(style, names[i].name))
			return names[i].size;
	if (style.n > 0)
		return measure(style);
	return html_is(node, "font") && size[0] >= '1' && size[0] <= '7'
		   ? font[size[0] - '0']
		   : 0;
}

static size_t size_of(const xmlNode *text, size_t *steps)
{
	for (const xmlNode *node = text->parent;
	     node != NULL && node->type == XML_ELEMENT_NODE && *steps > 0;
	     node = node->parent) {
		size_t size = said(node);
		(*steps)--;
		if (size > 0)
			return size < SIZES ? size : SIZES - 1;
	}
	return PLAIN;
}

static size_t words_in(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE && node->content != NULL
		   ? str_trim(str_c((const char *)node->content)).n
		   : 0;
}

void html_sizes_read(const xmlNode *root, struct html_sizes *out)
{
	size_t count[SIZES] = { 0 };
	size_t steps = STEPS_MAX / 2;
	size_t best = PLAIN;

	for (const xmlNode *node = root; node != NULL && steps > 0;
	     node = html_next(node, root)) {
		size_t n = words_in(node);
		steps--;
		if (n > 0)
			count[size_of(node, &steps)] += n;
	}
	for (size_t i = 0; i < SIZES; i++)
		if (count[i] > count[best])
			best = i;
	*out = (struct html_sizes){ .body = best, .steps = STEPS_MAX / 2 };
}

size_t html_large(const xmlNode *node, struct html_sizes *sizes)
{
	size_t smallest = SIZES;
	size_t bytes = 0;
	size_t left = HEADING_NODES;
	bool broken = false;

	for (const xmlNode *in = node; in != NULL; in = html_next(in, node)) {
		size_t n = words_in(in);
		size_t size;
		if (left-- == 0 || sizes->steps == 0)
			return 0;
		sizes->steps--;
		if (in != node &&
		    (html_is(in, "p") || html_is(in, "div") ||
			html_is(in, "table") || html_is(in, "li")))
			return 0;
		broken = broken || (bytes > 0 && html_is(in, "br"));
		if (n == 0)
			continue;
		if (broken)
			return 0;
		bytes += n;
		size = size_of(in, &sizes->steps);
		smallest = size < smallest ? size : smallest;
	}
	if (bytes == 0 || bytes > HEADING_BYTES ||
	    10 * smallest < 12 * sizes->body)
		return 0;
	return 10 * smallest >= 15 * sizes->body ? 2 : 3;
}
