/*
 * Slices: a pointer and a length over bytes that somebody else owns.
 * Case is ASCII case; for folding of accents see base/utf8.h.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
	const char *p;
	size_t n;
};

/* For printf: printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)((s).n > INT32_MAX ? INT32_MAX : (s).n), (s).p

/* A slice over a C string (empty for NULL), or over n bytes. */
struct str str_c(const char *s);
struct str str_n(const char *p, size_t n);

bool str_eq(struct str a, struct str b);
bool str_ieq(struct str a, struct str b);
/* Compare with a C string. */
bool str_is(struct str a, const char *b);
bool str_iis(struct str a, const char *b);
bool str_starts(struct str s, struct str prefix);
bool str_istarts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_iends(struct str s, struct str suffix);

/* Offset of the first occurrence, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle);
size_t str_ifind(struct str s, struct str needle);
size_t str_findc(struct str s, char c);

/* The slice from offset (clamped), and without the blanks at both ends. */
struct str str_from(struct str s, size_t offset);
struct str str_sub(struct str s, size_t offset, size_t n);
struct str str_trim(struct str s);

/*
 * Takes the part up to the separator off the front of *rest.  False when
 * *rest is used up; a final empty part after a separator is returned.
 * Start with *rest = the whole; it becomes {NULL, 0} at the end.
 */
bool str_split(struct str *rest, char separator, struct str *part);

/* As str_split by lines, without their LF or CRLF; a last one begins none. */
bool str_line(struct str *rest, struct str *line);

/* A decimal number that uses the whole slice; false if not, or over max. */
bool str_u64(struct str s, uint64_t max, uint64_t *out);

bool str_is_space(char c);
char str_lower(char c);
bool str_is_digit(char c);

/* What a hexadecimal digit counts; -1 for other characters. */
int str_hex(char c);

#endif
