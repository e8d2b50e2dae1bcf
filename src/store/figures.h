/* What core/op_figures.c asks of a mailing: counts, never persons. */
#ifndef STORE_FIGURES_H
#define STORE_FIGURES_H

#include <stdint.h>

#include "base/err.h"
#include "store/mailing.h"

/* So many of a domain; strings are valid during the call only. */
struct figures_row {
	const char *domain;        /* "" = of people who were erased */
	enum delivery_state state; /* of figures_deliveries() */
	const char *verdict;       /* of core/verdict.h, "" = none */
	int64_t count;
};
typedef void figures_fn(void *ctx, const struct figures_row *row);

/* All deliveries; in order of domains, as all of these. */
enum err_code figures_deliveries(struct db *db, int64_t mailing,
    figures_fn *each, void *ctx, struct err *err);

/* What was sent and came back, as reports told; each once. */
enum err_code figures_returned(struct db *db, int64_t mailing, figures_fn *each,
    void *ctx, struct err *err);

/* Those who complained. */
enum err_code figures_complaints(struct db *db, int64_t mailing,
    figures_fn *each, void *ctx, struct err *err);

/* When the next newsletter of its list began; 0 = there is none. */
enum err_code figures_next(struct db *db, const struct mailing *mailing,
    int64_t *when, struct err *err);

/* A span of time: from <= t < until. */
struct figures_span {
	int64_t from;
	int64_t until;
};

/*
 * Who left the list (or was suspended, erased) in that time and was to get
 * this mailing; action and how as db/schema.sql has them.
 */
typedef void figures_change_fn(
    void *ctx, const char *action, const char *how, int64_t count);
enum err_code figures_changes(struct db *db, const struct mailing *mailing,
    const struct figures_span *span, figures_change_fn *each, void *ctx,
    struct err *err);

/* When the last newsletter of a list began; 0 = there was none. */
enum err_code figures_last(
    struct db *db, int64_t list, int64_t *when, struct err *err);

/* Persons with consent records of a list since then, by action; how is "". */
enum err_code figures_since(struct db *db, int64_t list, int64_t from,
    figures_change_fn *each, void *ctx, struct err *err);

/* How many were sent in the n-th `width` seconds after `from`. */
typedef void figures_hour_fn(void *ctx, int64_t n, int64_t count);
enum err_code figures_hours(struct db *db, const struct mailing *mailing,
    int64_t width, figures_hour_fn *each, void *ctx, struct err *err);

#endif
