/* `newsletter report`: what became of a newsletter, for people and programs. */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include <jansson.h>

#include "cli/cli.h"
#include "core/op_figures.h"

struct report {
	const struct mailing *mailing;
	const char *list; /* its name, NULL = none */
	struct op_figures figures;
};

enum { REPORT_SHARE_SIZE = 16, REPORT_DOMAINS = 10 };

/* What people call an outcome. */
const char *report_words(enum figures_outcome outcome);

/*
 * "98.1 %".  What is more than nothing is never 0.0, and only the whole is
 * 100.0.
 */
void report_share(int64_t part, int64_t whole, char out[REPORT_SHARE_SIZE]);

/* A new object with all figures. */
json_t *report_json(const struct report *report);

/* On standard output, with bars. */
void report_print(const struct report *report);

/* Writes a page of HTML to a file; nothing in it is from elsewhere. */
enum err_code report_html(struct arena *arena, const struct report *report,
    const char *file, struct err *err);

#endif
