#include "base/str.h"

#include <string.h>

struct str str_c(const char *s)
{
	return (struct str){ s, s == NULL ? 0 : strlen(s) };
}

struct str str_n(const char *p, size_t n)
{
	return (struct str){ p, n };
}

bool str_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

char str_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int str_hex(char c)
{
	if (str_is_digit(c))
		return c - '0';
	c = str_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool same(const char *a, const char *b, size_t n)
{
	return n == 0 || memcmp(a, b, n) == 0;
}

static bool same_icase(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_lower(a[i]) != str_lower(b[i]))
			return false;
	return true;
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && same(a.p, b.p, a.n);
}

bool str_ieq(struct str a, struct str b)
{
	return a.n == b.n && same_icase(a.p, b.p, a.n);
}

bool str_is(struct str a, const char *b)
{
	return str_eq(a, str_c(b));
}

bool str_iis(struct str a, const char *b)
{
	return str_ieq(a, str_c(b));
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && same(s.p, prefix.p, prefix.n);
}

bool str_istarts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && same_icase(s.p, prefix.p, prefix.n);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n &&
	       same(s.p + (s.n - suffix.n), suffix.p, suffix.n);
}

bool str_iends(struct str s, struct str suffix)
{
	return s.n >= suffix.n &&
	       same_icase(s.p + (s.n - suffix.n), suffix.p, suffix.n);
}

size_t str_find(struct str s, struct str needle)
{
	size_t i = 0;

	if (needle.n == 0)
		return 0;
	while (i + needle.n <= s.n) {
		const char *hit =
		    memchr(s.p + i, needle.p[0], s.n - needle.n + 1 - i);
		if (hit == NULL)
			break;
		i = (size_t)(hit - s.p);
		if (same(hit, needle.p, needle.n))
			return i;
		i++;
	}
	return SIZE_MAX;
}

size_t str_ifind(struct str s, struct str needle)
{
	char first = needle.n == 0 ? '\0' : str_lower(needle.p[0]);

	if (needle.n == 0)
		return 0;
	for (size_t i = 0; i + needle.n <= s.n; i++)
		if (str_lower(s.p[i]) == first &&
		    same_icase(s.p + i, needle.p, needle.n))
			return i;
	return SIZE_MAX;
}

size_t str_findc(struct str s, char c)
{
	const char *hit = s.n == 0 ? NULL : memchr(s.p, c, s.n);

	return hit == NULL ? SIZE_MAX : (size_t)(hit - s.p);
}

struct str str_from(struct str s, size_t offset)
{
	if (offset > s.n)
		offset = s.n;
	return (struct str){ s.n == 0 ? s.p : s.p + offset, s.n - offset };
}

struct str str_sub(struct str s, size_t offset, size_t n)
{
	s = str_from(s, offset);
	if (n < s.n)
		s.n = n;
	return s;
}

struct str str_trim(struct str s)
{
	while (s.n > 0 && str_is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && str_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool str_split(struct str *rest, char separator, struct str *part)
{
	size_t at;

	if (rest->p == NULL)
		return false;
	at = str_findc(*rest, separator);
	if (at == SIZE_MAX) {
		*part = *rest;
		*rest = (struct str){ NULL, 0 };
	} else {
		*part = str_sub(*rest, 0, at);
		*rest = str_from(*rest, at + 1);
	}
	return true;
}

bool str_line(struct str *rest, struct str *line)
{
	if (rest->n == 0 || !str_split(rest, '\n', line))
		return false;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

bool str_u64(struct str s, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		uint64_t digit;
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		digit = (uint64_t)(s.p[i] - '0');
		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (value > max)
		return false;
	*out = value;
	return true;
}
