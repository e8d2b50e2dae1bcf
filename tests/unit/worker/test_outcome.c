/* What the relay's reply makes of a delivery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "worker/outcome.h"

static const int64_t now = 1000000000;

static void replies_and_states(void **state)
{
	static const struct {
		const char *name;
		enum smtp_outcome outcome;
		int attempts;
		int64_t age;
		enum delivery_state want;
		int64_t wait;
		bool charged;
	} rows[] = {
		{ "sent", SMTP_SENT, 0, 0, DELIVERY_SENT, 0, true },
		{ "first time later", SMTP_LATER, 0, 0, DELIVERY_DEFERRED,
		    5 * CLOCK_MINUTE, true },
		{ "third time later", SMTP_LATER, 2, 0, DELIVERY_DEFERRED,
		    20 * CLOCK_MINUTE, true },
		{ "often later", SMTP_LATER, 50, 0, DELIVERY_DEFERRED,
		    66 * CLOCK_MINUTE, true },
		{ "later, just young enough", SMTP_LATER, 0, 5 * CLOCK_DAY - 1,
		    DELIVERY_DEFERRED, 5 * CLOCK_MINUTE, true },
		{ "later for five days", SMTP_LATER, 50, 5 * CLOCK_DAY,
		    DELIVERY_FAILED, 66 * CLOCK_MINUTE, true },
		{ "never", SMTP_NEVER, 0, 0, DELIVERY_FAILED, 0, true },
		{ "perhaps", SMTP_UNKNOWN, 0, 0, DELIVERY_UNCERTAIN,
		    DOUBT_SECONDS, true },
		{ "not tried", SMTP_NOT_TRIED, 3, 0, DELIVERY_QUEUED,
		    CLOCK_MINUTE, false },
		{ "untouched", SMTP_UNTOUCHED, 3, 0, DELIVERY_QUEUED, 0,
		    false },
		{ "our sender refused", SMTP_NO_SENDER, 3, 0, DELIVERY_QUEUED,
		    10 * CLOCK_MINUTE, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct delivery delivery = {
			.attempts = rows[i].attempts,
			.created = now - rows[i].age,
		};
		const struct smtp_reply reply = { .outcome = rows[i].outcome };
		struct delivery_outcome got =
		    outcome_of(&delivery, &reply, now);
		if (got.state != rows[i].want ||
		    got.due - now != rows[i].wait ||
		    got.charged != rows[i].charged)
			fail_msg("%s: %s in %lld s, charged %d", rows[i].name,
			    delivery_state_name(got.state),
			    (long long)(got.due - now), got.charged);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_and_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
