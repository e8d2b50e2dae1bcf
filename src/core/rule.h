/*
 * When something recurs, as people say it:
 *
 *	monday 08:00               every monday 8:00     lundi 8h
 *	first monday 08:00         premier lundi 8h      last friday 18:30
 *	every 2 weeks monday 08:00 toutes les 2 semaines lundi 8h
 *	day 15 08:00               le 15 à 8h            15th 08:00
 *	day 31 08:00  (in shorter months: their last day)
 *
 * English and French, in any case, with or without accents; "at", "on", "the",
 * "of the month" and their French sisters may stand in between.
 */
#ifndef CORE_RULE_H
#define CORE_RULE_H

#include <stdint.h>

#include "base/date.h"
#include "base/err.h"

enum rule_kind {
	RULE_WEEKS, /* every n-th week on a weekday */
	RULE_NTH,   /* the n-th such weekday of each month; -1 = the last */
	RULE_DAY    /* a day of each month */
};

struct rule {
	enum rule_kind kind;
	int n;
	int weekday; /* 0 = Monday */
	int hour;
	int minute;
};

/* ERR_USAGE with what may be written instead. */
enum err_code rule_parse(const char *text, struct rule *out, struct err *err);

enum { RULE_SIZE = 64 };

/* Its one canonical English form, which rule_parse() reads. */
void rule_print(const struct rule *rule, char out[RULE_SIZE]);

/* The same in the person's language, which rule_parse() reads as well. */
void rule_words(const struct rule *rule, char out[RULE_SIZE]);

/*
 * The first moment of it after `after` in the zone; of every second week and
 * the like, counted from `anchor`: a moment of the rule, or 0 for none yet.
 * False for an unknown zone, or beyond the year 9999.
 */
bool rule_next(const struct rule *rule, const char *zone, int64_t anchor,
    int64_t after, int64_t *next);

#endif
