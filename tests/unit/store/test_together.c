/* Several deliveries in one statement do what they do one by one. */
#include "mailings.h"

enum { PEOPLE = 23 };

static struct delivery_start starts[PEOPLE];

/* Two claims, so with two leases, of 12 and of 11. */
static void claim_twice(struct db *db, struct arena *arena, int64_t mailing)
{
	struct delivery *rows;

	assert_int_equal(claim(db, arena, mailing, 12, NOW, &rows), 12);
	for (size_t i = 0; i < 12; i++)
		starts[i] = (struct delivery_start){ .delivery = &rows[i] };
	assert_int_equal(claim(db, arena, mailing, 99, NOW + 1, &rows), 11);
	for (size_t i = 0; i < 11; i++)
		starts[12 + i] =
		    (struct delivery_start){ .delivery = &rows[i] };
}

static void start_all(struct db *db, int64_t now)
{
	must_be(
	    ERR_INTERNAL, delivery_start_all(db, starts, PEOPLE, now, &err));
	must(db_begin(db, &err));
	must(delivery_start_all(db, starts, PEOPLE, now, &err));
	must(db_commit(db, &err));
}

static void all_start(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	int64_t list;

	(void)state;
	claim_twice(db, &arena, running(db, PEOPLE, &list));
	start_all(db, NOW);
	for (int64_t i = 0; i < PEOPLE; i++) {
		assert_true(starts[i].go);
		assert_int_equal(state_of(db, i + 1), DELIVERY_SENDING);
	}
	arena_free(&arena);
	db_close(db);
}

/* Whoever may not start stays behind, wherever it stands; the others go. */
static void each_is_looked_at(void **state)
{
	(void)state;
	for (int64_t who = 1; who <= PEOPLE; who++) {
		struct db *db = memory();
		struct arena arena = { 0 };
		int64_t list;
		char *leave = mem_printf("UPDATE subscription SET status = "
					 "'left' WHERE id = %lld",
		    (long long)who);
		claim_twice(db, &arena, running(db, PEOPLE, &list));
		run(db, leave);
		start_all(db, NOW);
		for (int64_t i = 1; i <= PEOPLE; i++) {
			assert_int_equal(starts[i - 1].go, i != who);
			assert_int_equal(state_of(db, i),
			    i == who ? DELIVERY_CANCELLED : DELIVERY_SENDING);
		}
		free(leave);
		arena_free(&arena);
		db_close(db);
	}
}

static void none_starts(void **state)
{
	static const struct {
		const char *change;
		int64_t now;
		enum delivery_state then;
	} rows[] = {
		{ "UPDATE mailing SET state = 'paused'", NOW, DELIVERY_QUEUED },
		{ "UPDATE delivery SET lease = lease + 5", NOW,
		    DELIVERY_CLAIMED },
		{ "UPDATE delivery SET state = 'held', lease = NULL", NOW,
		    DELIVERY_HELD },
		{ "SELECT 1", NOW + LEASE + 1, DELIVERY_QUEUED },
	};

	(void)state;
	for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
		struct db *db = memory();
		struct arena arena = { 0 };
		int64_t list;
		claim_twice(db, &arena, running(db, PEOPLE, &list));
		run(db, rows[r].change);
		start_all(db, rows[r].now);
		for (int64_t i = 0; i < PEOPLE; i++) {
			assert_false(starts[i].go);
			assert_int_equal(state_of(db, i + 1), rows[r].then);
		}
		arena_free(&arena);
		db_close(db);
	}
}

static void all_are_settled(void **state)
{
	const struct delivery_outcome outcome = { .state = DELIVERY_SENT,
		.charged = true,
		.code = 250,
		.enhanced = "2.0.0",
		.verdict = "" };
	struct delivery_sent sent = { .ids = { 3, 1, 2 },
		.replies = { "as C", "as A", "as B" },
		.count = 3 };
	struct db *db = memory();
	struct arena arena = { 0 };
	struct delivery row;
	int64_t list;

	(void)state;
	claim_twice(db, &arena, running(db, PEOPLE, &list));
	start_all(db, NOW);
	must_be(
	    ERR_INTERNAL, delivery_settle_sent(db, &sent, &outcome, NOW, &err));
	must(db_begin(db, &err));
	must(delivery_settle_sent(db, &sent, &outcome, NOW + 7, &err));
	/* Twice changes nothing. */
	must(delivery_settle_sent(db, &sent, &outcome, NOW + 8, &err));
	must(db_commit(db, &err));
	for (int64_t i = 1; i <= 3; i++) {
		static const char *const replies[] = { "as A", "as B", "as C" };
		must(delivery_get(db, &arena, i, &row, &err));
		assert_int_equal(row.state, DELIVERY_SENT);
		assert_string_equal(row.reply, replies[i - 1]);
		assert_string_equal(row.enhanced, "2.0.0");
		assert_int_equal(row.code, 250);
		assert_int_equal(row.attempts, 1);
		assert_int_equal(row.settled, NOW + 7);
		assert_int_equal(row.lease, 0);
	}
	assert_int_equal(state_of(db, 4), DELIVERY_SENDING);
	arena_free(&arena);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_start),
		cmocka_unit_test(each_is_looked_at),
		cmocka_unit_test(none_starts),
		cmocka_unit_test(all_are_settled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
