#include "mail/html_text.h"
char *html_text(struct arena *arena, struct str html, size_t max)
{
	return arena_dup(arena, str_sub(html, 0, max));
}
