#include "core/figures.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 64 };

const char *figures_outcome_name(enum figures_outcome outcome)
{
	static const char *const names[FIGURES_OUTCOME__MAX] = {
		[FIGURES_DELIVERED] = "delivered",
		[FIGURES_WAITING] = "waiting",
		[FIGURES_DEFERRED] = "deferred",
		[FIGURES_FAILED] = "failed",
		[FIGURES_RETURNED] = "came-back",
		[FIGURES_HELD] = "held",
		[FIGURES_CANCELLED] = "cancelled",
	};

	return names[outcome];
}

static enum figures_outcome outcome_of(enum delivery_state state)
{
	switch (state) {
	case DELIVERY_SENT:
		return FIGURES_DELIVERED;
	case DELIVERY_DEFERRED:
		return FIGURES_DEFERRED;
	case DELIVERY_FAILED:
		return FIGURES_FAILED;
	case DELIVERY_UNCERTAIN:
	case DELIVERY_HELD:
		return FIGURES_HELD;
	case DELIVERY_CANCELLED:
		return FIGURES_CANCELLED;
	case DELIVERY_QUEUED:
	case DELIVERY_CLAIMED:
	case DELIVERY_SENDING:
	case DELIVERY_STATE__MAX:
		break;
	}
	return FIGURES_WAITING;
}

/* The last domain if it is this one, else a new one. */
static struct figures_domain *domain_of(struct figures *f, const char *name)
{
	struct figures_domain *more;

	if (f->domain_count > 0 &&
	    strcmp(f->domains[f->domain_count - 1].name, name) == 0)
		return &f->domains[f->domain_count - 1];
	if (f->domain_count == f->domain_room) {
		f->domain_room =
		    f->domain_room == 0 ? ROOM_FIRST : 2 * f->domain_room;
		more = arena_calloc(f->arena, f->domain_room, sizeof(*more));
		if (f->domain_count > 0)
			memcpy(
			    more, f->domains, f->domain_count * sizeof(*more));
		f->domains = more;
	}
	more = &f->domains[f->domain_count++];
	more->name = arena_strdup(f->arena, name);
	return more;
}

/* Among the domains that stand first for a reason, if it belongs there. */
static void rank(
    struct figures_reason *reason, const char *domain, int64_t count)
{
	size_t at = FIGURES_TOP;

	while (at > 0 && reason->top[at - 1].count < count)
		at--;
	for (size_t i = FIGURES_TOP - 1; i > at; i--)
		reason->top[i] = reason->top[i - 1];
	if (at < FIGURES_TOP) {
		reason->top[at].name = domain;
		reason->top[at].count = count;
	}
}

static void add_reason(struct figures *f, enum figures_outcome outcome,
    const struct figures_row *row, const char *domain)
{
	enum verdict verdict = verdict_parse(row->verdict);
	struct figures_reason *reason = f->reasons;

	if (verdict == VERDICT_NONE)
		verdict = VERDICT_OTHER;
	while (reason < f->reasons + f->reason_count &&
	       (reason->outcome != outcome || reason->verdict != verdict))
		reason++;
	if (reason == f->reasons + f->reason_count) {
		f->reason_count++;
		reason->outcome = outcome;
		reason->verdict = verdict;
	}
	reason->count += row->count;
	reason->domains++;
	rank(reason, domain, row->count);
}

void figures_add(struct figures *f, const struct figures_row *row)
{
	enum figures_outcome outcome = outcome_of(row->state);
	struct figures_domain *domain = domain_of(f, row->domain);

	f->total += row->count;
	f->counts[outcome] += row->count;
	domain->total += row->count;
	domain->counts[outcome] += row->count;
	if (outcome == FIGURES_DEFERRED || outcome == FIGURES_FAILED)
		add_reason(f, outcome, row, domain->name);
}

static int by_name(const void *a, const void *b)
{
	const struct figures_domain *one = a;
	const struct figures_domain *other = b;

	return strcmp(one->name, other->name);
}

void figures_added(struct figures *f)
{
	if (f->domain_count > 0)
		qsort(
		    f->domains, f->domain_count, sizeof(*f->domains), by_name);
}

static struct figures_domain *find(struct figures *f, const char *name)
{
	const struct figures_domain key = { .name = name };

	return f->domain_count == 0 ? NULL
				    : bsearch(&key, f->domains, f->domain_count,
					  sizeof(*f->domains), by_name);
}

void figures_add_returned(struct figures *f, const struct figures_row *row)
{
	struct figures_domain *domain = find(f, row->domain);

	if (domain == NULL)
		return;
	f->counts[FIGURES_DELIVERED] -= row->count;
	f->counts[FIGURES_RETURNED] += row->count;
	domain->counts[FIGURES_DELIVERED] -= row->count;
	domain->counts[FIGURES_RETURNED] += row->count;
	add_reason(f, FIGURES_RETURNED, row, domain->name);
}

void figures_add_complaint(struct figures *f, const struct figures_row *row)
{
	struct figures_domain *domain = find(f, row->domain);

	if (domain == NULL)
		return;
	f->complaints += row->count;
	domain->complaints += row->count;
}

static int most_mails(const void *a, const void *b)
{
	const struct figures_domain *one = a;
	const struct figures_domain *other = b;

	if (one->total != other->total)
		return one->total < other->total ? 1 : -1;
	return strcmp(one->name, other->name);
}

static int most_often(const void *a, const void *b)
{
	const struct figures_reason *one = a;
	const struct figures_reason *other = b;

	if (one->count != other->count)
		return one->count < other->count ? 1 : -1;
	if (one->outcome != other->outcome)
		return (int)one->outcome - (int)other->outcome;
	return (int)one->verdict - (int)other->verdict;
}

void figures_sort(struct figures *f)
{
	if (f->domain_count > 0)
		qsort(f->domains, f->domain_count, sizeof(*f->domains),
		    most_mails);
	if (f->reason_count > 0)
		qsort(f->reasons, f->reason_count, sizeof(*f->reasons),
		    most_often);
}
