/* Lines of a mail as own.c, own_quote.c and own_tail.c look at them. */
#ifndef MAIL_OWN_LINE_H
#define MAIL_OWN_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct own_line {
	struct str text;
	const char *folded; /* no accents, no case, single blanks */
	bool quoted;
	bool armour; /* of PGP */
};

struct own_lines {
	struct own_line *v;
	size_t n;
	bool careful; /* what may be the person's is theirs */
};

#define OWN_COUNT(list) (sizeof(list) / sizeof((list)[0]))

bool own_starts(const char *s, const char *const *list, size_t n);
bool own_ends(const char *s, const char *const *list, size_t n);
bool own_has(const char *s, const char *const *list, size_t n);

/* Only this character, five times or more. */
bool own_is_rule(const char *folded, char c);

bool own_is_empty(const struct own_line *line);

/* The next line from i on that is not empty, or lines->n. */
size_t own_next(const struct own_lines *lines, size_t i);

/* Without the asterisks and signs in front of the first letter or digit. */
const char *own_bare(const char *folded);

#endif
