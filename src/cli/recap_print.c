#include <stdio.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"
#include "cli/chart.h"
#include "cli/out.h"
#include "cli/recap.h"

enum {
	DOMAINS = 10,
	NAME = 30,
	BAR = 30,
	NUMBER = 8,
	KB = 1000,
	ZONE_TIME = 96
};

static void print_row(const char *name, int64_t count, int64_t most)
{
	char bar[CHART_SIZE];

	chart_bar(count, most, chart_room(2 + NAME + 1 + NUMBER + 2, BAR),
	    chart_has_blocks(), bar);
	struct str text = str_trim(str_c(bar));
	printf("  ");
	out_cell(name, NAME);
	printf("%*lld%s%.*s\n", NUMBER, (long long)count,
	    text.n > 0 ? "  " : "", (int)text.n, text.p);
}

static void print_lists(const struct recap *recap)
{
	const struct op_newsletter *n = recap->newsletter;

	if (n->target_count == 1) {
		out_field(_("list"), n->targets[0].list->name);
		return;
	}
	printf("%s\n", _("lists:"));
	for (size_t i = 0; i < n->target_count; i++)
		print_row(n->targets[i].list->name, recap->readers.by_target[i],
		    recap->readers.reached);
}

static void print_topics(const struct recap *recap)
{
	if (recap->newsletter->topic_count > 0)
		printf("%s\n", _("topics:"));
	for (size_t i = 0; i < recap->newsletter->topic_count; i++)
		print_row(recap->newsletter->topics[i],
		    recap->readers.by_topic[i], recap->readers.reached);
}

/* Those who get nothing, and why. */
static void print_nothing(const struct op_readers *readers)
{
	static const char *const words[OP_REACH__MAX] = {
		[OP_EMPTY] = N_("it has nothing on their topics"),
		[OP_PAST] = N_("the events that it has for them are past"),
		[OP_DIGEST] = N_("they read it in the digest"),
		[OP_NONE] = N_("they want no mail"),
		[OP_PAUSED] = N_("they pause"),
		[OP_TWICE] = N_("they get it through another list"),
	};
	int64_t total = 0;

	for (int i = OP_REACHED + 1; i < OP_REACH__MAX; i++)
		total += readers->by_reach[i];
	if (total == 0)
		return;
	printf(_("nothing is sent to %lld:\n"), (long long)total);
	for (int i = OP_REACHED + 1; i < OP_REACH__MAX; i++)
		if (readers->by_reach[i] > 0)
			printf("  %8lld  %s\n", (long long)readers->by_reach[i],
			    _(words[i]));
}

static void print_domains(const struct op_plan *plan)
{
	int64_t rest = 0;
	char name[64];

	if (plan->domain_count == 0)
		return;
	printf("%s\n", _("domains:"));
	for (size_t i = 0; i < plan->domain_count; i++) {
		if (i < DOMAINS)
			print_row(plan->domains[i].name, plan->domains[i].count,
			    plan->domains[0].count);
		else
			rest += plan->domains[i].count;
	}
	if (plan->domain_count <= DOMAINS)
		return;
	size_t more = plan->domain_count - DOMAINS;
	(void)snprintf(
	    name, sizeof(name), _n("%zu other", "%zu others", more), more);
	print_row(name, rest, plan->domains[0].count);
}

/* "2026-12-07 08:00 (Europe/Paris)", wherever this machine stands. */
static void zone_time(
    const struct recap *recap, int64_t when, char out[ZONE_TIME])
{
	struct date_local local;
	char text[DATE_SIZE] = "";

	if (date_to_local(when, recap->zone, &local))
		date_print_local(&local, text);
	(void)snprintf(out, ZONE_TIME, "%s (%s)", text, recap->zone);
}

static void print_changes(const struct recap *recap)
{
	char when[ZONE_TIME];

	for (size_t i = 0; i < recap->newsletter->target_count; i++) {
		const struct op_plan_change *c = &recap->plan.changes[i];
		if (c->list == NULL)
			continue;
		out_puts(c->list->name);
		if (c->since == 0) {
			printf("%s\n", _(": this is its first newsletter"));
			continue;
		}
		zone_time(recap, c->since, when);
		printf(_(", since the last newsletter, %s: %lld joined, %lld "
			 "left, %lld suspended, %lld erased\n"),
		    when, (long long)c->joined, (long long)c->left,
		    (long long)c->suspended, (long long)c->erased);
	}
}

static void print_time(const struct recap *recap)
{
	char when[ZONE_TIME];

	if (recap->start > clock_now()) {
		zone_time(recap, recap->start, when);
		out_field(_("starts"), when);
	}
	if (recap->ends != 0) {
		zone_time(recap, recap->ends, when);
		printf(_("at the relay's pace the last one leaves about %s\n"),
		    when);
	}
	if (recap->plan.before != 0)
		printf(_("the same went out less than a day ago (mailing "
			 "%lld)\n"),
		    (long long)recap->plan.before);
}

void recap_print(const struct recap *recap)
{
	const int64_t *counts = recap->readers.by_language;

	out_field(_("subject"), recap->newsletter->subject);
	print_lists(recap);
	printf(_("recipients: %lld (%lld in French, %lld in English)\n"),
	    (long long)recap->readers.reached, (long long)counts[LANG_FR],
	    (long long)counts[LANG_EN]);
	print_topics(recap);
	print_nothing(&recap->readers);
	if (recap->whole) {
		print_domains(&recap->plan);
		print_changes(recap);
	}
	if (recap->plan.size > 0)
		printf(_("size of a mail: %lld kB\n"),
		    (long long)(recap->plan.size + KB - 1) / KB);
	print_time(recap);
}
