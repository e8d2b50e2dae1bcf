#include "tmpl/unwritten.h"

enum { MARK_MAX = 500, BRACKETS = 2 };

static bool is_word(char c)
{
	const char low = str_lower(c);

	return (low >= 'a' && low <= 'z') || str_is_digit(c) ||
	       (unsigned char)c >= 0x80;
}

/* Bytes of the mark that begins here; 0 = it is none. */
static size_t length(struct str text)
{
	bool words = false;

	for (size_t n = BRACKETS; n + 1 < text.n && n < MARK_MAX; n++) {
		const char c = text.p[n];
		if (c == ']')
			return words && text.p[n + 1] == ']' ? n + BRACKETS : 0;
		if (c == '[' || (c == '\n' && text.p[n + 1] == '\n'))
			return 0;
		words = words || is_word(c);
	}
	return 0;
}

struct str unwritten_find(struct str text)
{
	size_t at = 0;

	for (;;) {
		size_t more = str_find(str_from(text, at), str_c("[["));
		size_t n;
		if (more == SIZE_MAX)
			return str_n("", 0);
		at += more;
		n = length(str_from(text, at));
		if (n > 0 && (at == 0 || !is_word(text.p[at - 1])))
			return str_sub(text, at, n);
		at++;
	}
}
