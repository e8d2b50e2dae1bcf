/* The rules of verdict_of(), the first that fits decides. */
#ifndef CORE_VERDICT_TABLE_H
#define CORE_VERDICT_TABLE_H

#include <stddef.h>

#include "core/verdict.h"

/* Whatever is 0 or NULL fits every reply. */
struct verdict_rule {
	int code;           /* 452, or 4 or 5: every code of this class */
	unsigned stages;    /* of enum verdict_stage */
	const char *status; /* enhanced: "2.2" fits 4.2.2 and 5.2.2, "7." all
			       of this subject */
	const char *words;  /* in the lower-case text; '?' is any character */
	enum verdict verdict;
};

extern const struct verdict_rule verdict_rules[];
extern const size_t verdict_rule_count;

#endif
