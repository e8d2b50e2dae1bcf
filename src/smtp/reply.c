#include "smtp/reply.h"

#include <string.h>

void reply_begin(struct reply_parser *parser)
{
	*parser = (struct reply_parser){ .state = REPLY_MORE };
}

/* The length of an "N.N.N" of this class at the start; 0 if there is none. */
static size_t enhanced_length(struct str text, char class)
{
	size_t at = 2;

	if (text.n < 5 || text.p[0] != class || text.p[1] != '.')
		return 0;
	for (int part = 0; part < 2; part++) {
		size_t start = at;
		while (
		    at < text.n && at - start < 3 && str_is_digit(text.p[at]))
			at++;
		if (at == start)
			return 0;
		if (part == 0 && (at == text.n || text.p[at++] != '.'))
			return 0;
	}
	return at == text.n || text.p[at] == ' ' ? at : 0;
}

static void add_char(struct reply_parser *parser, char c)
{
	char *text = parser->reply.text;

	if (parser->text_len == sizeof(parser->reply.text) - 1) {
		for (size_t i = 1; i <= 3; i++)
			text[parser->text_len - i] = '.';
		return;
	}
	text[parser->text_len++] = c >= ' ' && c <= '~' ? c : '?';
}

static void add_words(struct reply_parser *parser, struct str words)
{
	words = str_trim(words);
	if (words.n > 0 && parser->text_len > 0)
		add_char(parser, ' ');
	for (size_t i = 0; i < words.n; i++)
		add_char(parser, words.p[i]);
}

static void take_line(struct reply_parser *parser)
{
	struct str line = { parser->line, parser->line_len };
	struct smtp_reply *reply = &parser->reply;
	size_t n;

	parser->line_len = 0;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (line.n < 3 || line.p[0] < '2' || line.p[0] > '5' ||
	    !str_is_digit(line.p[1]) || !str_is_digit(line.p[2]) ||
	    (line.n > 3 && line.p[3] != ' ' && line.p[3] != '-')) {
		parser->state = REPLY_BAD;
		return;
	}
	reply->code = (line.p[0] - '0') * 100 + (line.p[1] - '0') * 10 +
		      (line.p[2] - '0');
	if (line.n == 3 || line.p[3] == ' ')
		parser->state = REPLY_DONE;
	n = enhanced_length(str_from(line, 4), line.p[0]);
	if (n > 0 && n < sizeof(reply->enhanced)) {
		memcpy(reply->enhanced, line.p + 4, n);
		reply->enhanced[n] = '\0';
	}
	add_words(parser, str_from(line, 4 + n));
}

size_t reply_feed(struct reply_parser *parser, struct str bytes)
{
	size_t i;

	for (i = 0; i < bytes.n && parser->state == REPLY_MORE; i++) {
		if (++parser->bytes > REPLY_BYTES_MAX)
			parser->state = REPLY_BAD;
		else if (bytes.p[i] == '\n')
			take_line(parser);
		else if (parser->line_len < sizeof(parser->line))
			parser->line[parser->line_len++] = bytes.p[i];
	}
	return i;
}
