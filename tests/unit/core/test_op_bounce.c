/*
 * src/core/op_bounce.c and op_bounce_turn.c over time: days that count, what
 * is forgotten, and who comes back.
 */
#include "op_support.h"

#include <stdio.h>

#include "core/op_bounce.h"
#include "core/op_bounce_turn.h"
#include "mail/addr.h"
#include "store/handle.h"
#include "store/ledger.h"

static const struct op_proof proof = { .how = "cli" };

/* Somebody on the list; their subscription. */
static struct subscription member(struct op_site *site, const char *address)
{
	struct subscription sub = { .address = address,
		.name = "",
		.topics = "",
		.language = LANG_EN };

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site,
	    op_subscribe(&site->ctx, &site->arena,
		conf_list(site->ctx.conf, "lettre"), &sub, &proof, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
	return sub;
}

/* A mail to them of this number; it failed. */
static bool bounces(struct op_site *site, const struct subscription *sub,
    int64_t number, const char *status)
{
	const struct delivery delivery = { .id = number,
		.mailing = number,
		.subscription = sub->id,
		.list = sub->list,
		.list_name = "lettre",
		.address = sub->address };
	const struct op_bounce event = { .delivery = &delivery,
		.source = "report",
		.said = { .class = REPORT_PERMANENT,
		    .status = status,
		    .words = "gone",
		    .domain = addr_domain(str_c(sub->address)) },
		.message_id = "" };
	bool fresh;

	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site,
	    op_bounce(&site->ctx, &site->arena, &event, &fresh, &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
	return fresh;
}

static struct failing state_of(
    struct op_site *site, const struct subscription *sub)
{
	struct failing out;

	op_must(
	    site, failing_get(site->ctx.db, sub->subscriber, &out, &site->err));
	return out;
}

static enum sub_status status_of(
    struct op_site *site, const struct subscription *sub)
{
	struct subscription now;

	op_must(site, subscription_get(site->ctx.db, &site->arena, sub->id,
			  &now, &site->err));
	return now.status;
}

static void turn(struct op_site *site)
{
	int64_t count;

	op_must(site, op_bounce_turn(&site->ctx, &count, &site->err));
}

static void day(int n)
{
	clock_pretend(OP_NOW + (int64_t)n * CLOCK_DAY);
}

static void days_count_not_mails(void **state)
{
	struct op_site site;
	struct subscription sub;

	(void)state;
	op_site_open(&site);
	sub = member(&site, "a@example.net");
	assert_true(bounces(&site, &sub, 1, "5.1.1"));
	assert_false(bounces(&site, &sub, 1, "5.1.1"));
	assert_true(bounces(&site, &sub, 2, "5.1.1"));
	assert_int_equal(state_of(&site, &sub).score, 1);
	day(1);
	assert_true(bounces(&site, &sub, 3, "5.1.1"));
	assert_true(bounces(&site, &sub, 4, "5.7.1"));
	assert_int_equal(state_of(&site, &sub).score, 2);
	assert_int_equal(status_of(&site, &sub), SUB_ACTIVE);
	day(2);
	assert_true(bounces(&site, &sub, 5, "5.1.1"));
	assert_int_equal(status_of(&site, &sub), SUB_SUSPENDED);
	op_site_close(&site);
}

static void silence_forgets(void **state)
{
	struct op_site site;
	struct subscription sub;

	(void)state;
	op_site_open(&site);
	sub = member(&site, "a@example.net");
	(void)bounces(&site, &sub, 1, "5.1.1");
	day(80);
	(void)bounces(&site, &sub, 2, "5.1.1");
	day(160);
	turn(&site);
	assert_int_equal(state_of(&site, &sub).score, 2);
	day(171);
	/* Also where no turn of the timer came between. */
	(void)bounces(&site, &sub, 3, "5.1.1");
	assert_int_equal(state_of(&site, &sub).score, 1);
	day(262);
	turn(&site);
	assert_int_equal(state_of(&site, &sub).score, 0);
	op_site_close(&site);
}

static void suspend(struct op_site *site, const struct subscription *sub)
{
	for (int i = 0; i < 3; i++) {
		day(i);
		(void)bounces(site, sub, 10 * sub->id + i, "5.1.1");
	}
	assert_int_equal(status_of(site, sub), SUB_SUSPENDED);
}

/* Who subscribes again is back, by whatever way. */
static void subscribing_is_coming_back(void **state)
{
	struct op_site site;
	struct subscription sub;

	(void)state;
	op_site_open(&site);
	sub = member(&site, "a@example.net");
	suspend(&site, &sub);
	(void)member(&site, "a@example.net");
	assert_int_equal(status_of(&site, &sub), SUB_ACTIVE);
	assert_int_equal(state_of(&site, &sub).score, 0);
	op_site_close(&site);
}

/* What was suspended by hand stays so. */
static void a_hand_is_stronger(void **state)
{
	struct op_site site;
	struct subscription sub;

	(void)state;
	op_site_open(&site);
	sub = member(&site, "a@example.net");
	(void)bounces(&site, &sub, 1, "5.1.1");
	sub.status = SUB_SUSPENDED;
	op_must(&site,
	    subscription_update(site.ctx.db, &sub, clock_now(), &site.err));
	day(1);
	(void)bounces(&site, &sub, 2, "5.1.1");
	day(2);
	(void)bounces(&site, &sub, 3, "5.1.1");
	day(20);
	turn(&site);
	op_must(&site, db_begin(site.ctx.db, &site.err));
	op_must(&site, op_bounce_return(&site.ctx, &site.arena, sub.subscriber,
			   &proof, true, &site.err));
	op_must(&site, db_commit(site.ctx.db, &site.err));
	assert_int_equal(status_of(&site, &sub), SUB_SUSPENDED);
	assert_int_equal(op_queued(&site), 0);
	op_site_close(&site);
}

/* A probe that was not sent says nothing: it is waited for. */
static void a_probe_must_leave(void **state)
{
	struct op_site site;
	struct subscription sub;

	(void)state;
	op_site_open(&site);
	sub = member(&site, "a@example.net");
	suspend(&site, &sub);
	day(10);
	turn(&site);
	assert_int_equal(state_of(&site, &sub).step, FAILING_PROBED);
	assert_int_equal(op_queued(&site), 1);
	day(30);
	turn(&site);
	assert_int_equal(state_of(&site, &sub).step, FAILING_PROBED);
	assert_int_equal(status_of(&site, &sub), SUB_SUSPENDED);
	op_site_close(&site);
}

/* A mail of before the probe comes back after it: asked once more. */
static void another_failure_asks_again(void **state)
{
	struct op_site site;
	struct subscription sub;
	int64_t probe;

	(void)state;
	op_site_open(&site);
	sub = member(&site, "a@example.net");
	suspend(&site, &sub);
	day(10);
	turn(&site);
	probe = state_of(&site, &sub).probe;
	day(12);
	(void)bounces(&site, &sub, 77, "5.1.1");
	assert_int_equal(status_of(&site, &sub), SUB_SUSPENDED);
	day(18);
	turn(&site);
	assert_int_equal(state_of(&site, &sub).step, FAILING_PROBED);
	assert_true(state_of(&site, &sub).probe > probe);
	op_site_close(&site);
}

/* The same address, erased meanwhile: nothing is left, nothing fails. */
static void who_is_gone(void **state)
{
	struct op_site site;
	struct subscription sub;
	struct bounce *rows;
	size_t count;

	(void)state;
	op_site_open(&site);
	sub = member(&site, "a@example.net");
	suspend(&site, &sub);
	op_must(
	    &site, db_exec(site.ctx.db, "DELETE FROM subscriber", &site.err));
	assert_int_equal(state_of(&site, &sub).score, 0);
	op_must(&site, bounce_list(site.ctx.db, &site.arena, sub.subscriber, 9,
			   &rows, &count, &site.err));
	assert_int_equal(count, 0);
	assert_true(bounces(&site, &sub, 99, "5.1.1"));
	day(20);
	turn(&site);
	op_site_close(&site);
}

/* Of who is not known here, nothing is kept that may name them. */
static void words_of_strangers(void **state)
{
	struct op_site site;
	struct subscription sub;
	struct subscription stranger;
	int64_t count;

	(void)state;
	op_site_open(&site);
	sub = member(&site, "a@example.net");
	stranger = (struct subscription){ .list = sub.list,
		.address = "nobody@example.net" };
	assert_true(bounces(&site, &sub, 1, "5.1.1"));
	assert_true(bounces(&site, &stranger, 2, "5.1.1"));
	op_must(&site, db_pragma(site.ctx.db,
			   "SELECT count(*) FROM bounce WHERE words = 'gone'",
			   &count, &site.err));
	assert_int_equal(count, 1);
	op_must(&site, db_pragma(site.ctx.db, "SELECT count(*) FROM bounce",
			   &count, &site.err));
	assert_int_equal(count, 2);
	op_site_close(&site);
}

static int64_t count_of(struct op_site *site, const char *query)
{
	int64_t count;

	op_must(site, db_pragma(site->ctx.db, query, &count, &site->err));
	return count;
}

/* No import brings an address back whose probe was returned. */
static void a_dead_address_stays_away(void **state)
{
	struct op_site site;
	struct subscription sub;

	(void)state;
	op_site_open(&site);
	sub = member(&site, "a@example.net");
	suspend(&site, &sub);
	day(10);
	turn(&site);
	(void)bounces(&site, &sub, state_of(&site, &sub).probe, "5.1.1");
	assert_int_equal(status_of(&site, &sub), SUB_LEFT);
	assert_int_equal(
	    count_of(&site, "SELECT count(*) FROM suppression"), 1);
	op_site_close(&site);
}

/* Each mail may be complained about: they leave once. */
static void complaints_again(void **state)
{
	struct op_site site;
	struct subscription sub;

	(void)state;
	op_site_open(&site);
	sub = member(&site, "a@example.net");
	for (int64_t i = 1; i < 4; i++) {
		const struct delivery delivery = { .id = i,
			.mailing = i,
			.subscription = sub.id,
			.list = sub.list,
			.list_name = "lettre",
			.address = sub.address };
		const struct op_bounce event = { .delivery = &delivery,
			.source = "report",
			.complaint = true,
			.said = { .class = REPORT_DELAYED,
			    .status = "",
			    .words = "" },
			.message_id = "" };
		bool fresh;
		op_must(&site, db_begin(site.ctx.db, &site.err));
		op_must(&site, op_bounce(&site.ctx, &site.arena, &event, &fresh,
				   &site.err));
		op_must(&site, db_commit(site.ctx.db, &site.err));
		assert_int_equal(status_of(&site, &sub), SUB_LEFT);
	}
	assert_int_equal(count_of(&site, "SELECT count(*) FROM consent WHERE "
					 "action = 'unsubscribe'"),
	    1);
	assert_int_equal(count_of(&site, "SELECT count(*) FROM suppression "
					 "WHERE reason = 'complaint'"),
	    1);
	op_site_close(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_count_not_mails),
		cmocka_unit_test(silence_forgets),
		cmocka_unit_test(subscribing_is_coming_back),
		cmocka_unit_test(a_hand_is_stronger),
		cmocka_unit_test(a_probe_must_leave),
		cmocka_unit_test(another_failure_asks_again),
		cmocka_unit_test(who_is_gone),
		cmocka_unit_test(words_of_strangers),
		cmocka_unit_test(a_dead_address_stays_away),
		cmocka_unit_test(complaints_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
