#include "mail/header.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "mail/addr.h"
#include "mail/piece.h"

enum {
	ENCODED_LINE = 76,  /* RFC 2047 section 2: a line with encoded words */
	ENCODED_LEAST = 34, /* less room than this: better on the next line */
	WORD_MAX = 60,      /* a longer blankless ASCII word is encoded */
	HOLE_WIDTH = 72     /* what a hole is taken for: a personal URI */
};

static const char word_start[] = "=?utf-8?q?";
static const char word_end[] = "?=";

/* The field being written: its bytes and the column of the open line. */
struct line {
	struct buf *out;
	size_t column;
};

static struct line line_start(struct buf *out, const char *name)
{
	(void)buf_puts(out, name);
	(void)buf_putc(out, ':');
	return (struct line){ out, strlen(name) + 1 };
}

static void line_fold(struct line *line)
{
	(void)buf_puts(line->out, "\r\n");
	line->column = 0;
}

/*
 * A blank and the word, on a new line if it does not fit.  The first word
 * moves to the next line only when that helps; a word that begins with a hole
 * never does, since the hole may stay empty and a line of blanks is wrong.
 */
static void line_word(
    struct line *line, struct str word, size_t width, bool first)
{
	if (line->column + 1 + width > HEADER_LINE && word.p[0] != 1 &&
	    (!first || 1 + width <= HEADER_LINE))
		line_fold(line);
	(void)buf_putc(line->out, ' ');
	(void)buf_str(line->out, word);
	line->column += 1 + width;
}

/* Each word; runs of blanks become one. */
static void line_words(struct line *line, struct str text, bool first)
{
	struct str word;

	while (text.n > 0 && str_split(&text, ' ', &word)) {
		if (word.n == 0)
			continue;
		line_word(line, word, word.n, first);
		first = false;
	}
}

/* Breaks lines, hides or reorders text: no such character in a header. */
static bool is_control(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	return type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
	       type == G_UNICODE_PARAGRAPH_SEPARATOR ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

struct str header_clean(struct arena *arena, struct str text)
{
	char *valid = utf8_clean(arena, text);
	char *copy = arena_alloc(arena, strlen(valid) + 1);
	char *end = copy;

	for (const char *p = valid; *p != '\0'; p = utf8_next(p)) {
		size_t n = (size_t)(utf8_next(p) - p);
		if (is_control(g_utf8_get_char(p))) {
			*end++ = ' ';
			continue;
		}
		memcpy(end, p, n);
		end += n;
	}
	*end = '\0';
	return str_n(copy, (size_t)(end - copy));
}

bool header_is_clean(struct str text)
{
	while (text.n > 0) {
		if (is_control(g_utf8_get_char(text.p)))
			return false;
		text = str_from(text, (size_t)(utf8_next(text.p) - text.p));
	}
	return true;
}

const char *header_name(struct arena *arena, struct str name)
{
	return arena_dup(arena, str_trim(header_clean(arena, name)));
}

static bool is_printable(char c)
{
	return c > 0x20 && c < 0x7f;
}

/* RFC 2047 section 5 (3): what may stand in an encoded word of a phrase. */
static bool is_q_safe(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!*+-/", c) != NULL);
}

/* One character in Q encoding; `out` has room for 4 * 3 bytes. */
static size_t q_encode(struct str character, char *out)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t n = 0;

	for (size_t i = 0; i < character.n; i++) {
		unsigned char c = (unsigned char)character.p[i];
		if (is_q_safe((char)c) || c == ' ') {
			out[n++] = (char)(c == ' ' ? '_' : c);
			continue;
		}
		out[n++] = '=';
		out[n++] = hex[c >> 4];
		out[n++] = hex[c & 15];
	}
	return n;
}

/* `text` is header_clean(). */
static void line_encoded(struct line *line, struct str text)
{
	const size_t frame = 1 + sizeof(word_start) - 1 + sizeof(word_end) - 1;
	const char *p = text.p;
	const char *end = text.p + text.n;
	char q[12];

	while (p < end) {
		if (line->column + ENCODED_LEAST > ENCODED_LINE)
			line_fold(line);
		(void)buf_putc(line->out, ' ');
		(void)buf_puts(line->out, word_start);
		line->column += frame;
		while (p < end) {
			struct str c = str_n(p, (size_t)(utf8_next(p) - p));
			size_t n = q_encode(c, q);
			if (line->column + n > ENCODED_LINE)
				break;
			(void)buf_add(line->out, q, n);
			line->column += n;
			p += c.n;
		}
		(void)buf_puts(line->out, word_end);
		if (p < end)
			line_fold(line);
	}
}

/* Must this word of a text be encoded to arrive as it is? */
static bool needs_encoding(struct str word)
{
	if (word.n > WORD_MAX || str_find(word, str_c("=?")) != SIZE_MAX)
		return true;
	for (size_t i = 0; i < word.n; i++)
		if (!is_printable(word.p[i]))
			return true;
	return false;
}

void header_text(struct buf *out, const char *name, struct str text)
{
	struct arena arena = { 0 };
	struct str all = str_trim(header_clean(&arena, text));
	struct str rest = all;
	struct line line = line_start(out, name);
	struct str word;
	size_t from = all.n;
	size_t to = all.n;

	/* From the first to the last word that needs it, all is encoded: the
	   blanks between encoded words would be lost. */
	while (all.n > 0 && str_split(&rest, ' ', &word)) {
		size_t start = (size_t)(word.p - all.p);
		if (!needs_encoding(word))
			continue;
		if (from == all.n)
			from = start;
		to = start + word.n;
	}
	line_words(&line, str_sub(all, 0, from), true);
	line_encoded(&line, str_sub(all, from, to - from));
	line_words(&line, str_from(all, to), from == 0 && to == 0);
	(void)buf_puts(out, "\r\n");
	arena_free(&arena);
}

/* A quoted string (RFC 5322 section 3.2.4) of a clean ASCII text. */
static struct str quote(struct arena *arena, struct str text)
{
	char *copy = arena_alloc(arena, 2 * text.n + 3);
	size_t n = 0;

	copy[n++] = '"';
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			copy[n++] = '\\';
		copy[n++] = text.p[i];
	}
	copy[n++] = '"';
	return str_n(copy, n);
}

static bool may_quote(struct str text)
{
	if (text.n > WORD_MAX || str_find(text, str_c("=?")) != SIZE_MAX)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (!is_printable(text.p[i]) && text.p[i] != ' ')
			return false;
	return true;
}

/* A copy that cannot leave its place: printable ASCII. */
static struct str printable(struct arena *arena, struct str text)
{
	char *copy = arena_dup(arena, text);

	for (size_t i = 0; i < text.n; i++)
		if (!is_printable(copy[i]))
			copy[i] = '?';
	return str_n(copy, text.n);
}

void header_mailbox(
    struct buf *out, const char *name, struct str display, struct str addr)
{
	struct arena arena = { 0 };
	struct str who = str_trim(header_clean(&arena, display));
	/* UTF-8 by RFC 6532. */
	struct str where = addr_utf8_ok(addr)
			       ? str_n(arena_dup(&arena, addr), addr.n)
			       : printable(&arena, addr);
	struct line line = line_start(out, name);
	bool first = who.n == 0;

	if (who.n > 0) {
		where = str_c(arena_printf(&arena, "<%s>", where.p));
		if (may_quote(who)) {
			who = quote(&arena, who);
			line_word(&line, who, who.n, true);
		} else {
			line_encoded(&line, who);
		}
	}
	line_word(&line, where, where.n, first);
	(void)buf_puts(out, "\r\n");
	arena_free(&arena);
}

/*
 * Spaces for control characters, '?' for what is not ASCII; hole markers stay
 * if they may.
 */
static struct str raw_clean(struct arena *arena, struct str value, bool holes)
{
	char *copy = arena_dup(arena, value);

	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		if (holes && hole_mark(str_from(value, i)) != HOLE_NONE)
			i += 2;
		else if (c < 0x20 || c == 0x7f)
			copy[i] = ' ';
		else if (c > 0x7f)
			copy[i] = '?';
	}
	return str_n(copy, value.n);
}

static size_t raw_width(struct str word)
{
	size_t width = word.n;

	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] == 1)
			width += HOLE_WIDTH - 3;
	return width;
}

static void raw_field(
    struct buf *out, const char *name, struct str value, bool holes)
{
	struct arena arena = { 0 };
	struct str rest = raw_clean(&arena, value, holes);
	struct line line = line_start(out, name);
	bool first = true;
	struct str word;

	while (rest.n > 0 && str_split(&rest, ' ', &word)) {
		if (word.n == 0 || word.n > HEADER_WORD_MAX)
			continue;
		line_word(&line, word, raw_width(word), first);
		first = false;
	}
	(void)buf_puts(out, "\r\n");
	arena_free(&arena);
}

void header_raw(struct buf *out, const char *name, struct str value)
{
	raw_field(out, name, value, false);
}

void header_raw_holes(struct buf *out, const char *name, struct str value)
{
	raw_field(out, name, value, true);
}

void header_words(struct buf *out, size_t column, struct str text)
{
	struct arena arena = { 0 };
	struct line line = { out, column };

	line_encoded(&line, header_clean(&arena, text));
	arena_free(&arena);
}
