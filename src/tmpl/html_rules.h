/* What mail clients leave out: the table behind tmpl/html_lint.h. */
#ifndef TMPL_HTML_RULES_H
#define TMPL_HTML_RULES_H

#include "base/str.h"
#include "tmpl/html_lint.h"

struct html_rule {
	const char *name;  /* of the element or property; "*" = any */
	const char *value; /* that the value holds; NULL = any value */
	enum html_level level;
	const char *who;    /* does not show it; NULL: it is unwelcome */
	const char *advice; /* N_() */
};

/* NULL when nothing is to be said. */
const struct html_rule *html_rule_element(const char *name);

/* Name in lower case without blanks around, value likewise. */
const struct html_rule *html_rule_property(struct str name, struct str value);

#endif
