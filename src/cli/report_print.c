#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "cli/chart.h"
#include "cli/local_time.h"
#include "cli/out.h"
#include "cli/report.h"

enum {
	LABEL = 12,
	BAR = 36,
	DOMAIN_CELL = 21,
	DOMAIN_BAR = 9,
	NUMBER = 8,
	SHARE = 9
};

/* Text that ends at the right of a column. */
static void put_right(const char *text, size_t width)
{
	for (size_t n = utf8_width(str_c(text)); n < width; n++)
		putchar(' ');
	out_puts(text);
}

static void put_number(int64_t number, size_t width)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	put_right(text, width);
}

/* After so many columns; no blanks at the end of a line. */
static void put_bar(int64_t part, int64_t whole, size_t taken, size_t width)
{
	char bar[CHART_SIZE];

	width = chart_room(taken + 2, width);
	chart_bar(part, whole, width, chart_has_blocks(), bar);
	struct str text = str_trim(str_c(bar));
	printf("%s%.*s\n", text.n > 0 ? "  " : "", (int)text.n, text.p);
}

static void print_line(const char *label, int64_t count, int64_t total)
{
	char share[REPORT_SHARE_SIZE];

	printf("  ");
	out_cell(label, LABEL);
	put_number(count, NUMBER);
	report_share(count, total, share);
	put_right(share, SHARE);
	put_bar(count, total, 2 + LABEL + 1 + NUMBER + SHARE, BAR);
}

static void print_outcomes(const struct figures *f)
{
	printf(
	    _n("%lld mail\n", "%lld mails\n", f->total), (long long)f->total);
	for (int i = 0; i < FIGURES_OUTCOME__MAX; i++)
		if (f->counts[i] > 0 || i == FIGURES_DELIVERED)
			print_line(report_words((enum figures_outcome)i),
			    f->counts[i], f->total);
	if (f->complaints > 0)
		print_line(_("complaints"), f->complaints, f->total);
}

static const enum figures_outcome columns[] = { FIGURES_DELIVERED,
	FIGURES_DEFERRED, FIGURES_FAILED, FIGURES_RETURNED };
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

/* As wide as its word in this language. */
static size_t column_width(enum figures_outcome outcome)
{
	size_t width = utf8_width(str_c(report_words(outcome))) + 1;

	return width < NUMBER ? NUMBER : width;
}

static void print_domain(const char *name, const struct figures_domain *d)
{
	size_t taken = 2 + DOMAIN_CELL + 1 + NUMBER;

	printf("  ");
	out_cell(name, DOMAIN_CELL);
	put_number(d->total, NUMBER);
	for (size_t i = 0; i < COLUMNS; i++) {
		put_number(d->counts[columns[i]], column_width(columns[i]));
		taken += column_width(columns[i]);
	}
	put_bar(d->counts[FIGURES_DELIVERED], d->total, taken, DOMAIN_BAR);
}

/* All domains that do not stand in the table, as one. */
static struct figures_domain rest_of(const struct figures *f)
{
	struct figures_domain rest = { .total = 0 };

	for (size_t i = REPORT_DOMAINS; i < f->domain_count; i++) {
		rest.total += f->domains[i].total;
		for (int k = 0; k < FIGURES_OUTCOME__MAX; k++)
			rest.counts[k] += f->domains[i].counts[k];
	}
	return rest;
}

static void print_domains(const struct figures *f)
{
	char name[64];

	if (f->domain_count == 0)
		return;
	printf("\n  ");
	out_cell(_("domain"), DOMAIN_CELL);
	put_right(_("all"), NUMBER);
	for (size_t i = 0; i < COLUMNS; i++)
		put_right(report_words(columns[i]), column_width(columns[i]));
	printf("\n");
	for (size_t i = 0; i < f->domain_count && i < REPORT_DOMAINS; i++)
		print_domain(f->domains[i].name[0] != '\0' ? f->domains[i].name
							   : _("erased"),
		    &f->domains[i]);
	if (f->domain_count <= REPORT_DOMAINS)
		return;
	struct figures_domain rest = rest_of(f);
	size_t more = f->domain_count - REPORT_DOMAINS;
	(void)snprintf(
	    name, sizeof(name), _n("%zu other", "%zu others", more), more);
	print_domain(name, &rest);
}

static void print_reasons(const struct figures *f)
{
	if (f->reason_count > 0)
		printf("\n%s\n", _("why:"));
	for (size_t i = 0; i < f->reason_count; i++) {
		const struct figures_reason *r = &f->reasons[i];
		printf("  ");
		out_cell(report_words(r->outcome), LABEL);
		put_number(r->count, NUMBER);
		printf("  %s\n%*s", _(verdict_words(r->verdict)),
		    2 + LABEL + 1 + NUMBER + 2, "");
		for (size_t k = 0; k < FIGURES_TOP && r->top[k].count > 0;
		     k++) {
			printf("%s", k == 0 ? "" : ", ");
			out_puts(r->top[k].name);
			if (r->domains > 1)
				printf(" %lld", (long long)r->top[k].count);
		}
		printf("%s\n", r->domains > FIGURES_TOP ? ", ..." : "");
	}
}

static void print_since(const struct op_figures *f)
{
	char when[LOCAL_TIME_SIZE];

	if (f->left + f->suspended + f->erased == 0)
		return;
	printf("\n");
	if (f->until != 0) {
		local_time(f->until, clock_now(), when);
		printf(_("until the next one (%s):\n"), when);
	} else {
		printf("%s\n", _("since then:"));
	}
	if (f->left > 0)
		printf(_n("  %lld left the list\n", "  %lld left the list\n",
			   f->left),
		    (long long)f->left);
	if (f->suspended > 0)
		printf(_n("  %lld was suspended\n", "  %lld were suspended\n",
			   f->suspended),
		    (long long)f->suspended);
	if (f->erased > 0)
		printf(_n("  %lld was erased from the site\n",
			   "  %lld were erased from the site\n", f->erased),
		    (long long)f->erased);
}

void report_print(const struct report *report)
{
	const struct mailing *m = report->mailing;
	char from[LOCAL_TIME_SIZE];
	char to[LOCAL_TIME_SIZE];

	printf(_("mailing %lld: "), (long long)m->id);
	out_puts(m->subject);
	printf("\n");
	out_field(_("list"), report->list);
	out_field(_("state"), mailing_state_word(m->state));
	if (m->started != 0) {
		local_time(m->started, clock_now(), from);
		out_field(_("started"), from);
	}
	if (m->finished != 0) {
		local_time(m->finished, clock_now(), to);
		out_field(_("finished"), to);
	}
	printf("\n");
	print_outcomes(&report->figures.all);
	print_domains(&report->figures.all);
	print_reasons(&report->figures.all);
	print_since(&report->figures);
}
