/* Brakes in memory and in the database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/brake.h"
#include "store/ledger.h"
#include "worker/brakes.h"

static const int64_t now = 1900000000;
static struct err err;

static struct delivery to(const char *address)
{
	return (struct delivery){ .id = 1, .address = address, .verdict = "" };
}

/* The relay answers a mail that was taken just now. */
static void hear(struct brakes *brakes, const struct delivery *mail,
    enum verdict verdict, enum smtp_outcome outcome, int code)
{
	const struct smtp_reply reply = {
		.outcome = outcome, .code = code, .text = "so it is"
	};
	const struct brakes_news news = { .mail = mail,
		.taken = INT64_MAX,
		.verdict = verdict,
		.reply = &reply };

	brakes_hear(brakes, &news, now);
}

static void store(struct brakes *brakes, struct db *db)
{
	assert_int_equal(db_begin(db, &err), ERR_OK);
	assert_int_equal(brakes_store(brakes, db, &err), ERR_OK);
	assert_int_equal(db_commit(db, &err), ERR_OK);
	brakes_stored(brakes);
	assert_false(brakes_changed(brakes));
}

static size_t alarms(struct db *db)
{
	struct arena arena = { 0 };
	const char **pairs;
	size_t count;

	assert_int_equal(alarm_list(db, &arena, &pairs, &count, &err), ERR_OK);
	arena_free(&arena);
	return count;
}

static void one_domain(void **state)
{
	const struct delivery slow = to("a@Slow.example");
	const struct delivery other = to("a@other.example");
	struct brakes brakes;
	struct brakes again;
	struct db *db;

	(void)state;
	assert_int_equal(db_open_memory(&db, &err), ERR_OK);
	brakes_open(&brakes, "x");
	brakes_open(&again, "x");
	hear(&brakes, &slow, VERDICT_DOMAIN, SMTP_LATER, 450);
	hear(&brakes, &slow, VERDICT_DOMAIN, SMTP_LATER, 450);
	assert_true(brakes_changed(&brakes));
	assert_int_equal(brakes_ask(&brakes, &slow, now).all, now);
	assert_true(brakes_ask(&brakes, &slow, now).domain >= now + 2);
	assert_int_equal(brakes_ask(&brakes, &other, now).domain, 0);
	store(&brakes, db);
	/* Another sender, or the next start, knows it. */
	assert_int_equal(brakes_load(&again, db, &err), ERR_OK);
	assert_true(brakes_ask(&again, &slow, now).domain >= now + 2);
	assert_int_equal(brakes_ask(&again, &slow, now + 2).domain, 0);
	/* One mail at a time. */
	brakes_taken(&again, &slow, now + 2);
	assert_true(brakes_ask(&again, &slow, now + 2).domain >= now + 4);
	hear(&again, &slow, VERDICT_NONE, SMTP_SENT, 250);
	hear(&again, &slow, VERDICT_NONE, SMTP_SENT, 250);
	assert_int_equal(brakes_ask(&again, &slow, now).domain, 0);
	store(&again, db);
	assert_int_equal(again.count, 0);
	assert_int_equal(brakes_load(&brakes, db, &err), ERR_OK);
	assert_int_equal(brakes.count, 0);
	brakes_clear(&brakes);
	brakes_clear(&again);
	db_close(db);
}

static void quota(void **state)
{
	const struct delivery mail = to("a@one.example");
	const struct delivery other = to("a@other.example");
	struct brakes brakes;
	struct db *db;

	(void)state;
	assert_int_equal(db_open_memory(&db, &err), ERR_OK);
	brakes_open(&brakes, "");
	hear(&brakes, &mail, VERDICT_QUOTA, SMTP_NEVER, 550);
	assert_true(brakes_exhausted(&brakes));
	assert_int_equal(
	    brakes_ask(&brakes, &other, now).all, now + 15 * CLOCK_MINUTE);
	store(&brakes, db);
	assert_int_equal(alarms(db), 1);
	/* One asks, the others wait for its answer. */
	assert_int_equal(brakes_ask(&brakes, &mail, now + 900).all, now + 900);
	brakes_taken(&brakes, &mail, now + 900);
	assert_true(brakes_ask(&brakes, &other, now + 900).all > now + 900);
	brakes_over(&brakes, &mail);
	assert_int_equal(brakes_ask(&brakes, &other, now + 900).all, now + 900);
	brakes_taken(&brakes, &other, now + 900);
	hear(&brakes, &other, VERDICT_NONE, SMTP_SENT, 250);
	brakes_over(&brakes, &other);
	assert_false(brakes_exhausted(&brakes));
	assert_int_equal(brakes_ask(&brakes, &mail, now).all, now);
	store(&brakes, db);
	assert_int_equal(alarms(db), 0);
	brakes_clear(&brakes);
	db_close(db);
}

/* What was on its way already says nothing new. */
static void late_replies(void **state)
{
	const struct delivery mail = to("a@one.example");
	const struct smtp_reply sent = { .outcome = SMTP_SENT, .code = 250 };
	const struct smtp_reply slow = { .outcome = SMTP_LATER, .code = 450 };
	struct brakes_news news = { .mail = &mail, .taken = 1, .reply = &sent };
	struct brakes brakes;
	int64_t until;

	(void)state;
	brakes_open(&brakes, "");
	hear(&brakes, &mail, VERDICT_QUOTA, SMTP_LATER, 450);
	brakes_hear(&brakes, &news, now);
	assert_true(brakes_exhausted(&brakes));
	hear(&brakes, &mail, VERDICT_DOMAIN, SMTP_LATER, 450);
	until = brakes_until(&brakes, now);
	news.reply = &slow;
	for (int i = 0; i < 5; i++) {
		news.verdict = VERDICT_QUOTA;
		brakes_hear(&brakes, &news, now);
		news.verdict = VERDICT_DOMAIN;
		brakes_hear(&brakes, &news, now);
	}
	assert_int_equal(brakes_until(&brakes, now), until);
	brakes_clear(&brakes);
}

/* Thousands of domains, each found again. */
static void many(void **state)
{
	struct brakes brakes;
	char address[40];

	(void)state;
	brakes_open(&brakes, "");
	for (int i = 0; i < 3000; i++) {
		struct delivery mail = to(address);
		(void)snprintf(
		    address, sizeof(address), "a@d%d.example", i * 7919 % 3000);
		hear(&brakes, &mail, VERDICT_DOMAIN, SMTP_LATER, 450);
	}
	assert_int_equal(brakes.count, 3000);
	for (int i = 0; i < 3000; i++) {
		struct delivery mail = to(address);
		(void)snprintf(address, sizeof(address), "a@d%d.example", i);
		assert_true(brakes_ask(&brakes, &mail, now).domain > now);
		hear(&brakes, &mail, VERDICT_NONE, SMTP_SENT, 250);
	}
	assert_int_equal(brakes.count, 0);
	brakes_clear(&brakes);
}

/* Nobody writes for days; the next mail that is taken ends the alarm. */
static void a_quota_outlives_a_silence(void **state)
{
	const struct delivery mail = to("a@b.example");
	const struct delivery to_slow = to("a@slow.example");
	struct brakes brakes;
	struct db *db;

	(void)state;
	assert_int_equal(db_open_memory(&db, &err), ERR_OK);
	brakes_open(&brakes, "");
	hear(&brakes, &mail, VERDICT_QUOTA, SMTP_LATER, 452);
	hear(&brakes, &to_slow, VERDICT_DOMAIN, SMTP_LATER, 450);
	store(&brakes, db);
	brakes_clear(&brakes);
	assert_int_equal(alarms(db), 1);
	assert_int_equal(brake_purge(db, now + 90 * CLOCK_DAY, &err), ERR_OK);
	assert_int_equal(brakes_load(&brakes, db, &err), ERR_OK);
	assert_int_equal(brakes.count, 1);
	hear(&brakes, &mail, VERDICT_NONE, SMTP_SENT, 250);
	store(&brakes, db);
	assert_int_equal(alarms(db), 0);
	assert_int_equal(brakes.count, 0);
	brakes_clear(&brakes);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_domain),
		cmocka_unit_test(quota),
		cmocka_unit_test(a_quota_outlives_a_silence),
		cmocka_unit_test(late_replies),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
