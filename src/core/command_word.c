#include "core/command_word.h"

#include <glib.h>
#include <string.h>

#include "base/utf8.h"
#include "core/lexicon.h"

enum { NEAR_LENGTH = 7 }; /* shorter words have too many neighbours */

/* Blanks of typography, and the dashes that stand for a minus. */
static char *plain(struct arena *arena, struct str line)
{
	static const struct {
		const char *sign;
		char as;
	} signs[] = { { "\xc2\xa0", ' ' }, { "\xe2\x80\xaf", ' ' },
		{ "\xe2\x80\x89", ' ' }, { "\xe2\x88\x92", '-' },
		{ "\xe2\x80\x93", '-' }, { "\xe2\x80\x94", '-' },
		{ "\xe2\x80\x91", '-' }, { "\xef\xbc\x8b", '+' } };
	char *text = arena_dup(arena, line);

	for (char *p = text; *p != '\0'; p++) {
		for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
			size_t n = strlen(signs[i].sign);
			if (strncmp(p, signs[i].sign, n) != 0)
				continue;
			*p = signs[i].as;
			memmove(p + 1, p + n, strlen(p + n) + 1);
		}
		if (*p == '\t' || *p == '\r' || *p == '\n')
			*p = ' ';
	}
	return text;
}

bool command_word_is_address(const char *word)
{
	const char *at = strchr(word, '@');

	return at != NULL && at != word && strchr(at, '.') != NULL;
}

bool command_word_same(const char *word, struct str wanted)
{
	char copy[64];

	if (str_is(wanted, word))
		return true;
	if (wanted.n < NEAR_LENGTH || wanted.n >= sizeof(copy) ||
	    strlen(word) + 1 < wanted.n)
		return false;
	memcpy(copy, wanted.p, wanted.n);
	copy[wanted.n] = '\0';
	return lexicon_near(word, copy);
}

/* 15/08, 15.08.2027, 2027-08-15: two or three numbers. */
static bool is_date(struct str chunk)
{
	size_t parts = 1;

	for (size_t i = 0; i < chunk.n; i++) {
		if (g_ascii_isdigit(chunk.p[i]))
			continue;
		if (strchr("/.-", chunk.p[i]) == NULL || i == 0 ||
		    i + 1 == chunk.n || !g_ascii_isdigit(chunk.p[i + 1]))
			return false;
		parts++;
	}
	return parts == 2 || parts == 3;
}

static void add(struct arena *arena, struct command_words *out, struct str raw,
    char mark, bool whole)
{
	if (out->n == COMMAND_WORDS_MAX) {
		out->over = true;
		return;
	}
	out->v[out->n] = whole ? arena_dup(arena, raw) : utf8_fold(arena, raw);
	out->raw[out->n] = raw;
	out->mark[out->n] = mark;
	out->colon[out->n] = false;
	out->n++;
}

/* The end of the run of letters and digits at p. */
static const char *run_end(const char *p, const char *end)
{
	while (p < end) {
		gunichar c = g_utf8_get_char(p);
		if (!g_unichar_isalnum(c) && !g_unichar_ismark(c))
			break;
		p = utf8_next(p);
	}
	return p;
}

/* Thumbs down, crosses: they say no. */
static bool refuses(gunichar c)
{
	return c == 0x1f44e || c == 0x1f6ab || c == 0x274c || c == 0x2716 ||
	       c == 0x2718 || c == 0x26d4 || c == 0x1f645;
}

static void read_runs(
    struct arena *arena, struct command_words *out, struct str chunk, char mark)
{
	const char *end = chunk.p + chunk.n;

	for (const char *p = chunk.p; p < end;) {
		const char *stop = run_end(p, end);
		if (stop > p) {
			add(arena, out, str_n(p, (size_t)(stop - p)), mark,
			    false);
			mark = '\0';
			p = stop;
			continue;
		}
		if (refuses(g_utf8_get_char(p)))
			out->over = true;
		if (*p == ':' && out->n > 0)
			out->colon[out->n - 1] = true;
		p = utf8_next(p);
	}
}

/* Without the brackets and stops around it. */
static struct str bare(struct str chunk)
{
	while (chunk.n > 0 && strchr("<([\"',;:.!?", chunk.p[0]) != NULL)
		chunk = str_from(chunk, 1);
	while (chunk.n > 0 && strchr(">)]\"',;:.!?", chunk.p[chunk.n - 1]))
		chunk.n--;
	return chunk;
}

static bool is_mark(struct str chunk)
{
	return chunk.n > 0 && (chunk.p[0] == '+' || chunk.p[0] == '-');
}

static void read_chunk(struct arena *arena, struct command_words *out,
    struct str chunk, char *pending)
{
	char mark = *pending;
	struct str inside;

	*pending = '\0';
	if (is_mark(chunk)) {
		mark = chunk.p[0];
		chunk = str_from(chunk, 1);
		if (chunk.n == 0)
			*pending = mark;
	}
	inside = bare(chunk);
	if (str_is(chunk, "*") && out->n == 0)
		return; /* before an item */
	if (str_is(chunk, "*") || is_date(inside) ||
	    command_word_is_address(arena_dup(arena, inside)) ||
	    str_find(inside, str_c("://")) != SIZE_MAX)
		add(arena, out, inside, mark, true);
	else
		read_runs(arena, out, chunk, mark);
}

void command_words_read(
    struct arena *arena, struct str line, struct command_words *out)
{
	struct str rest;
	struct str chunk;
	char pending = '\0';

	*out = (struct command_words){ .over = line.n > COMMAND_LINE_MAX };
	if (out->over)
		return;
	rest = str_trim(str_c(plain(arena, line)));
	out->question = rest.n > 0 && rest.p[rest.n - 1] == '?';
	while (str_split(&rest, ' ', &chunk)) {
		if (chunk.n > 0)
			read_chunk(arena, out, chunk, &pending);
		out->question = out->question || str_is(chunk, "?");
	}
}
