#include "tmpl/hidden.h"

#include <stdlib.h>
#include <string.h>

#include "base/hole.h"
#include "tmpl/plain.h"

/*
 * Markdown refuses control bytes in link targets, so while it works a marker
 * is a character of a private plane: bytes F4 8F, BC or BD, 80 to B3, which
 * number the 26 holes times four kinds of marker.  The signs of words that
 * stand in place of an empty value are such characters, too: F4 8F, BE or BF,
 * 80 to BF.  In a link's target cmark percent-encodes them.
 */
enum {
	HIDDEN = 4,   /* bytes of a hidden marker */
	ENCODED = 12, /* the same in a link */
	FIRST_SIGN = 0x20,
	SIGNS = 0x5f,
	PAGE = 64 /* characters of one third byte */
};

/* Reads a hidden marker of this form; false if there is none here. */
static bool read_hidden(
    const unsigned char bytes[HIDDEN], char marker[HOLE_MARKER])
{
	unsigned n;

	if (bytes[0] != 0xf4 || bytes[1] != 0x8f || bytes[2] < 0xbc ||
	    bytes[2] > 0xbd || bytes[3] < 0x80 || bytes[3] >= 0x80 + 2 * HOLES)
		return false;
	n = (bytes[2] - 0xbcu) * 2 * HOLES + (bytes[3] - 0x80u);
	marker[0] = 1;
	marker[1] = (char)('A' + n % HOLES);
	marker[2] = (char)(HOLE_VALUE + n / HOLES);
	return true;
}

/* The same for a sign. */
static bool read_sign(const unsigned char bytes[HIDDEN], char *sign)
{
	unsigned n;

	if (bytes[0] != 0xf4 || bytes[1] != 0x8f || bytes[2] < 0xbe ||
	    bytes[2] > 0xbf || bytes[3] < 0x80 || bytes[3] >= 0x80 + PAGE)
		return false;
	n = (bytes[2] - 0xbeu) * PAGE + (bytes[3] - 0x80u);
	*sign = (char)(FIRST_SIGN + n);
	return n < SIGNS;
}

static bool is_hidden(const unsigned char bytes[HIDDEN])
{
	char marker[HOLE_MARKER];
	char sign;

	return read_hidden(bytes, marker) || read_sign(bytes, &sign);
}

/* Letters and digits are the same everywhere. */
static bool is_sign(char c)
{
	const char low = str_lower(c);

	return (unsigned char)c >= FIRST_SIGN &&
	       (unsigned char)c < FIRST_SIGN + SIGNS &&
	       !(low >= 'a' && low <= 'z') && !(c >= '0' && c <= '9');
}

static void put_sign(struct buf *out, char sign)
{
	const unsigned n = (unsigned)sign - FIRST_SIGN;
	const unsigned char hidden[HIDDEN] = { 0xf4, 0x8f,
		(unsigned char)(0xbe + n / PAGE),
		(unsigned char)(0x80 + n % PAGE) };

	(void)buf_add(out, hidden, HIDDEN);
}

static void put_marker(struct buf *out, const char *marker)
{
	const unsigned n = (unsigned)(marker[2] - HOLE_VALUE) * HOLES +
			   (unsigned)(marker[1] - 'A');
	const unsigned char hidden[HIDDEN] = { 0xf4, 0x8f,
		(unsigned char)(0xbc + n / (2 * HOLES)),
		(unsigned char)(0x80 + n % (2 * HOLES)) };

	(void)buf_add(out, hidden, HIDDEN);
}

/* Do words begin here that stand in place of an empty hole? */
static bool begins_words(struct str text, size_t at)
{
	return at >= HOLE_MARKER && text.p[at + 2] == HOLE_UNLESS &&
	       hole_mark(str_from(text, at - HOLE_MARKER)) == HOLE_VALUE &&
	       text.p[at - 2] == text.p[at + 1];
}

/* The bytes here, percent-encoded or not; returns how many they take. */
static size_t hidden_bytes(struct str s, unsigned char bytes[HIDDEN])
{
	char digits[3] = { 0 };

	if (s.n >= HIDDEN && s.p[0] != '%') {
		memcpy(bytes, s.p, HIDDEN);
		return HIDDEN;
	}
	if (s.n < ENCODED || s.p[0] != '%')
		return 0;
	for (size_t i = 0; i < HIDDEN; i++) {
		memcpy(digits, s.p + 3 * i + 1, 2);
		bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
	}
	return ENCODED;
}

void hidden_put(struct buf *out, struct str text)
{
	unsigned char bytes[HIDDEN];
	bool words = false;

	for (size_t i = 0; i < text.n; i++) {
		struct str rest = str_from(text, i);
		if (hole_mark(rest) != HOLE_NONE) {
			words = begins_words(text, i);
			put_marker(out, rest.p);
			i += HOLE_MARKER - 1;
		} else if (words && is_sign(*rest.p)) {
			put_sign(out, *rest.p);
		} else if (hidden_bytes(rest, bytes) == HIDDEN &&
			   is_hidden(bytes)) {
			i += HIDDEN - 1;
		} else {
			(void)buf_putc(out, *rest.p);
		}
	}
}

static void show_sign(struct buf *out, char sign, enum hidden_place place)
{
	switch (place) {
	case HIDDEN_TEXT:
		(void)buf_putc(out, sign);
		break;
	case HIDDEN_HTML:
		plain_escape(out, str_n(&sign, 1));
		break;
	case HIDDEN_URL:
		if (str_findc(str_c("-._~"), sign) != SIZE_MAX)
			(void)buf_putc(out, sign);
		else
			(void)buf_printf(out, "%%%02X", (unsigned)sign);
		break;
	}
}

void hidden_show(struct buf *out, struct str text, enum hidden_place place)
{
	unsigned char bytes[HIDDEN];
	char marker[HOLE_MARKER];
	char sign;

	for (size_t i = 0; i < text.n; i++) {
		size_t n = hidden_bytes(str_from(text, i), bytes);
		if (n > 0 && read_hidden(bytes, marker)) {
			(void)buf_add(out, marker, HOLE_MARKER);
			i += n - 1;
		} else if (n > 0 && read_sign(bytes, &sign)) {
			show_sign(out, sign, n == ENCODED ? HIDDEN_URL : place);
			i += n - 1;
		} else {
			(void)buf_putc(out, text.p[i]);
		}
	}
}
