/* What is wrong with the templates of a site, each tried with sample data. */
#ifndef CLI_TEMPLATE_CHECK_H
#define CLI_TEMPLATE_CHECK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "cli/cli.h"

/* One thing that an author would want to know. */
struct template_remark {
	bool error; /* mails made of it cannot leave, or shut some out */
	const char
	    *text; /* "FILE:LINE:COLUMN: sentence", or "FILE: sentence" */
};

struct template_remarks {
	struct arena *arena;
	struct template_remark *rows;
	size_t count;
	size_t room;
	size_t errors;
	size_t tried; /* mails that were made */
};

/*
 * Renders all templates as this list (NULL = the site) has them, in both
 * languages, and adds what is to be said; nothing is said twice.
 */
enum err_code template_check(struct cli *cli, const struct conf_list *list,
    struct template_remarks *out, struct err *err);

#endif
