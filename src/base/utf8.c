#include "base/utf8.h"

#include <glib.h>
#include <string.h>

#include "base/buf.h"

enum {
	PARTS_MAX = 6,   /* that one character is taken apart into */
	PIECE = 256,     /* bytes that are normalised at a time, */
	PIECE_MAX = 512, /* however many accents pile up */
	ZERO_WIDTH_JOINER = 0x200d
};

bool utf8_valid(struct str s)
{
	return s.n == 0 || g_utf8_validate(s.p, (gssize)s.n, NULL);
}

char *utf8_decomposed(struct arena *arena, const char *s)
{
	char *made = g_utf8_normalize(s, -1, G_NORMALIZE_NFD);
	char *copy = arena_strdup(arena, made == NULL ? s : made);

	g_free(made);
	return copy;
}

const char *utf8_next(const char *p)
{
	return p + g_utf8_skip[(unsigned char)*p];
}

struct str utf8_cut(struct str s, size_t max)
{
	if (s.n <= max)
		return s;
	while (max > 0 && ((unsigned char)s.p[max] & 0xc0) == 0x80)
		max--;
	return str_n(s.p, max);
}

/* Joins with what stands before it: an accent, the rest of a Hangul letter. */
static bool joins(gunichar c)
{
	return g_unichar_ismark(c) || (c >= 0x1160 && c <= 0x11ff);
}

/* Where the piece that begins at `p` ends; no letter is cut from its accents */
static const char *piece_end(const char *p)
{
	const char *start = p;

	while (*p != '\0' && (p - start < PIECE || joins(g_utf8_get_char(p))) &&
	       p - start < PIECE_MAX)
		p = utf8_next(p);
	return p;
}

/* How many bytes from `p` on are ASCII; most text is nothing else. */
static size_t ascii_length(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] > 0 && p[i] < 0x7f)
		i++;
	return i;
}

/* GLib's own loop is quadratic in the length of what it is given. */
static void add_nfc(struct buf *out, const char *valid)
{
	while (*valid != '\0') {
		const char *end = piece_end(valid);
		size_t n = (size_t)(end - valid);
		char *nfc =
		    ascii_length(valid, n) == n
			? NULL
			: g_utf8_normalize(valid, (gssize)n, G_NORMALIZE_NFC);

		if (nfc == NULL)
			(void)buf_add(out, valid, n);
		else
			(void)buf_puts(out, nfc);
		g_free(nfc);
		valid = end;
	}
}

char *utf8_clean(struct arena *arena, struct str s)
{
	struct buf nfc;
	char *valid;
	char *copy;

	if (s.n == 0 || ascii_length(s.p, s.n) == s.n)
		return arena_dup(arena, s);
	valid = g_utf8_make_valid(s.p, (gssize)s.n);
	buf_init(&nfc, SIZE_MAX / 2);
	add_nfc(&nfc, valid);
	g_free(valid);
	copy = arena_dup(arena, buf_get(&nfc));
	buf_clear(&nfc);
	return copy;
}

/* What matters of a character where lines may end. */
enum letter {
	LETTER_OTHER,
	LETTER_IDEOGRAPH,
	LETTER_WORD, /* of a script with blanks, or a digit */
	LETTER_OPENS,
	LETTER_CLOSES,
	LETTER_JOINS /* the one before and, a joiner, the next one */
};

static enum letter letter_of(gunichar c)
{
	switch (g_unichar_break_type(c)) {
	case G_UNICODE_BREAK_IDEOGRAPHIC:
	case G_UNICODE_BREAK_EMOJI_BASE:
		return LETTER_IDEOGRAPH;
	case G_UNICODE_BREAK_ALPHABETIC:
	case G_UNICODE_BREAK_NUMERIC:
		return LETTER_WORD;
	case G_UNICODE_BREAK_OPEN_PUNCTUATION:
		return LETTER_OPENS;
	case G_UNICODE_BREAK_CLOSE_PUNCTUATION:
	case G_UNICODE_BREAK_CLOSE_PARANTHESIS:
	case G_UNICODE_BREAK_EXCLAMATION:
	case G_UNICODE_BREAK_NON_STARTER:
	case G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER:
		return g_unichar_iswide(c) ? LETTER_CLOSES : LETTER_OTHER;
	case G_UNICODE_BREAK_COMBINING_MARK:
	case G_UNICODE_BREAK_ZERO_WIDTH_JOINER:
	case G_UNICODE_BREAK_EMOJI_MODIFIER:
		return LETTER_JOINS;
	default:
		return LETTER_OTHER;
	}
}

static bool may_break(enum letter before, enum letter after)
{
	if (after == LETTER_IDEOGRAPH)
		return before == LETTER_IDEOGRAPH || before == LETTER_CLOSES ||
		       before == LETTER_WORD;
	return (after == LETTER_WORD || after == LETTER_OPENS) &&
	       (before == LETTER_IDEOGRAPH || before == LETTER_CLOSES);
}

size_t utf8_break(struct str word)
{
	const char *end = word.p + word.n;
	enum letter before = LETTER_OTHER;
	size_t n;

	if (ascii_length(word.p, word.n) == word.n)
		return word.n;
	for (const char *p = word.p; p < end; p += n) {
		const gunichar c = g_utf8_get_char_validated(p, end - p);
		enum letter letter;
		if (c == (gunichar)-1 || c == (gunichar)-2)
			return word.n;
		letter = letter_of(c);
		if (p > word.p && may_break(before, letter))
			return (size_t)(p - word.p);
		if (letter != LETTER_JOINS)
			before = letter;
		else if (c == ZERO_WIDTH_JOINER)
			before = LETTER_OTHER;
		n = (size_t)(utf8_next(p) - p);
	}
	return word.n;
}

size_t utf8_width(struct str s)
{
	const char *p = s.p;
	const char *end = s.n == 0 ? s.p : s.p + s.n;
	size_t width = 0;

	while (p < end) {
		gunichar c = g_utf8_get_char_validated(p, end - p);
		if (c == (gunichar)-1 || c == (gunichar)-2) {
			width++;
			p++;
			continue;
		}
		if (!g_unichar_iszerowidth(c))
			width += g_unichar_iswide(c) ? 2 : 1;
		p = utf8_next(p);
	}
	return width;
}

/* What normalisation leaves alone but people use for the same thing. */
static const char *plain(gunichar c)
{
	switch (c) {
	case 0x2018:
	case 0x2019:
	case 0x02bc:
	case 0x00b4:
	case 0x0060:
		return "'";
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2212:
		return "-";
	case 0x201c:
	case 0x201d:
	case 0x00ab:
	case 0x00bb:
		return "\"";
	case 0x0153:
		return "oe";
	case 0x00e6:
		return "ae";
	case 0x00f8:
		return "o";
	case 0x00df:
		return "ss";
	default:
		return NULL;
	}
}

static void fold_part(struct buf *out, gunichar c, bool *blank)
{
	const char *other = plain(c);
	char bytes[6];
	int n;

	if (c > 0x20 && c < 0x7f && other == NULL && !*blank) {
		(void)buf_putc(out, str_lower((char)c));
		return;
	}
	if (g_unichar_isspace(c)) {
		*blank = out->len > 0;
		return;
	}
	if (g_unichar_ismark(c) || g_unichar_iszerowidth(c) || c == 0x00ad ||
	    g_unichar_iscntrl(c))
		return;
	if (*blank)
		(void)buf_putc(out, ' ');
	*blank = false;
	if (other != NULL) {
		(void)buf_puts(out, other);
		return;
	}
	n = g_unichar_to_utf8(g_unichar_tolower(c), bytes);
	(void)buf_add(out, bytes, (size_t)n);
}

/* An acute accent alone is an apostrophe; apart, it is a blank and a mark. */
static void fold_char(struct buf *out, gunichar c, bool *blank)
{
	gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH] = { c };
	size_t n = 1;

	if (plain(c) == NULL)
		n = g_unichar_fully_decompose(
		    c, TRUE, parts, G_UNICHAR_MAX_DECOMPOSITION_LENGTH);
	/* One character of Arabic stands for a sentence of eighteen. */
	if (n > PARTS_MAX) {
		parts[0] = c;
		n = 1;
	}
	for (size_t i = 0; i < n; i++)
		fold_part(out, parts[i], blank);
}

/* Bytes from `p` on that are no ASCII. */
static size_t foreign_length(const char *p)
{
	size_t n = 0;

	while ((p[n] & 0x80) != 0)
		n++;
	return n;
}

static void fold_foreign(
    struct buf *out, const char *text, size_t n, bool *blank)
{
	char *lower = g_utf8_casefold(text, (gssize)n);

	for (const char *p = lower; *p != '\0'; p = utf8_next(p))
		fold_char(out, g_utf8_get_char(p), blank);
	g_free(lower);
}

char *utf8_fold(struct arena *arena, struct str s)
{
	const char *p = utf8_clean(arena, s);
	struct buf out;
	bool blank = false;
	char *copy;

	buf_init(&out, SIZE_MAX / 2);
	while (*p != '\0') {
		size_t n = foreign_length(p);

		if (n > 0)
			fold_foreign(&out, p, n, &blank);
		else
			fold_part(&out, (gunichar)*p, &blank);
		p += n > 0 ? n : 1;
	}
	copy = arena_dup(arena, buf_get(&out));
	buf_clear(&out);
	return copy;
}
