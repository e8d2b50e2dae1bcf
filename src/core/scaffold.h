/*
 * The file that an editor begins a newsletter with: templates/site/new.
 * Pure: a text of the list's settings and of the present time.
 */
#ifndef CORE_SCAFFOLD_H
#define CORE_SCAFFOLD_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/str.h"
#include "conf/conf.h"

struct scaffold {
	const char *template; /* "newsletter", "announcement", "invitation" */
	const struct conf_list *list;
	enum lang language;
	int64_t now;
};

/* Days of the month after `now`, as the clocks of the list show it. */
struct scaffold_days {
	struct date_local first;    /* its first working day */
	struct date_local event;    /* the Thursday of its second week */
	struct date_local deadline; /* its last day */
};

bool scaffold_days(int64_t now, const char *zone, struct scaffold_days *out);

/* ERR_USAGE for a template that there is not. */
enum err_code scaffold_make(struct arena *arena, const struct conf *conf,
    const struct scaffold *scaffold, struct str *out, struct err *err);

#endif
