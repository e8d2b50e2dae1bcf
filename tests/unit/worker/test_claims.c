/* How many are claimed at a time, and that a claim is in the database. */
#include "../store/mailings.h"

#include "worker/claims.h"

static size_t refill(struct claims *claims, struct db *db, size_t room)
{
	const struct claims_room all = { room, room };
	const size_t before = claims->left;

	must(claims_refill(claims, db, &all_mailings, &all, &err));
	return claims->left - before;
}

static void over(struct claims *claims)
{
	struct job *job;

	while ((job = claims_take(claims)) != NULL)
		claims_over(claims, job);
	assert_null(claims->batches);
}

/* As if the last batch had taken so long. */
static void pass(struct claims *claims, int64_t ms)
{
	over(claims);
	claims->claimed -= ms;
}

/* Else a notice waits until a slow relay has taken fifty. */
static void a_slow_relay_gets_few(void **state)
{
	static const size_t less[] = { 25, 12, 6, 5, 5, 5 };
	struct claims claims = { 0 };
	struct db *db = memory();
	int64_t list;

	(void)state;
	(void)running(db, 200, &list);
	assert_int_equal(refill(&claims, db, SIZE_MAX), 50);
	for (size_t i = 0; i < sizeof(less) / sizeof(*less); i++) {
		pass(&claims, 20000);
		assert_int_equal(refill(&claims, db, SIZE_MAX), less[i]);
	}
	pass(&claims, 5000);
	assert_int_equal(refill(&claims, db, SIZE_MAX), 5);
	pass(&claims, 0);
	assert_int_equal(refill(&claims, db, SIZE_MAX), 10);
	pass(&claims, 0);
	assert_int_equal(refill(&claims, db, 3), 3);
	over(&claims);
	claims_clear(&claims);
	db_close(db);
}

/* What is not in the ledger is nobody's. */
static void nothing_without_a_commit(void **state)
{
	const struct claims_room all = { SIZE_MAX, SIZE_MAX };
	struct claims claims = { 0 };
	struct db *db = memory();
	struct err err;
	int64_t list;

	(void)state;
	(void)running(db, 20, &list);
	run(db, "PRAGMA foreign_keys = ON");
	run(db, "CREATE TABLE parent (id INTEGER PRIMARY KEY)");
	run(db, "CREATE TABLE child (id INTEGER REFERENCES parent "
		"DEFERRABLE INITIALLY DEFERRED)");
	run(db, "CREATE TRIGGER spoil AFTER UPDATE ON delivery BEGIN "
		"INSERT INTO child VALUES (4711); END");
	assert_int_not_equal(
	    claims_refill(&claims, db, &all_mailings, &all, &err), ERR_OK);
	assert_int_equal(claims.left, 0);
	assert_null(claims.batches);
	assert_int_equal(state_of(db, 1), DELIVERY_QUEUED);
	claims_clear(&claims);
	db_close(db);
}

static void those_of_one_mailing(void **state)
{
	struct claims claims = { 0 };
	struct db *db = memory();
	struct job *job;
	int64_t list;
	int64_t first = running(db, 5, &list);
	int64_t second = make_mailing(db, list, MAILING_POST, 5);

	(void)state;
	assert_int_equal(fill(db, second, list, 9), 5);
	must(mailing_set_state(db, second, MAILING_RUNNING, NOW, &err));
	assert_int_equal(refill(&claims, db, SIZE_MAX), 10);
	for (size_t left = 10; left > 5; left--) {
		job = claims_take_of(&claims, second);
		assert_int_equal(job->row->mailing, second);
		claims_over(&claims, job);
		assert_int_equal(claims.left, left - 1);
	}
	assert_null(claims_take_of(&claims, second));
	for (int i = 0; i < 5; i++) {
		job = claims_take(&claims);
		assert_int_equal(job->row->mailing, first);
		claims_over(&claims, job);
	}
	assert_null(claims_take(&claims));
	claims_clear(&claims);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slow_relay_gets_few),
		cmocka_unit_test(nothing_without_a_commit),
		cmocka_unit_test(those_of_one_mailing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
