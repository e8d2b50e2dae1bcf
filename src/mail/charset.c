#include "mail/charset.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

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

/* Labels that senders put on anything. */
static bool is_vague(const char *label)
{
	static const char *const vague[] = { "", "us-ascii", "ascii", "utf-8",
		"utf8", "8bit", "x-unknown", "unknown", "unknown-8bit",
		"default", "default_charset", "iso-8859-1", "windows-1252",
		"latin1", "cp1252", "ansi_x3.4-1968" };

	for (size_t i = 0; i < sizeof(vague) / sizeof(vague[0]); i++)
		if (str_iis(str_c(label), vague[i]))
			return true;
	return false;
}

/* One step of iconv with a stack buffer; false at the ceiling. */
static bool convert(iconv_t cd, struct str bytes, struct buf *out)
{
	char *in = (char *)(uintptr_t)bytes.p; /* iconv() only reads it */
	size_t left = bytes.n;
	char piece[4096];

	while (left > 0) {
		char *to = piece;
		size_t room = sizeof(piece);
		size_t done = g_mime_iconv(cd, &in, &left, &to, &room);
		int why = errno;
		if (!buf_add(out, piece, sizeof(piece) - room))
			return false;
		if (done != (size_t)-1 || why == E2BIG)
			continue;
		if (!buf_puts(out, REPLACEMENT))
			return false;
		if (why != EILSEQ)
			return true; /* cut off in the middle */
		in++;
		left--;
	}
	return true;
}

/* Valid UTF-8 without NUL and byte order mark, cut at a character. */
static char *finish(struct arena *arena, struct str utf8, size_t max)
{
	char *copy;
	char *valid;
	size_t n = 0;

	if (str_starts(utf8, str_c("\xef\xbb\xbf")))
		utf8 = str_from(utf8, 3);
	copy = arena_dup(arena, utf8);
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
	if (n > max) {
		n = max;
		while (n > 0 && ((unsigned char)copy[n] & 0xc0) == 0x80)
			n--;
		copy[n] = '\0';
	}
	return copy;
}

/* Does it hold at least as many whole UTF-8 sequences as broken ones? */
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
		if (c == (gunichar)-1 || c == (gunichar)-2) {
			bad++;
			p++;
		} else {
			good++;
			p += g_utf8_skip[(unsigned char)*p];
		}
	}
	return good > 0 && good >= bad;
}

char *charset_decode(
    struct arena *arena, struct str bytes, const char *label, size_t max)
{
	bool vague = label == NULL || is_vague(label);
	iconv_t cd = (iconv_t)-1;
	struct buf out;
	char *text;

	if (bytes.n == 0)
		return arena_strdup(arena, "");
	if (vague && (!has_high_bytes(bytes) || mostly_utf8(bytes)))
		return finish(arena, bytes, max);
	g_mime_init(); /* its table of charset names */
	if (!vague)
		cd = g_mime_iconv_open("UTF-8", label);
	if (cd == (iconv_t)-1 && mostly_utf8(bytes))
		return finish(arena, bytes, max);
	if (cd == (iconv_t)-1)
		cd = g_mime_iconv_open("UTF-8", "windows-1252");
	if (cd == (iconv_t)-1)
		return finish(arena, bytes, max);
	buf_init(&out, max < SIZE_MAX - SLACK ? max + SLACK : max);
	(void)convert(cd, bytes, &out);
	text = finish(arena, buf_get(&out), max);
	buf_clear(&out);
	g_mime_iconv_close(cd);
	return text;
}
