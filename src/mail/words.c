#include "mail/words.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "mail/charset.h"

enum { CHARSET_MAX = 64 };

struct word {
	struct str charset; /* without the language of RFC 2231 */
	char encoding;      /* 'b' or 'q' */
	struct str text;
	size_t length; /* of the whole word */
};

/* Reads "=?charset?e?text?=" at the front; false when it is none. */
static bool read_word(struct str s, struct word *word)
{
	size_t mark;
	size_t star;
	size_t end;

	if (!str_starts(s, str_c("=?")))
		return false;
	mark = str_findc(str_sub(s, 2, CHARSET_MAX), '?');
	if (mark == SIZE_MAX || mark == 0 || s.n < mark + 5 ||
	    s.p[mark + 4] != '?')
		return false;
	word->charset = str_sub(s, 2, mark);
	if (str_findc(word->charset, ' ') != SIZE_MAX)
		return false;
	star = str_findc(word->charset, '*');
	if (star != SIZE_MAX)
		word->charset.n = star;
	word->encoding = str_lower(s.p[mark + 3]);
	if (word->encoding != 'b' && word->encoding != 'q')
		return false;
	word->text = str_from(s, mark + 5);
	end = str_find(word->text, str_c("?="));
	if (end == SIZE_MAX)
		return false;
	word->text.n = end;
	word->length = mark + 5 + end + 2;
	return true;
}

static void add_q(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		int high = i + 2 < s.n ? str_hex(s.p[i + 1]) : -1;
		int low = i + 2 < s.n ? str_hex(s.p[i + 2]) : -1;
		if (s.p[i] == '_') {
			(void)buf_putc(out, ' ');
		} else if (s.p[i] == '=' && high >= 0 && low >= 0) {
			(void)buf_putc(out, (char)(high * 16 + low));
			i += 2;
		} else {
			(void)buf_putc(out, s.p[i]);
		}
	}
}

static void add_b(struct buf *out, struct str s)
{
	char *room = buf_room(out, s.n / 4 * 3 + 6);
	gint state = 0;
	guint save = 0;

	if (room == NULL)
		return;
	out->len += g_base64_decode_step(
	    s.p, (gsize)s.n, (guchar *)room, &state, &save);
	/* The padding is often missing; one character alone is no byte. */
	if (state != 0 && s.n % 4 >= 2) {
		room = buf_room(out, 6);
		if (room != NULL)
			out->len += g_base64_decode_step(
			    "===", 4 - s.n % 4, (guchar *)room, &state, &save);
	}
	out->data[out->len] = '\0';
}

static size_t count_blanks(struct str s)
{
	size_t n = 0;

	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
		n++;
	return n;
}

/*
 * Decodes this word and those that follow it in the same charset as one, for
 * a character may be cut between them.  Returns the bytes used.
 */
static size_t add_words(
    struct arena *arena, struct str s, struct word first, struct buf *out)
{
	struct word word = first;
	struct buf bytes;
	size_t used = 0;
	size_t blanks = 0;
	char *label = arena_dup(arena, first.charset);

	buf_init(&bytes, s.n + 16);
	do {
		if (word.encoding == 'q')
			add_q(&bytes, word.text);
		else
			add_b(&bytes, word.text);
		used += blanks + word.length;
		blanks = count_blanks(str_from(s, used));
	} while (read_word(str_from(s, used + blanks), &word) &&
		 str_ieq(word.charset, first.charset));
	(void)buf_puts(
	    out, charset_decode(arena, buf_get(&bytes), label, 4 * s.n));
	buf_clear(&bytes);
	/* Blanks between two encoded words are not shown. */
	if (read_word(str_from(s, used + blanks), &word))
		used += blanks;
	return used;
}

/* Controls of ASCII and Latin-1, and line separators, become blanks. */
static char *without_controls(struct arena *arena, struct str s)
{
	char *out = arena_dup(arena, s);

	for (char *p = out; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c < 0x20 || c == 0x7f)
			*p = ' ';
		else if (c == 0x85 || (c >= 0x80 && c < 0xa0))
			memcpy(p, "\xc2\xa0", 2);
		else if (c == 0x2028 || c == 0x2029)
			memcpy(p, "\xe2\x80\x89", 3);
	}
	return out;
}

char *words_decode(struct arena *arena, struct str raw)
{
	struct buf out;
	struct word word;
	size_t plain = 0; /* where the text between words begins */
	size_t i = 0;
	char *text;

	buf_init(&out, 4 * raw.n + 16);
	while (i < raw.n) {
		if (raw.p[i] != '=' || !read_word(str_from(raw, i), &word)) {
			i++;
			continue;
		}
		(void)buf_puts(
		    &out, charset_decode(arena, str_sub(raw, plain, i - plain),
			      NULL, 4 * raw.n));
		i += add_words(arena, str_from(raw, i), word, &out);
		plain = i;
	}
	(void)buf_puts(
	    &out, charset_decode(arena, str_from(raw, plain), NULL, 4 * raw.n));
	text = without_controls(arena, buf_get(&out));
	buf_clear(&out);
	return arena_dup(arena, str_trim(str_c(text)));
}

static void put_quoted(struct buf *out, const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			(void)buf_putc(out, '\\');
		(void)buf_putc(out, *p);
	}
}

/* The encoded words that begin here, in quotes of their own if need be. */
static size_t quote_words(
    struct arena *arena, struct str s, bool quoted, struct buf *out)
{
	struct word word;
	struct buf text;
	size_t used = 0;

	buf_init(&text, 4 * s.n + 16);
	while (read_word(str_from(s, used), &word))
		used += add_words(arena, str_from(s, used), word, &text);
	if (!quoted)
		(void)buf_putc(out, '"');
	put_quoted(out, without_controls(arena, buf_get(&text)));
	if (!quoted)
		(void)buf_putc(out, '"');
	buf_clear(&text);
	return used;
}

char *words_quote(struct arena *arena, struct str utf8)
{
	bool quoted = false;
	bool angle = false;
	struct buf out;
	struct word word;
	char *copy;
	size_t i = 0;

	buf_init(&out, 8 * utf8.n + 16);
	while (i < utf8.n) {
		char c = utf8.p[i];
		if (!angle && c == '=' && read_word(str_from(utf8, i), &word)) {
			i +=
			    quote_words(arena, str_from(utf8, i), quoted, &out);
			continue;
		}
		if (c == '\\' && quoted && i + 1 < utf8.n) {
			(void)buf_putc(&out, c);
			c = utf8.p[++i];
		} else if (c == '"') {
			quoted = !quoted;
		} else if (!quoted && (c == '<' || c == '>')) {
			angle = c == '<';
		}
		(void)buf_putc(&out, c > 0 && c < ' ' ? ' ' : c);
		i++;
	}
	copy = arena_dup(arena, buf_get(&out));
	buf_clear(&out);
	return copy;
}

void words_collapse(char *text)
{
	char *to = text;

	for (const char *p = text; *p != '\0';) {
		size_t n = (size_t)(utf8_next(p) - p);
		if (g_unichar_isspace(g_utf8_get_char(p))) {
			if (to > text && to[-1] != ' ')
				*to++ = ' ';
		} else {
			memmove(to, p, n);
			to += n;
		}
		p += n;
	}
	if (to > text && to[-1] == ' ')
		to--;
	*to = '\0';
}
