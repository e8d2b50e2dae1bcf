/* What core/op_report.c asks of mailings. */
#ifndef STORE_REPORT_H
#define STORE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"

/* A mailing to many that was done after `since`, not reported; 0 = none. */
enum err_code report_next(
    struct db *db, int64_t since, int64_t *id, struct err *err);

/* It is reported; *done false: it was already. */
enum err_code report_mark(
    struct db *db, int64_t id, int64_t now, bool *done, struct err *err);

struct refusal {
	int64_t mailing;
	const char *domain;
	int64_t refused;
	int64_t total; /* deliveries of the mailing to the domain */
};

/* When it is too much: in percent of a domain, and in number. */
struct refusal_bound {
	int64_t since;
	int percent;
	int few;
};

/*
 * Of mailings that run, or were done or reported on after `since`: the domain
 * of each that refused the most of them for what they are (by a rule, as too
 * large, or for a full mailbox), at once or by a report, if more than
 * `percent` of its deliveries and at least `few`; in the arena.
 */
enum err_code report_refusals(struct db *db, struct arena *arena,
    const struct refusal_bound *bound, struct refusal **out, size_t *count,
    struct err *err);

#endif
