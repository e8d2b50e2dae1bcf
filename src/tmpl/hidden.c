#include "tmpl/hidden.h"

#include <stdlib.h>
#include <string.h>

/*
 * Markdown refuses control bytes in link targets, so while it works a marker
 * is a character of a private plane: bytes F4 8F, BC or BD, 80 to B3, which
 * number the 26 holes times four kinds of marker.  In a link's target cmark
 * percent-encodes them.
 */
enum {
	HOLES = 26,
	KINDS = 4,
	FIRST_KIND = 2, /* last byte of a marker */
	MARKER = 3,
	HIDDEN = 4,  /* bytes of a hidden marker */
	ENCODED = 12 /* the same in a link */
};

static bool is_marker(struct str s)
{
	return s.n >= MARKER && s.p[0] == 1 && s.p[1] >= 'A' &&
	       s.p[1] < 'A' + HOLES && s.p[2] >= FIRST_KIND &&
	       s.p[2] < FIRST_KIND + KINDS;
}

/* Reads a hidden marker of this form; false if there is none here. */
static bool read_hidden(const unsigned char bytes[HIDDEN], char marker[MARKER])
{
	unsigned n;

	if (bytes[0] != 0xf4 || bytes[1] != 0x8f || bytes[2] < 0xbc ||
	    bytes[2] > 0xbd || bytes[3] < 0x80 || bytes[3] >= 0x80 + 2 * HOLES)
		return false;
	n = (bytes[2] - 0xbcu) * 2 * HOLES + (bytes[3] - 0x80u);
	marker[0] = 1;
	marker[1] = (char)('A' + n % HOLES);
	marker[2] = (char)(FIRST_KIND + n / HOLES);
	return true;
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
	char marker[MARKER];

	for (size_t i = 0; i < text.n; i++) {
		struct str rest = str_from(text, i);
		if (is_marker(rest)) {
			unsigned n =
			    (unsigned)(rest.p[2] - FIRST_KIND) * HOLES +
			    (unsigned)(rest.p[1] - 'A');
			const unsigned char hidden[HIDDEN] = { 0xf4, 0x8f,
				(unsigned char)(0xbc + n / (2 * HOLES)),
				(unsigned char)(0x80 + n % (2 * HOLES)) };
			(void)buf_add(out, hidden, HIDDEN);
			i += MARKER - 1;
		} else if (hidden_bytes(rest, bytes) == HIDDEN &&
			   read_hidden(bytes, marker)) {
			i += HIDDEN - 1;
		} else {
			(void)buf_putc(out, text.p[i]);
		}
	}
}

void hidden_show(struct buf *out, struct str text)
{
	unsigned char bytes[HIDDEN];
	char marker[MARKER];

	for (size_t i = 0; i < text.n; i++) {
		size_t n = hidden_bytes(str_from(text, i), bytes);
		if (n > 0 && read_hidden(bytes, marker)) {
			(void)buf_add(out, marker, MARKER);
			i += n - 1;
		} else {
			(void)buf_putc(out, text.p[i]);
		}
	}
}
