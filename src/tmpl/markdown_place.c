#include "tmpl/markdown_place.h"

#include <stdint.h>

static bool go_down(struct markdown_place *place)
{
	struct str rest = str_from(place->text, place->start);
	size_t end = str_findc(rest, '\n');

	if (end == SIZE_MAX)
		return false;
	place->start += end + 1;
	place->line++;
	place->bytes = place->before = 0;
	return true;
}

static void go_up(struct markdown_place *place)
{
	size_t start = place->start - 1;

	while (start > 0 && place->text.p[start - 1] != '\n')
		start--;
	place->start = start;
	place->line--;
	place->bytes = place->before = 0;
}

static bool begins_character(const struct markdown_place *place, size_t byte)
{
	return ((unsigned char)place->text.p[place->start + byte] & 0xc0) !=
	       0x80;
}

static void go_to(struct markdown_place *place, size_t line)
{
	while (place->line < line && go_down(place))
		;
	while (place->line > line && place->line > 1)
		go_up(place);
}

struct str markdown_line(struct markdown_place *place, size_t line)
{
	struct str rest;
	struct str out;

	go_to(place, line);
	rest = str_from(place->text, place->start);
	return str_line(&rest, &out) ? out : str_n("", 0);
}

size_t markdown_column(struct markdown_place *place, size_t line, size_t byte)
{
	size_t most;

	go_to(place, line);
	most = place->text.n - place->start;
	for (; place->bytes + 1 < byte && place->bytes < most; place->bytes++)
		place->before += begins_character(place, place->bytes);
	for (; place->bytes + 1 > byte && place->bytes > 0; place->bytes--)
		place->before -= begins_character(place, place->bytes - 1);
	return place->before + 1;
}
