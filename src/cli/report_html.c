#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/local_time.h"
#include "cli/out.h"
#include "cli/page.h"
#include "cli/report.h"

enum {
	OUTCOME_BAR = 300, /* pixels, as in the page */
	DOMAIN_BAR = 120,
	CHART_WIDTH = 720,
	CHART_HEIGHT = 120,
	DOMAINS_MAX = 200
};

static json_t *number(int64_t value)
{
	return json_integer((json_int_t)value);
}

static int64_t pixels(int64_t part, int64_t whole, int64_t width)
{
	int64_t n = whole > 0 ? part * width / whole : 0;

	return part > 0 && n == 0 ? 1 : n;
}

/* How a bar is painted: red only for what went wrong. */
static const char *bar_class(enum figures_outcome outcome)
{
	static const char *const classes[FIGURES_OUTCOME__MAX] = {
		[FIGURES_DELIVERED] = "good",
		[FIGURES_WAITING] = "open",
		[FIGURES_DEFERRED] = "open",
		[FIGURES_FAILED] = "bad",
		[FIGURES_RETURNED] = "bad",
		[FIGURES_HELD] = "open",
		[FIGURES_CANCELLED] = "open",
	};

	return classes[outcome];
}

static json_t *outcome_row(
    const char *words, int64_t count, int64_t total, const char *class)
{
	char share[REPORT_SHARE_SIZE];

	report_share(count, total, share);
	return json_pack("{s:s, s:I, s:s, s:I, s:s}", "words", words, "count",
	    (json_int_t)count, "share", share, "bar",
	    (json_int_t)pixels(count, total, OUTCOME_BAR), "class", class);
}

static json_t *outcomes(const struct figures *f)
{
	json_t *out = json_array();

	for (int i = 0; i < FIGURES_OUTCOME__MAX; i++)
		if (f->counts[i] > 0 || i == FIGURES_DELIVERED)
			(void)json_array_append_new(out,
			    outcome_row(report_words((enum figures_outcome)i),
				f->counts[i], f->total,
				bar_class((enum figures_outcome)i)));
	if (f->complaints > 0)
		(void)json_array_append_new(
		    out, outcome_row(
			     _("complaints"), f->complaints, f->total, "bad"));
	return out;
}

static const enum figures_outcome columns[] = { FIGURES_DELIVERED,
	FIGURES_DEFERRED, FIGURES_FAILED, FIGURES_RETURNED };
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static json_t *column_words(void)
{
	json_t *out = json_array();

	for (size_t i = 0; i < COLUMNS; i++)
		(void)json_array_append_new(
		    out, json_string(report_words(columns[i])));
	return out;
}

static json_t *domains(const struct figures *f)
{
	json_t *out = json_array();

	for (size_t i = 0; i < f->domain_count && i < DOMAINS_MAX; i++) {
		const struct figures_domain *d = &f->domains[i];
		json_t *counts = json_array();
		for (size_t k = 0; k < COLUMNS; k++)
			(void)json_array_append_new(
			    counts, number(d->counts[columns[k]]));
		(void)json_array_append_new(out,
		    json_pack("{s:o, s:I, s:o, s:I}", "name",
			out_json_string(
			    d->name[0] != '\0' ? d->name : _("erased")),
			"total", (json_int_t)d->total, "counts", counts, "bar",
			(json_int_t)pixels(d->counts[FIGURES_DELIVERED],
			    d->total, DOMAIN_BAR)));
	}
	return out;
}

static json_t *reasons(const struct figures *f)
{
	json_t *out = json_array();

	for (size_t i = 0; i < f->reason_count; i++) {
		const struct figures_reason *r = &f->reasons[i];
		json_t *most = json_array();
		for (size_t k = 0; k < FIGURES_TOP && r->top[k].count > 0; k++)
			(void)json_array_append_new(
			    most, json_pack("{s:o, s:I}", "domain",
				      out_json_string(r->top[k].name), "count",
				      (json_int_t)r->top[k].count));
		(void)json_array_append_new(
		    out, json_pack("{s:s, s:s, s:I, s:o, s:b}", "outcome",
			     report_words(r->outcome), "words",
			     _(verdict_words(r->verdict)), "count",
			     (json_int_t)r->count, "most", most, "more",
			     r->domains > FIGURES_TOP));
	}
	return out;
}

/* A table or list with its rows; null for none. */
static json_t *rows(json_t *list)
{
	if (json_array_size(list) > 0)
		return json_pack("{s:o}", "rows", list);
	json_decref(list);
	return json_null();
}

static json_t *since(struct arena *arena, const struct op_figures *f)
{
	json_t *lines = json_array();

	if (f->left > 0)
		(void)json_array_append_new(lines,
		    json_string(arena_printf(arena,
			_n("%lld left the list", "%lld left the list", f->left),
			(long long)f->left)));
	if (f->suspended > 0)
		(void)json_array_append_new(
		    lines, json_string(arena_printf(arena,
			       _n("%lld was suspended", "%lld were suspended",
				   f->suspended),
			       (long long)f->suspended)));
	if (f->erased > 0)
		(void)json_array_append_new(
		    lines, json_string(arena_printf(arena,
			       _n("%lld was erased from the site",
				   "%lld were erased from the site", f->erased),
			       (long long)f->erased)));
	return rows(lines);
}

static json_t *time_bar(
    const struct op_figures *f, int64_t started, size_t i, int64_t most)
{
	enum { STEP = CHART_WIDTH / OP_FIGURES_SPANS };
	char from[LOCAL_TIME_SIZE];
	int64_t h = pixels(f->sent[i], most, CHART_HEIGHT - 4);

	local_time(started + (int64_t)i * f->width, clock_now(), from);
	return json_pack("{s:i, s:I, s:i, s:I, s:s, s:I}", "x",
	    (int)i * STEP + 1, "y", (json_int_t)(CHART_HEIGHT - h), "w",
	    STEP - 2, "h", (json_int_t)h, "from", from, "count",
	    (json_int_t)f->sent[i]);
}

static json_t *hours(struct arena *arena, const struct report *report)
{
	const struct op_figures *f = &report->figures;
	json_t *bars = json_array();
	int64_t most = 0;

	for (size_t i = 0; i < f->spans; i++)
		most = f->sent[i] > most ? f->sent[i] : most;
	for (size_t i = 0; i < f->spans; i++)
		(void)json_array_append_new(
		    bars, time_bar(f, report->mailing->started, i, most));
	if (most == 0) {
		json_decref(bars);
		return json_null();
	}
	return json_pack("{s:i, s:i, s:s, s:o}", "height", CHART_HEIGHT + 1,
	    "base", CHART_HEIGHT, "label",
	    arena_printf(arena,
		_n("at most %lld in %lld minute",
		    "at most %lld in %lld minutes", f->width / CLOCK_MINUTE),
		(long long)most, (long long)(f->width / CLOCK_MINUTE)),
	    "bars", bars);
}

/* The page's own words. */
static json_t *words(struct arena *arena, const struct report *report)
{
	int64_t total = report->figures.all.total;
	char until[LOCAL_TIME_SIZE];
	const char *after = _("since then");

	if (report->figures.until != 0) {
		local_time(report->figures.until, clock_now(), until);
		after =
		    arena_printf(arena, _("until the next one (%s)"), until);
	}
	return json_pack(
	    "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s,"
	    " s:s, s:s, s:s}",
	    /* The language of these messages, as HTML names it. */
	    "lang", _("en"), "mailing",
	    arena_printf(
		arena, _("mailing %lld"), (long long)report->mailing->id),
	    "mails",
	    arena_printf(
		arena, _n("%lld mail", "%lld mails", total), (long long)total),
	    "started", _("started"), "finished", _("finished"), "outcome",
	    _("outcome"), "count", _("number"), "share", _("share"), "reason",
	    _("reason"), "where", _("where"), "why", _("why"), "since", after,
	    "time", _("over time"), "domains", _("by domain"), "domain",
	    _("domain"), "all", _("all"));
}

static json_t *time_json(int64_t when)
{
	char text[LOCAL_TIME_SIZE];

	if (when == 0)
		return json_null();
	local_time(when, 0, text); /* with its day: pages are kept */
	return json_string(text);
}

static json_t *page_data(struct arena *arena, const struct report *report)
{
	const struct mailing *m = report->mailing;
	const struct figures *f = &report->figures.all;

	return json_pack("{s:o, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o,"
			 " s:o, s:o, s:o}",
	    "t", words(arena, report), "title",
	    arena_printf(arena, _("report of mailing %lld"), (long long)m->id),
	    "subject", out_json_string(m->subject), "list",
	    out_json_string(report->list), "state",
	    mailing_state_word(m->state), "from", time_json(m->started), "to",
	    time_json(m->finished), "outcomes", outcomes(f), "since",
	    since(arena, &report->figures), "hours", hours(arena, report),
	    "reasons", rows(reasons(f)), "columns", column_words(), "domains",
	    rows(domains(f)));
}

enum err_code report_html(struct arena *arena, const struct report *report,
    const char *file, struct err *err)
{
	return page_write(arena, "report", page_data(arena, report), file, err);
}
