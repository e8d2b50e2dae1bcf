/* Owners hear once of what failed; the operator of a domain that refuses. */
#include "op_support.h"

#include <stdio.h>

#include "core/op_report.h"
#include "store/ledger.h"
#include "store/subscription.h"

/* Makes a mailing to so many people of each of two domains. */
static int64_t mailing(struct op_site *site, int people)
{
	struct mailing m = { .kind = MAILING_NEWSLETTER,
		.priority = 5,
		.envelope = MAILING_FIXED,
		.subject = "Avril",
		.author = "",
		.content_hash = "",
		.created = clock_now() };
	char address[40];
	int64_t id;

	op_must(site, list_ensure(site->ctx.db, "lettre", clock_now(), &m.list,
			  &site->err));
	op_must(site, mailing_add(site->ctx.db, &m, &site->err));
	for (int i = 0; i < 2 * people; i++) {
		(void)snprintf(address, sizeof(address), "p%d@%s.example", i,
		    i % 2 == 0 ? "one" : "Two");
		op_must(site, delivery_add(site->ctx.db, m.id, address, "fr",
				  clock_now(), &id, &site->err));
	}
	op_must(site, mailing_set_state(site->ctx.db, m.id, MAILING_RUNNING,
			  clock_now(), &site->err));
	return m.id;
}

/* Settles all: every n-th of domain one fails with this verdict. */
static void send(struct op_site *site, int64_t id, int nth, const char *verdict)
{
	struct delivery_claim claim = {
		.mailing = id, .relay = "", .max = 10000, .lease_seconds = 60
	};
	int64_t finished;

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site, delivery_claim(site->ctx.db, &site->arena, &claim,
			  clock_now(), &site->err));
	for (size_t i = 0; i < claim.count; i++) {
		bool fails = nth > 0 && i % 2 == 0 && (int)(i / 2) % nth == 0;
		const struct delivery_outcome outcome = {
			.lease = claim.rows[i].lease,
			.state = fails ? DELIVERY_FAILED : DELIVERY_SENT,
			.charged = true,
			.verdict = fails ? verdict : "",
		};
		bool go;
		op_must(site, delivery_start(site->ctx.db, &claim.rows[i],
				  clock_now(), &go, &site->err));
		op_must(site, delivery_settle(site->ctx.db, claim.rows[i].id,
				  &outcome, clock_now(), &site->err));
	}
	op_must(site, db_commit(site->ctx.db, &site->err));
	op_must(site,
	    mailing_finish(site->ctx.db, clock_now(), &finished, &site->err));
	assert_int_equal(finished, 1);
}

static int64_t reports(struct op_site *site)
{
	int64_t count;

	op_must(site, op_report_due(&site->ctx, &count, &site->err));
	return count;
}

static void once_and_only_failures(void **state)
{
	struct op_site site;

	(void)state;
	op_site_open(&site);
	send(&site, mailing(&site, 10), 5, "address");
	assert_int_equal(reports(&site), 1);
	assert_int_equal(op_queued(&site), 1); /* the one owner */
	assert_int_equal(reports(&site), 0);
	assert_int_equal(op_queued(&site), 1);
	/* All went well: nobody is bothered. */
	send(&site, mailing(&site, 10), 0, "");
	assert_int_equal(reports(&site), 1);
	assert_int_equal(op_queued(&site), 1);
	/* Old news. */
	send(&site, mailing(&site, 10), 5, "full");
	clock_pretend(OP_NOW + 30 * CLOCK_DAY);
	assert_int_equal(reports(&site), 0);
	op_site_close(&site);
}

/* The report itself is a notice: nothing is said about it. */
static void no_report_about_reports(void **state)
{
	struct op_site site;
	int64_t counts[DELIVERY_STATE__MAX];

	(void)state;
	op_site_open(&site);
	send(&site, mailing(&site, 10), 1, "later");
	assert_int_equal(reports(&site), 1);
	send(&site, 2, 1, "address"); /* it fails, too */
	op_must(&site, delivery_count(site.ctx.db, counts, &site.err));
	assert_int_equal(counts[DELIVERY_FAILED], 11);
	assert_int_equal(reports(&site), 0);
	assert_int_equal(op_queued(&site), 0);
	op_site_close(&site);
}

static const char *alarm_text(struct op_site *site, size_t *count)
{
	const char **pairs;

	op_must(site, op_report_refusals(&site->ctx, &site->err));
	op_must(site,
	    alarm_list(site->ctx.db, &site->arena, &pairs, count, &site->err));
	return *count == 0 ? "" : pairs[1];
}

static void refusals(void **state)
{
	struct op_site site;
	size_t count;

	(void)state;
	op_site_open(&site);
	/* One of twenty is just 5 %; and dead addresses are not meant. */
	send(&site, mailing(&site, 20), 20, "policy");
	send(&site, mailing(&site, 20), 2, "address");
	(void)alarm_text(&site, &count);
	assert_int_equal(count, 0);
	send(&site, mailing(&site, 20), 10, "policy");
	assert_non_null(strstr(alarm_text(&site, &count),
	    "mailing 3: one.example refused 2 of 20"));
	assert_int_equal(count, 1);
	(void)alarm_text(&site, &count);
	assert_int_equal(count, 1);
	clock_pretend(OP_NOW + 8 * CLOCK_DAY);
	(void)alarm_text(&site, &count);
	assert_int_equal(count, 0);
	op_site_close(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(once_and_only_failures),
		cmocka_unit_test(no_report_about_reports),
		cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
