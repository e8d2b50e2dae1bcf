#include "mail/charset.h"

#include <errno.h>
#include <glib.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "mail/charset_label.h"

/* So that the last piece of a conversion is not lost at the ceiling. */
enum { SLACK = 8192 };

#define REPLACEMENT "\xef\xbf\xbd"

static bool has_high_bytes(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] > 0x7f)
			return true;
	return false;
}

/* Japanese in seven bits, which some send without any label. */
static bool has_kanji_escape(struct str s)
{
	return str_find(s, str_c("\x1b$B")) != SIZE_MAX ||
	       str_find(s, str_c("\x1b$@")) != SIZE_MAX;
}

/* What a converter that keeps a state has not given out yet. */
static void flush(iconv_t cd, struct buf *out)
{
	char piece[64];
	char *to = piece;
	size_t room = sizeof(piece);

	if (iconv(cd, NULL, NULL, &to, &room) != (size_t)-1)
		(void)buf_add(out, piece, sizeof(piece) - room);
}

/* Returns the number of bytes that nobody can read. */
static size_t convert(iconv_t cd, struct str bytes, struct buf *out)
{
	char *in = (char *)(uintptr_t)bytes.p; /* iconv() only reads it */
	size_t left = bytes.n;
	size_t bad = 0;
	char piece[4096];

	while (left > 0) {
		char *to = piece;
		size_t room = sizeof(piece);
		size_t done = iconv(cd, &in, &left, &to, &room);
		int why = errno;
		if (!buf_add(out, piece, sizeof(piece) - room))
			return bad;
		if (done != (size_t)-1 || why == E2BIG)
			continue;
		bad++;
		if (!buf_puts(out, REPLACEMENT) || why != EILSEQ)
			return bad; /* full, or cut off in the middle */
		in++;
		left--;
	}
	flush(cd, out);
	return bad;
}

/* Valid UTF-8 without NUL, cut at a character. */
static char *finish(struct arena *arena, struct str utf8, size_t max)
{
	char *copy = arena_dup(arena, utf8);
	char *valid;
	size_t n = 0;

	for (size_t i = 0; i < utf8.n; i++)
		if (utf8.p[i] != '\0')
			copy[n++] = utf8.p[i];
	copy[n] = '\0';
	/* glibc's iconv lets sequences of six bytes through. */
	if (!utf8_valid(str_n(copy, n))) {
		valid = g_utf8_make_valid(copy, (gssize)n);
		copy = arena_strdup(arena, valid);
		n = strlen(valid);
		g_free(valid);
	}
	copy[utf8_cut(str_n(copy, n), max).n] = '\0';
	return copy;
}

/*
 * Does it hold far more whole UTF-8 sequences than broken ones?  A sequence
 * that is cut off at the end is no broken one.
 */
static bool mostly_utf8(struct str bytes)
{
	const char *p = bytes.p;
	const char *end = p + bytes.n;
	size_t good = 0;
	size_t bad = 0;

	while (p < end) {
		gunichar c;
		if ((unsigned char)*p < 0x80) {
			p++;
			continue;
		}
		c = g_utf8_get_char_validated(p, end - p);
		if (c == (gunichar)-2 && good > 0)
			break;
		if (c == (gunichar)-1 || c == (gunichar)-2) {
			bad++;
			p++;
		} else {
			good++;
			p += g_utf8_skip[(unsigned char)*p];
		}
	}
	return good > 0 && good >= bad * 2;
}

/* RFC 1843: "~{" and "~}" around pairs of bytes without their high bits. */
static struct str from_hz(struct arena *arena, struct str bytes)
{
	char *out = arena_alloc(arena, bytes.n + 1);
	bool wide = false;
	size_t n = 0;

	for (size_t i = 0; i < bytes.n; i++) {
		char c = bytes.p[i];
		char next = i + 1 < bytes.n ? bytes.p[i + 1] : '\0';
		if (c == '~' && strchr("{}~\n", next) != NULL && next != '\0') {
			if (next == '~')
				out[n++] = '~';
			wide = next == '{' || (wide && next == '~');
			i++;
		} else if (c == '\n') {
			wide = false;
			out[n++] = c;
		} else {
			out[n++] = (char)(wide ? c | 0x80 : c);
		}
	}
	return str_n(out, n);
}

/*
 * The mark says the order of the bytes; without one the zeros do that stand
 * beside blanks and line ends.  NULL: there is none, it is no UTF-16.
 */
static const char *wide_name(struct str *bytes, const char *label)
{
	size_t zeros[2] = { 0 };

	if (str_starts(*bytes, str_c("\xff\xfe")) ||
	    str_starts(*bytes, str_c("\xfe\xff"))) {
		bool little = bytes->p[0] == '\xff';
		*bytes = str_from(*bytes, 2);
		return little ? "UTF-16LE" : "UTF-16BE";
	}
	for (size_t i = 0; i < bytes->n; i++)
		zeros[i % 2] += bytes->p[i] == '\0';
	if (zeros[0] + zeros[1] == 0 && utf8_valid(*bytes))
		return NULL;
	if (label != NULL)
		return label;
	return zeros[0] > zeros[1] ? "UTF-16BE" : "UTF-16LE";
}

/* True when iconv knows the name; *bad gets the bytes that it cannot read. */
static bool decode_as(const char *name, struct str bytes, size_t max,
    struct buf *out, size_t *bad)
{
	iconv_t cd = iconv_open("UTF-8", name);

	if (cd == (iconv_t)-1)
		return false;
	buf_init(out, max < SIZE_MAX - SLACK ? max + SLACK : max);
	*bad = convert(cd, bytes, out);
	(void)iconv_close(cd);
	return true;
}

/* Some converters let bytes without a meaning through as C1 controls. */
static size_t count_controls(struct str utf8)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < utf8.n; i++)
		n += (unsigned char)utf8.p[i] == 0xc2 &&
		     (unsigned char)utf8.p[i + 1] < 0xa0;
	return n;
}

/* With the first of its names that reads all, else with the best one. */
static char *decode_named(struct arena *arena, struct str bytes,
    const struct charset_label *label, size_t max)
{
	char *text = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < CHARSET_NAMES && least > 0; i++) {
		struct buf out;
		size_t bad = 0;
		if (label->name[i] == NULL ||
		    !decode_as(label->name[i], bytes, max, &out, &bad))
			continue;
		bad += count_controls(buf_get(&out));
		if (bad < least) {
			text = finish(arena, buf_get(&out), max);
			least = bad;
		}
		buf_clear(&out);
	}
	return text;
}

static char *decode_vague(struct arena *arena, struct str bytes, size_t max)
{
	static const struct charset_label japanese = {
		.name = { "ISO-2022-JP", "ISO-2022-JP-3" },
	};
	static const struct charset_label latin = { .name = { "CP1252" } };
	char *text = NULL;

	if (!has_high_bytes(bytes) && has_kanji_escape(bytes))
		text = decode_named(arena, bytes, &japanese, max);
	else if (has_high_bytes(bytes) && !mostly_utf8(bytes))
		text = decode_named(arena, bytes, &latin, max);
	return text == NULL ? finish(arena, bytes, max) : text;
}

char *charset_decode(
    struct arena *arena, struct str bytes, const char *label, size_t max)
{
	struct charset_label means;
	char *text = NULL;

	if (bytes.n == 0)
		return arena_strdup(arena, "");
	charset_label(arena, label == NULL ? "" : label, &means);
	if (means.form == CHARSET_WIDE)
		means.name[0] = wide_name(&bytes, means.name[0]);
	if (means.form == CHARSET_HZ)
		bytes = from_hz(arena, bytes);
	if (means.form == CHARSET_NAMED && means.latin &&
	    has_high_bytes(bytes) && utf8_valid(bytes))
		return finish(arena, bytes, max);
	if (means.form != CHARSET_VAGUE)
		text = decode_named(arena, bytes, &means, max);
	return text == NULL ? decode_vague(arena, bytes, max) : text;
}

bool charset_is_vague(struct arena *arena, const char *label)
{
	struct charset_label means;

	charset_label(arena, label, &means);
	return means.form == CHARSET_VAGUE;
}
