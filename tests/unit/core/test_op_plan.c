/* src/core/op_plan.c */
#include "newsletter_support.h"

#include <stdlib.h>

#include "base/hours.h"
#include "core/op_plan.h"
#include "core/op_subscription.h"
#include "core/pacing.h"

static const char letter[] = "---\nsubject: x\n---\n\nBonjour.\n";
static const char for_few[] =
    "---\nsubject: x\n---\n\nBonjour,\n\n"
    "::: item\ntitle: Travail\ntopics: travail\n:::\n";

static const struct conf_list *lettre(struct op_site *site)
{
	return conf_list(site->conf, "lettre");
}

static void join(struct op_site *site, const char *list, const char *address,
    const char *topics)
{
	const struct op_proof proof = { .how = "cli", .source = "paper" };
	struct subscription sub = { .address = address,
		.name = "",
		.topics = topics,
		.delivery = SUB_EACH };

	op_must(
	    site, op_subscribe(&site->ctx, &site->arena,
		      conf_list(site->conf, list), &sub, &proof, &site->err));
}

static void join_all(struct op_site *site, const char *list,
    const char *const *addresses, const char *topics)
{
	op_must(site, db_begin(site->ctx.db, &site->err));
	for (; *addresses != NULL; addresses++)
		join(site, list, *addresses, topics);
	op_must(site, db_commit(site->ctx.db, &site->err));
}

static struct op_plan plan_of(
    struct op_site *site, const struct op_newsletter *n)
{
	struct op_plan plan;

	op_must(site, op_plan(&site->ctx, &site->arena, n, &plan, &site->err));
	return plan;
}

/* Of those who get it, the most first; each person once. */
static void domains(void **state)
{
	static const char *const ours[] = { "a@big.example", "b@Big.Example",
		"c@small.example", "d@also.example", NULL };
	static const char *const theirs[] = { "a@big.example",
		"e@small.example", NULL };
	static const char *const others[] = { "f@small.example",
		"g@small.example", "h@small.example", NULL };
	const struct conf_list *lists[2];
	struct op_newsletter n;
	struct op_site site;
	struct op_plan plan;

	(void)state;
	op_site_open(&site);
	join_all(&site, "lettre", ours, "");
	join_all(&site, "ess-communs", theirs, "");
	lists[0] = lettre(&site);
	lists[1] = conf_list(site.conf, "ess-communs");
	n = made_for(&site, lists, 2, letter);
	plan = plan_of(&site, &n);
	assert_int_equal(plan.domain_count, 3);
	assert_string_equal(plan.domains[0].name, "big.example");
	assert_int_equal(plan.domains[0].count, 2);
	assert_string_equal(plan.domains[1].name, "small.example");
	assert_int_equal(plan.domains[1].count, 2);
	assert_string_equal(plan.domains[2].name, "also.example");
	assert_int_equal(plan.domains[2].count, 1);
	/* Who is not shown anything of it is none of them. */
	join_all(&site, "lettre", others, "gouvernance");
	n = made_newsletter(&site, lettre(&site), for_few);
	plan = plan_of(&site, &n);
	assert_int_equal(plan.domains[0].count, 2);
	assert_int_equal(plan.domains[1].count, 1);
	assert_int_equal(plan.domain_count, 3);
	op_site_close(&site);
}

/* Since the last newsletter of this list, and only then. */
static void changes(void **state)
{
	static const char *const first[] = { "a@a.example", "b@a.example",
		"c@a.example", NULL };
	static const char *const later[] = { "d@a.example", "e@a.example",
		NULL };
	const struct op_proof proof = { .how = "email", .source = "" };
	struct subscription sub;
	struct op_newsletter n;
	struct op_site site;
	struct op_plan plan;

	(void)state;
	op_site_open(&site);
	join_all(&site, "lettre", first, "");
	n = made_newsletter(&site, lettre(&site), letter);
	plan = plan_of(&site, &n);
	assert_int_equal(plan.changes[0].since, 0);
	assert_int_equal(plan.changes[0].joined, 0);
	clock_pretend(OP_NOW + 50);
	op_must(&site, send_newsletter(&site, lettre(&site), "First"));
	clock_pretend(OP_NOW + 100);
	join_all(&site, "lettre", later, "");
	op_must(&site, db_begin(site.ctx.db, &site.err));
	op_must(&site, op_find(&site.ctx, &site.arena, lettre(&site),
			   "b@a.example", &sub, &site.err));
	op_must(&site, op_leave(&site.ctx, &site.arena, lettre(&site), &sub,
			   &proof, false, &site.err));
	op_must(&site, db_commit(site.ctx.db, &site.err));
	plan = plan_of(&site, &n);
	assert_ptr_equal(plan.changes[0].list, lettre(&site));
	assert_int_equal(plan.changes[0].since, OP_NOW + 50);
	assert_int_equal(plan.changes[0].joined, 2);
	assert_int_equal(plan.changes[0].left, 1);
	assert_int_equal(plan.changes[0].suspended, 0);
	op_site_close(&site);
}

static void size_and_what_went_before(void **state)
{
	static const char *const first[] = { "a@a.example", NULL };
	struct op_newsletter n;
	struct op_newsletter few;
	struct op_queued queued = { 0 };
	struct op_site site;
	struct op_plan plan;
	struct op_plan brief;

	(void)state;
	op_site_open(&site);
	join_all(&site, "lettre", first, "");
	n = made_newsletter(&site, lettre(&site), letter);
	few = made_newsletter(&site, lettre(&site), for_few);
	plan = plan_of(&site, &n);
	assert_int_equal(plan.before, 0);
	op_must(&site,
	    op_plan_brief(&site.ctx, &site.arena, &few, &brief, &site.err));
	assert_true(brief.size > plan.size && plan.size > 1000);
	assert_int_equal(brief.domain_count, 0);
	op_must(&site,
	    op_newsletter_send(&site.ctx, &site.arena, &n, &queued, &site.err));
	clock_pretend(OP_NOW + CLOCK_DAY - 60);
	assert_int_equal(plan_of(&site, &n).before, queued.mailing);
	assert_int_equal(plan_of(&site, &few).before, 0);
	clock_pretend(OP_NOW + CLOCK_DAY + 60);
	assert_int_equal(plan_of(&site, &n).before, 0);
	op_site_close(&site);
}

/* The end of a mailing, as it is foretold and as it comes. */

enum { DOMAINS = 3 };
static const char *const names[DOMAINS] = { "a.example", "b.example",
	"c.example" };

/* How many want nothing of it, and how many there are, at each domain. */
struct crowd {
	int readers[DOMAINS];
	int without[DOMAINS];
};

static void gather(struct op_site *site, const struct crowd *crowd)
{
	op_must(site, db_begin(site->ctx.db, &site->err));
	for (int d = 0; d < DOMAINS; d++)
		for (int i = 0; i < crowd->readers[d] + crowd->without[d]; i++)
			join(site, "lettre",
			    arena_printf(&site->arena, "p%d@%s", i, names[d]),
			    i < crowd->readers[d] ? "travail" : "gouvernance");
	op_must(site, db_commit(site->ctx.db, &site->err));
}

/* A sender that is as fast as it may. */
struct sender {
	struct op_site *site;
	struct pacing pacing;
	struct hours hours;
	struct clock_reading begin;
	int64_t passed; /* ms */
};

static struct clock_reading reading_of(const struct sender *s)
{
	struct clock_reading out = s->begin;

	out.boot_ms += s->passed;
	out.wall_ms += s->passed;
	return out;
}

static bool start_one(struct sender *s, const char *domain, int64_t *wait)
{
	const struct pacing_start start = { .domain = domain, .bulk = true };
	const struct clock_reading reading = reading_of(s);
	struct db *db = s->site->ctx.db;
	struct err *err = &s->site->err;
	struct pacing_waits waits;
	int64_t this;

	op_must(s->site,
	    pacing_look(db, &s->pacing, &start, &reading, &waits, err));
	this = waits.all > waits.domain ? waits.all : waits.domain;
	if (this == 0)
		op_must(s->site,
		    pacing_count(db, &s->pacing, domain, &reading, err));
	else if (*wait == 0 || this < *wait)
		*wait = this;
	return this == 0;
}

static void wait_for_hours(struct sender *s)
{
	int64_t now = OP_NOW + s->passed / 1000;

	if (!hours_open(&s->hours, "Europe/Paris", now))
		s->passed =
		    1000 *
		    (hours_next(&s->hours, "Europe/Paris", now, true) - OP_NOW);
}

/* Seconds until the last one left. */
static int64_t send_all(struct sender *s, const struct crowd *crowd)
{
	struct crowd left = *crowd;
	int64_t all = 0;

	for (int d = 0; d < DOMAINS; d++)
		all += left.readers[d];
	while (all > 0) {
		int64_t wait = 0;
		bool any = false;

		wait_for_hours(s);
		for (int d = 0; d < DOMAINS; d++) {
			if (left.readers[d] == 0 ||
			    !start_one(s, names[d], &wait))
				continue;
			left.readers[d]--;
			all--;
			any = true;
		}
		s->passed += any ? 0 : wait;
	}
	return s->passed / 1000;
}

static int64_t foretold(struct op_site *site, int64_t start)
{
	struct op_newsletter n = made_newsletter(site, lettre(site), for_few);
	struct op_plan plan = plan_of(site, &n);
	struct op_readers readers;
	int64_t end;

	op_must(site, op_newsletter_count(
			  &site->ctx, &site->arena, &n, &readers, &site->err));
	op_must(site, op_plan_end(&site->ctx, &n, &readers, &plan, start, &end,
			  &site->err));
	return end;
}

struct row {
	struct pace_limits all;
	struct pace_limits domain;
	const char *hours;
	int64_t start; /* seconds from now */
	struct crowd crowd;
};

static void check(const struct row *row, unsigned n)
{
	struct op_site site;
	struct conf_smtp *relay;
	struct sender sender = { .site = &site };
	int64_t comes;
	int64_t said;

	op_site_open(&site);
	relay = &site.conf->smtp;
	relay->messages_per_second = row->all.starts[PACE_SECOND];
	relay->messages_per_minute = row->all.starts[PACE_MINUTE];
	relay->messages_per_hour = row->all.starts[PACE_HOUR];
	relay->messages_per_day = row->all.starts[PACE_DAY];
	relay->domain_per_minute = row->domain.starts[PACE_MINUTE];
	relay->domain_per_hour = row->domain.starts[PACE_HOUR];
	relay->domain_per_day = row->domain.starts[PACE_DAY];
	free(relay->sending_hours);
	relay->sending_hours = row->hours == NULL ? NULL : strdup(row->hours);
	if (row->hours != NULL)
		assert_true(hours_parse(str_c(row->hours), &sender.hours));
	gather(&site, &row->crowd);
	said =
	    foretold(&site, row->start == 0 ? 0 : OP_NOW + row->start) - OP_NOW;
	sender.pacing = pacing_of(relay);
	clock_read(&sender.begin);
	sender.passed = 1000 * row->start;
	comes = send_all(&sender, &row->crowd);
	if (llabs(said - comes) > comes / 10 + CLOCK_MINUTE)
		fail_msg("row %u: said %lld s, comes after %lld s", n,
		    (long long)said, (long long)comes);
	op_site_close(&site);
}

static void its_end(void **state)
{
	static const struct row rows[] = {
		{ .all = { { 0, 30, 0, 0 } },
		    .crowd = { .readers = { 100, 50, 10 } } },
		{ .all = { { 2, 0, 0, 0 } },
		    .crowd = { .readers = { 100, 50, 10 } } },
		{ .all = { { 0, 0, 50, 0 } },
		    .crowd = { .readers = { 100, 50, 10 } } },
		{ .all = { { 0, 20, 60, 100 } },
		    .crowd = { .readers = { 100, 50, 10 } } },
		{ .all = { { 0, 0, 40, 0 } },
		    .start = 3 * CLOCK_DAY,
		    .crowd = { .readers = { 60, 50, 10 } } },
		{ .domain = { { 0, 0, 20, 0 } },
		    .crowd = { .readers = { 100, 50, 10 } } },
		{ .all = { { 0, 0, 100, 0 } },
		    .domain = { { 0, 0, 30, 0 } },
		    .crowd = { .readers = { 100, 50, 10 } } },
		/* Most of the list is at a domain that few readers have. */
		{ .all = { { 0, 30, 0, 0 } },
		    .domain = { { 0, 0, 0, 20 } },
		    .crowd = { .readers = { 10, 18, 5 },
			.without = { 150, 0, 0 } } },
		{ .all = { { 0, 0, 30, 0 } },
		    .hours = "08:00-12:00 14:00-18:00",
		    .crowd = { .readers = { 100, 100, 50 } } },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check(&rows[i], i);
}

static int some(uint32_t *seed, int below)
{
	*seed = *seed * 1664525U + 1013904223U;
	return (int)((*seed >> 8) % (uint32_t)below);
}

/* Whatever the limits. */
static void its_end_of_any(void **state)
{
	uint32_t seed = 5;

	(void)state;
	for (unsigned i = 0; i < 25; i++) {
		struct row row = { .start = some(&seed, 2) * CLOCK_HOUR };

		for (int d = 0; d < DOMAINS; d++)
			row.crowd.readers[d] = 5 + some(&seed, 60);
		row.all.starts[PACE_MINUTE] = 5 + some(&seed, 30);
		row.all.starts[PACE_HOUR] =
		    some(&seed, 2) * (20 + some(&seed, 80));
		row.all.starts[PACE_DAY] =
		    some(&seed, 2) * (60 + some(&seed, 200));
		row.domain.starts[PACE_HOUR] =
		    some(&seed, 2) * (10 + some(&seed, 60));
		check(&row, 100 + i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(domains),
		cmocka_unit_test(changes),
		cmocka_unit_test(size_and_what_went_before),
		cmocka_unit_test(its_end),
		cmocka_unit_test(its_end_of_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
