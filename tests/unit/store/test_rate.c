/* How fast mailings go, by what was sent in the last minutes. */
#include "mailings.h"
#include "store/rate.h"

static double rate(struct db *db, int64_t mailing, int64_t now)
{
	double out;

	must(rate_get(db, mailing, now, &out, &err));
	return out;
}

static void the_last_minutes_count(void **state)
{
	struct db *db = memory();
	int64_t one = make_mailing(db, 0, MAILING_NEWSLETTER, 5);
	int64_t other = make_mailing(db, 0, MAILING_NEWSLETTER, 5);
	int64_t start = NOW / 60 * 60;

	(void)state;
	assert_true(rate(db, one, NOW) == 0);
	must(rate_add(db, one, 20, start, start + 2, &err));
	/* The first moment counts as a second. */
	assert_true(rate(db, one, start) == 20);
	assert_true(rate(db, one, start + 2) == 10);
	must(rate_add(db, one, 10, start + 2, start + 3, &err));
	assert_true(rate(db, one, start + 3) == 10);
	/* Nothing more is sent: it sinks, and is forgotten. */
	assert_true(rate(db, one, start + 60) == 0.5);
	assert_true(rate(db, one, start + RATE_SECONDS) == 0.1);
	assert_true(rate(db, one, start + RATE_SECONDS + 60) == 0);
	assert_true(rate(db, other, start + 3) == 0);
	db_close(db);
}

static void old_minutes_and_mailings_go(void **state)
{
	struct db *db = memory();
	int64_t one = make_mailing(db, 0, MAILING_NOTICE, 0);

	(void)state;
	must(rate_add(db, one, 1, NOW, NOW, &err));
	must(rate_add(db, one, 1, NOW + 60, NOW + 60, &err));
	must(rate_purge(db, NOW + 60, &err));
	assert_int_equal(ask(db, "SELECT count(*) FROM sent_minute"), 1);
	run(db, "DELETE FROM mailing");
	assert_int_equal(ask(db, "SELECT count(*) FROM sent_minute"), 0);
	/* A mailing that was cleared away meanwhile is no error. */
	must(rate_add(db, one, 1, NOW, NOW, &err));
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_minutes_count),
		cmocka_unit_test(old_minutes_and_mailings_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
