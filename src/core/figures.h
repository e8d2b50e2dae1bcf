/*
 * What became of a mailing, in figures: by outcome, by domain and by reason.
 * Pure: rows are added one by one, those of a domain one after the other.
 */
#ifndef CORE_FIGURES_H
#define CORE_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/verdict.h"
#include "store/figures.h"

/* Each delivery has one of these. */
enum figures_outcome {
	FIGURES_DELIVERED, /* sent, and nothing came back */
	FIGURES_WAITING,   /* its turn has not come */
	FIGURES_DEFERRED,  /* put off, will be tried again */
	FIGURES_FAILED,    /* refused for good */
	FIGURES_RETURNED,  /* sent, and came back later */
	FIGURES_HELD,      /* nobody knows; a human decides */
	FIGURES_CANCELLED,
	FIGURES_OUTCOME__MAX
};

/* For programs: "delivered", "came-back"... */
const char *figures_outcome_name(enum figures_outcome outcome);

enum { FIGURES_TOP = 3 };

struct figures_domain {
	const char *name;
	int64_t total;
	int64_t counts[FIGURES_OUTCOME__MAX];
	int64_t complaints; /* of those delivered */
};

/* Why so many were deferred, failed or came back, and where most. */
struct figures_reason {
	enum figures_outcome outcome;
	enum verdict verdict;
	int64_t count;
	size_t domains; /* in all */
	struct {
		const char *name;
		int64_t count;
	} top[FIGURES_TOP]; /* count 0 = none */
};

struct figures {
	struct arena *arena;
	int64_t total;
	int64_t counts[FIGURES_OUTCOME__MAX];
	int64_t complaints;
	struct figures_domain *domains; /* the one with the most mails first */
	size_t domain_count;
	size_t domain_room;
	struct figures_reason
	    reasons[FIGURES_OUTCOME__MAX * VERDICT__MAX]; /* most first */
	size_t reason_count;
};

/* Rows of figures_deliveries(); `arena` is set, all else zero at first. */
void figures_add(struct figures *figures, const struct figures_row *row);

/* Then the domains are put in order by name: for the next two. */
void figures_added(struct figures *figures);

/* Rows of figures_returned() and figures_complaints(). */
void figures_add_returned(
    struct figures *figures, const struct figures_row *row);
void figures_add_complaint(
    struct figures *figures, const struct figures_row *row);

/* At the end: what is most comes first. */
void figures_sort(struct figures *figures);

#endif
