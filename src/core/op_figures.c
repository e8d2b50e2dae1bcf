#include "core/op_figures.h"

#include <string.h>

#include "base/clock.h"

static void take_delivery(void *ctx, const struct figures_row *row)
{
	figures_add(ctx, row);
}

static void take_returned(void *ctx, const struct figures_row *row)
{
	figures_add_returned(ctx, row);
}

static void take_complaint(void *ctx, const struct figures_row *row)
{
	figures_add_complaint(ctx, row);
}

static void take_change(
    void *ctx, const char *action, const char *how, int64_t count)
{
	struct op_figures *out = ctx;

	if (strcmp(action, "erase") == 0)
		out->erased += count;
	else if (strcmp(action, "suspend") == 0)
		out->suspended += count;
	else
		out->left += count;
	if (strcmp(how, "complaint") == 0)
		out->complained += count;
}

/* What is later than the last span stands in it. */
static void take_hour(void *ctx, int64_t n, int64_t count)
{
	struct op_figures *out = ctx;
	size_t at = (size_t)n;

	if (at >= OP_FIGURES_SPANS)
		at = OP_FIGURES_SPANS - 1;
	out->sent[at] += count;
	if (at >= out->spans)
		out->spans = at + 1;
}

/* Spans that people know, so that what it took fits into them. */
static int64_t width_for(int64_t seconds)
{
	static const int minutes[] = { 1, 5, 15, 60, 6 * 60, 24 * 60 };
	enum { WIDTHS = sizeof(minutes) / sizeof(minutes[0]) };
	int64_t width = CLOCK_MINUTE;

	for (size_t i = 1; i < WIDTHS && seconds >= width * OP_FIGURES_SPANS;
	     i++)
		width = INT64_C(60) * minutes[i];
	return width;
}

static enum err_code changes(struct ctx *ctx, const struct mailing *mailing,
    struct op_figures *out, struct err *err)
{
	struct figures_span span = { .from = mailing->started,
		.until = INT64_MAX };
	enum err_code rc = figures_next(ctx->db, mailing, &out->until, err);

	if (rc != ERR_OK || mailing->started == 0)
		return rc;
	if (out->until != 0)
		span.until = out->until;
	return figures_changes(ctx->db, mailing, &span, take_change, out, err);
}

enum err_code op_figures(struct ctx *ctx, struct arena *arena,
    const struct mailing *mailing, struct op_figures *out, struct err *err)
{
	int64_t id = mailing->id;
	int64_t end = mailing->finished != 0 ? mailing->finished : clock_now();
	enum err_code rc;

	*out = (struct op_figures){
		.all.arena = arena,
		.width = width_for(end - mailing->started),
	};
	rc = figures_deliveries(ctx->db, id, take_delivery, &out->all, err);
	figures_added(&out->all);
	if (rc == ERR_OK)
		rc = figures_returned(
		    ctx->db, id, take_returned, &out->all, err);
	if (rc == ERR_OK)
		rc = figures_complaints(
		    ctx->db, id, take_complaint, &out->all, err);
	if (rc == ERR_OK)
		rc = changes(ctx, mailing, out, err);
	if (rc == ERR_OK && mailing->started != 0)
		rc = figures_hours(
		    ctx->db, mailing, out->width, take_hour, out, err);
	figures_sort(&out->all);
	return rc;
}
