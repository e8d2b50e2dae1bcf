#include "mail/own_line.h"

#include <string.h>

enum { RULE_MIN = 5 };

bool own_starts(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(s, list[i], strlen(list[i])) == 0)
			return true;
	return false;
}

bool own_ends(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ends(str_c(s), str_c(list[i])))
			return true;
	return false;
}

bool own_has(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(s, list[i]) != NULL)
			return true;
	return false;
}

bool own_is_rule(const char *folded, char c)
{
	size_t n = strspn(folded, (char[]){ c, '\0' });

	return n >= RULE_MIN && folded[n] == '\0';
}

bool own_is_empty(const struct own_line *line)
{
	return line->folded[0] == '\0';
}

size_t own_next(const struct own_lines *lines, size_t i)
{
	while (i < lines->n && own_is_empty(&lines->v[i]))
		i++;
	return i;
}

const char *own_bare(const char *folded)
{
	while (*folded != '\0' &&
	       ((unsigned char)*folded > 0x7f ||
		   strchr("*_ #!|:.=~\"'()[]", *folded) != NULL))
		folded++;
	return folded;
}
