#include "store/figures.h"

#include "store/stmt.h"

enum err_code figures_deliveries(struct db *db, int64_t mailing,
    figures_fn *each, void *ctx, struct err *err)
{
	struct stmt *s = stmt_use(db, "figures_deliveries");
	const char *words[DELIVERY_STATE__MAX];

	for (int i = 0; i < DELIVERY_STATE__MAX; i++)
		words[i] = delivery_state_name((enum delivery_state)i);
	stmt_int(s, ":mailing", mailing);
	while (stmt_next(s)) {
		const struct figures_row row = {
			.domain = stmt_get_text(s, 0),
			.state = (enum delivery_state)stmt_get_word(
			    s, 1, words, DELIVERY_STATE__MAX),
			.verdict = stmt_get_text(s, 2),
			.count = stmt_get_int(s, 3),
		};
		each(ctx, &row);
	}
	return stmt_end(s, err);
}

/* Those of them that were sent, by domain and verdict. */
static enum err_code of_sent(struct db *db, const char *query, int64_t mailing,
    figures_fn *each, void *ctx, struct err *err)
{
	struct stmt *s = stmt_use(db, query);

	stmt_int(s, ":mailing", mailing);
	while (stmt_next(s)) {
		const struct figures_row row = {
			.domain = stmt_get_text(s, 0),
			.state = DELIVERY_SENT,
			.verdict = stmt_get_text(s, 1),
			.count = stmt_get_int(s, 2),
		};
		each(ctx, &row);
	}
	return stmt_end(s, err);
}

enum err_code figures_returned(struct db *db, int64_t mailing, figures_fn *each,
    void *ctx, struct err *err)
{
	return of_sent(db, "figures_returned", mailing, each, ctx, err);
}

enum err_code figures_complaints(struct db *db, int64_t mailing,
    figures_fn *each, void *ctx, struct err *err)
{
	return of_sent(db, "figures_complaints", mailing, each, ctx, err);
}

enum err_code figures_next(struct db *db, const struct mailing *mailing,
    int64_t *when, struct err *err)
{
	struct stmt *s = stmt_use(db, "figures_next");

	stmt_ref(s, ":list", mailing->list);
	stmt_int(s, ":mailing", mailing->id);
	return stmt_scalar(s, when, err);
}

static enum err_code read_changes(
    struct stmt *s, figures_change_fn *each, void *ctx, struct err *err)
{
	while (stmt_next(s))
		each(ctx, stmt_get_text(s, 0), stmt_get_text(s, 1),
		    stmt_get_int(s, 2));
	return stmt_end(s, err);
}

enum err_code figures_changes(struct db *db, const struct mailing *mailing,
    const struct figures_span *span, figures_change_fn *each, void *ctx,
    struct err *err)
{
	struct stmt *s = stmt_use(db, "figures_changes");

	stmt_ref(s, ":list", mailing->list);
	stmt_int(s, ":mailing", mailing->id);
	stmt_int(s, ":from", span->from);
	stmt_int(s, ":until", span->until);
	return read_changes(s, each, ctx, err);
}

enum err_code figures_last(
    struct db *db, int64_t list, int64_t *when, struct err *err)
{
	struct stmt *s = stmt_use(db, "figures_last");

	stmt_int(s, ":list", list);
	return stmt_scalar(s, when, err);
}

enum err_code figures_since(struct db *db, int64_t list, int64_t from,
    figures_change_fn *each, void *ctx, struct err *err)
{
	struct stmt *s = stmt_use(db, "figures_since");

	stmt_int(s, ":list", list);
	stmt_int(s, ":from", from);
	return read_changes(s, each, ctx, err);
}

enum err_code figures_hours(struct db *db, const struct mailing *mailing,
    int64_t width, figures_hour_fn *each, void *ctx, struct err *err)
{
	struct stmt *s = stmt_use(db, "figures_hours");

	stmt_int(s, ":mailing", mailing->id);
	stmt_int(s, ":from", mailing->started);
	stmt_int(s, ":width", width);
	while (stmt_next(s))
		each(ctx, stmt_get_int(s, 0), stmt_get_int(s, 1));
	return stmt_end(s, err);
}
