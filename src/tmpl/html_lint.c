#include "tmpl/html_lint.h"

enum err_code html_lint(struct arena *arena, struct str html,
    struct html_problem **out, size_t *count, struct err *err)
{
	(void)arena;
	(void)err;
	*out = NULL;
	*count = 0;
	(void)html;
	return ERR_OK;
}
