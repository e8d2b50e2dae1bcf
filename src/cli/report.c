#include "cli/report.h"

#include <stdio.h>

#include "base/i18n.h"
#include "cli/out.h"

const char *report_words(enum figures_outcome outcome)
{
	static const char *const words[FIGURES_OUTCOME__MAX] = {
		[FIGURES_DELIVERED] = N_("delivered"),
		[FIGURES_WAITING] = N_("waiting"),
		[FIGURES_DEFERRED] = N_("deferred"),
		[FIGURES_FAILED] = N_("failed"),
		[FIGURES_RETURNED] = N_("came back"),
		[FIGURES_HELD] = N_("held"),
		[FIGURES_CANCELLED] = N_("cancelled"),
	};

	return _(words[outcome]);
}

void report_share(int64_t part, int64_t whole, char out[REPORT_SHARE_SIZE])
{
	int share =
	    whole > 0 ? (int)(1000 * (double)part / (double)whole + 0.5) : 0;

	if (part > 0 && share < 1)
		share = 1;
	if (part < whole && share > 999)
		share = 999;
	/* Tenths behind the sign that the language writes there. */
	(void)snprintf(
	    out, REPORT_SHARE_SIZE, _("%d.%d %%"), share / 10, share % 10);
}

static json_t *number(int64_t value)
{
	return json_integer((json_int_t)value);
}

/* Outcomes as members of an object. */
static void add_counts(
    json_t *out, int64_t total, const int64_t counts[], int64_t complaints)
{
	(void)json_object_set_new(out, "total", number(total));
	for (int i = 0; i < FIGURES_OUTCOME__MAX; i++)
		(void)json_object_set_new(out,
		    figures_outcome_name((enum figures_outcome)i),
		    number(counts[i]));
	(void)json_object_set_new(out, "complaints", number(complaints));
}

static json_t *domains_json(const struct figures *f)
{
	json_t *out = json_array();

	for (size_t i = 0; i < f->domain_count; i++) {
		const struct figures_domain *d = &f->domains[i];
		json_t *row = json_object();
		(void)json_object_set_new(
		    row, "domain", out_json_string(d->name));
		add_counts(row, d->total, d->counts, d->complaints);
		(void)json_array_append_new(out, row);
	}
	return out;
}

static json_t *reasons_json(const struct figures *f)
{
	json_t *out = json_array();

	for (size_t i = 0; i < f->reason_count; i++) {
		const struct figures_reason *r = &f->reasons[i];
		json_t *top = json_array();
		for (size_t k = 0; k < FIGURES_TOP && r->top[k].count > 0; k++)
			(void)json_array_append_new(
			    top, json_pack("{s:o, s:I}", "domain",
				     out_json_string(r->top[k].name), "count",
				     (json_int_t)r->top[k].count));
		(void)json_array_append_new(
		    out, json_pack("{s:s, s:s, s:s, s:I, s:I, s:o}", "outcome",
			     figures_outcome_name(r->outcome), "reason",
			     verdict_name(r->verdict), "words",
			     _(verdict_words(r->verdict)), "count",
			     (json_int_t)r->count, "domains",
			     (json_int_t)r->domains, "most", top));
	}
	return out;
}

static json_t *hours_json(const struct op_figures *f)
{
	json_t *counts = json_array();

	for (size_t i = 0; i < f->spans; i++)
		(void)json_array_append_new(counts, number(f->sent[i]));
	return json_pack(
	    "{s:I, s:o}", "seconds", (json_int_t)f->width, "counts", counts);
}

json_t *report_json(const struct report *report)
{
	const struct op_figures *f = &report->figures;
	const struct mailing *m = report->mailing;
	json_t *out = json_pack("{s:I, s:o, s:o, s:s, s:o, s:o, s:o}",
	    "mailing", (json_int_t)m->id, "subject",
	    out_json_string(m->subject), "list", out_json_string(report->list),
	    "state", mailing_state_name(m->state), "created",
	    out_json_date(m->created), "started", out_json_date(m->started),
	    "finished", out_json_date(m->finished));

	add_counts(out, f->all.total, f->all.counts, f->all.complaints);
	(void)json_object_set_new(out, "since",
	    json_pack("{s:o, s:I, s:I, s:I, s:I}", "until",
		out_json_date(f->until), "left", (json_int_t)f->left,
		"complained", (json_int_t)f->complained, "suspended",
		(json_int_t)f->suspended, "erased", (json_int_t)f->erased));
	(void)json_object_set_new(out, "domains", domains_json(&f->all));
	(void)json_object_set_new(out, "reasons", reasons_json(&f->all));
	(void)json_object_set_new(out, "sent", hours_json(f));
	return out;
}
