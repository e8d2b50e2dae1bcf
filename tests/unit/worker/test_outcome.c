/* What the relay's reply makes of a delivery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "core/backoff.h"
#include "worker/outcome.h"

static const int64_t now = 1000000000;
static const int64_t day = CLOCK_DAY;

/* `wait`: seconds, give or take a quarter of them. */
static void replies_and_states(void **state)
{
	static const struct {
		const char *name;
		enum smtp_outcome outcome;
		enum verdict verdict;
		int attempts;
		int64_t age; /* since it was put off first, 0 = never was */
		enum delivery_state want;
		int64_t wait;
		bool charged;
		bool waits;
	} rows[] = {
		{ "sent", SMTP_SENT, VERDICT_NONE, 0, 0, DELIVERY_SENT, 0, true,
		    false },
		{ "first time later", SMTP_LATER, VERDICT_LATER, 0, 0,
		    DELIVERY_DEFERRED, 5 * CLOCK_MINUTE, true, true },
		{ "third time later", SMTP_LATER, VERDICT_DOMAIN, 2, day,
		    DELIVERY_DEFERRED, 20 * CLOCK_MINUTE, true, true },
		{ "often later", SMTP_LATER, VERDICT_OTHER, 50, day,
		    DELIVERY_DEFERRED, 66 * CLOCK_MINUTE, true, true },
		{ "later, just young enough", SMTP_LATER, VERDICT_FULL, 0,
		    5 * CLOCK_DAY - 1, DELIVERY_DEFERRED, 5 * CLOCK_MINUTE,
		    true, true },
		{ "later for five days", SMTP_LATER, VERDICT_LATER, 50,
		    5 * CLOCK_DAY, DELIVERY_FAILED, 66 * CLOCK_MINUTE, true,
		    true },
		{ "said 5xx, meant later", SMTP_NEVER, VERDICT_LATER, 0, 0,
		    DELIVERY_DEFERRED, 5 * CLOCK_MINUTE, true, true },
		{ "unknown", SMTP_NEVER, VERDICT_ADDRESS, 0, 0, DELIVERY_FAILED,
		    5 * CLOCK_MINUTE, true, true },
		{ "spam", SMTP_NEVER, VERDICT_POLICY, 0, 0, DELIVERY_FAILED,
		    5 * CLOCK_MINUTE, true, true },
		{ "too fast", SMTP_LATER, VERDICT_RELAY, 7, day,
		    DELIVERY_DEFERRED, CLOCK_MINUTE, false, true },
		{ "too fast, said 5xx", SMTP_NEVER, VERDICT_RELAY, 0, 0,
		    DELIVERY_DEFERRED, CLOCK_MINUTE, false, true },
		{ "too fast for five days", SMTP_LATER, VERDICT_RELAY, 7,
		    5 * CLOCK_DAY, DELIVERY_FAILED, CLOCK_MINUTE, false, true },
		{ "quota", SMTP_LATER, VERDICT_QUOTA, 0, 0, DELIVERY_DEFERRED,
		    5 * CLOCK_MINUTE, false, false },
		{ "quota, said 5xx", SMTP_NEVER, VERDICT_QUOTA, 0,
		    9 * CLOCK_DAY, DELIVERY_DEFERRED, 5 * CLOCK_MINUTE, false,
		    false },
		{ "quota, said to MAIL", SMTP_NO_SENDER, VERDICT_QUOTA, 0, 0,
		    DELIVERY_DEFERRED, 5 * CLOCK_MINUTE, false, false },
		{ "session over", SMTP_LATER, VERDICT_SESSION, 1, 0,
		    DELIVERY_QUEUED, 0, false, false },
		{ "no login", SMTP_NEVER, VERDICT_LOGIN, 0, 0,
		    DELIVERY_DEFERRED, 5 * CLOCK_MINUTE, false, true },
		{ "cannot be rendered", SMTP_NEVER, VERDICT_NONE, 0, 0,
		    DELIVERY_FAILED, 5 * CLOCK_MINUTE, true, true },
		{ "perhaps", SMTP_UNKNOWN, VERDICT_NONE, 0, 0,
		    DELIVERY_UNCERTAIN, DOUBT_SECONDS, true, false },
		{ "not tried", SMTP_NOT_TRIED, VERDICT_RELAY, 3, 0,
		    DELIVERY_QUEUED, CLOCK_MINUTE, false, false },
		{ "untouched", SMTP_UNTOUCHED, VERDICT_RELAY, 3, 0,
		    DELIVERY_QUEUED, 0, false, false },
		{ "our sender refused", SMTP_NO_SENDER, VERDICT_POLICY, 3, 0,
		    DELIVERY_QUEUED, 10 * CLOCK_MINUTE, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct delivery delivery = {
			.id = (int64_t)i,
			.attempts = rows[i].attempts,
			.created = now - 30 * day,
			.since = rows[i].age == 0 ? 0 : now - rows[i].age,
		};
		const struct smtp_reply reply = { .outcome = rows[i].outcome };
		struct delivery_outcome got =
		    outcome_of(&delivery, &reply, rows[i].verdict, now);
		int64_t off = llabs(got.due - now - rows[i].wait);
		if (got.state != rows[i].want || off > rows[i].wait / 4 ||
		    got.charged != rows[i].charged ||
		    got.waits != rows[i].waits)
			fail_msg("%s: %s in %lld s, charged %d, waits %d",
			    rows[i].name, delivery_state_name(got.state),
			    (long long)(got.due - now), got.charged, got.waits);
		assert_string_equal(got.verdict, verdict_name(rows[i].verdict));
	}
}

static void our_own_delay_does_not_count(void **state)
{
	struct delivery delivery = { .due = now - 9 * (int64_t)CLOCK_DAY };

	(void)state;
	assert_int_equal(outcome_excuse(&delivery, true, now), 8 * CLOCK_DAY);
	assert_int_equal(outcome_excuse(&delivery, false, now), 0);
	/* Once a day is often enough. */
	delivery.due = now - CLOCK_DAY;
	assert_int_equal(outcome_excuse(&delivery, true, now), 0);
	delivery.due = now + 5;
	assert_int_equal(outcome_excuse(&delivery, true, now), 0);
}

static enum verdict ask(const char *before, bool exhausted)
{
	const struct delivery delivery = { .address = "bob@example.net",
		.verdict = before };
	struct smtp_reply reply = { .outcome = SMTP_NEVER,
		.stage = SMTP_AT_RCPT,
		.code = 550,
		.text = "quota exceeded" };

	return outcome_verdict(&delivery, &reply, exhausted);
}

static void a_quota_of_one_person(void **state)
{
	(void)state;
	assert_int_equal(ask("", false), VERDICT_QUOTA);
	assert_int_equal(ask("later", false), VERDICT_QUOTA);
	assert_int_equal(ask("quota", true), VERDICT_QUOTA);
	/* Others were let through meanwhile. */
	assert_int_equal(ask("quota", false), VERDICT_LATER);
}

static void stages(void **state)
{
	const struct delivery delivery = { .address = "bob@example.net",
		.verdict = "" };
	struct smtp_reply reply = { .code = 451 };

	(void)state;
	assert_int_equal(
	    outcome_verdict(&delivery, &reply, false), VERDICT_RELAY);
	reply.stage = SMTP_AT_MAIL;
	assert_int_equal(
	    outcome_verdict(&delivery, &reply, false), VERDICT_RELAY);
	reply.stage = SMTP_AT_RCPT;
	assert_int_equal(
	    outcome_verdict(&delivery, &reply, false), VERDICT_LATER);
	reply.stage = SMTP_AT_MESSAGE;
	assert_int_equal(
	    outcome_verdict(&delivery, &reply, false), VERDICT_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_and_states),
		cmocka_unit_test(our_own_delay_does_not_count),
		cmocka_unit_test(a_quota_of_one_person),
		cmocka_unit_test(stages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
