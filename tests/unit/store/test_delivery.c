/* Deliveries: every state against every operation. */
#include "mailings.h"

static void claims_come_in_order(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct delivery *rows;
	int64_t list;
	int64_t mailing = running(db, 3, &list);
	int64_t notice = make_mailing(db, 0, MAILING_NOTICE, 0);
	int64_t id;
	int64_t late;

	(void)state;
	must(delivery_add(db, notice, "a@b.org", "main", NOW, &id, &err));
	must(delivery_add(db, notice, "c@d.org", "main", NOW + 9, &late, &err));
	assert_int_equal(claim(db, &arena, mailing, 9, NOW - 1, &rows), 0);
	assert_int_equal(claim(db, &arena, notice, 9, NOW, &rows), 0);
	must(mailing_set_state(db, notice, MAILING_RUNNING, NOW, &err));
	must(delivery_next_due(db, &all_mailings, &id, &err));
	assert_int_equal(id, NOW);
	assert_int_equal(claim(db, &arena, notice, 9, NOW, &rows), 1);
	assert_int_equal(rows[0].mailing, notice);
	assert_string_equal(rows[0].address, "a@b.org");
	assert_string_equal(rows[0].address_key, "");
	assert_int_equal(rows[0].list, 0);
	assert_string_equal(rows[0].list_name, "");
	run(db, "UPDATE delivery SET due = due - 1 WHERE id = 2");
	assert_int_equal(claim(db, &arena, mailing, 2, NOW, &rows), 2);
	assert_int_equal(rows[0].id, 2); /* the longest due */
	assert_int_equal(rows[1].id, 1);
	assert_int_equal(rows[1].mailing, mailing);
	assert_string_equal(rows[1].address_key, "p0@example.org");
	assert_int_equal(rows[1].list, list);
	assert_string_equal(rows[1].list_name, "lettre");
	assert_int_equal(rows[1].created, NOW);
	assert_int_equal(rows[1].envelope, MAILING_VERP);
	assert_int_equal(rows[1].lease, NOW + LEASE);
	assert_int_equal(rows[1].state, DELIVERY_CLAIMED);
	assert_int_equal(state_of(db, 1), DELIVERY_CLAIMED);
	assert_int_equal(state_of(db, 3), DELIVERY_QUEUED);
	must(mailing_set_state(db, mailing, MAILING_PAUSED, NOW, &err));
	assert_int_equal(claim(db, &arena, mailing, 9, NOW, &rows), 0);
	must(delivery_next_due(db, &all_mailings, &id, &err));
	assert_int_equal(id, NOW + 9);
	arena_free(&arena);
	db_close(db);
}

/* The operations on one delivery, by number. */
enum op {
	OP_CLAIM,
	OP_START,
	OP_SETTLE_QUEUED,
	OP_SETTLE_SENT,
	OP_SETTLE_DEFERRED,
	OP_SETTLE_FAILED,
	OP_SETTLE_UNCERTAIN,
	OP_SETTLE_HELD,
	OP_RECOVER_ALONE,
	OP_RECOVER_LATER,
	OP_CANCEL_PERSON,
	OP_CANCEL_MAILING,
	OP_PAUSE,
	OP_FINISH,
	OP_RETRY,
	OP_DROP,
	OP__MAX
};

static void settle(struct db *db, int64_t id, enum delivery_state to)
{
	struct delivery_outcome outcome = { .state = to,
		.due = NOW,
		.code = 250,
		.enhanced = "2.0.0",
		.reply = "queued",
		.lease = NOW + LEASE };

	must(db_begin(db, &err));
	must(delivery_settle(db, id, &outcome, NOW, &err));
	must(db_commit(db, &err));
}

/* What a person decides; refused where the state does not allow it. */
static void by_hand(struct db *db, enum op op, int64_t id)
{
	struct err refused = { 0 };
	enum delivery_state before = state_of(db, id);
	enum err_code rc;

	must_be(ERR_INTERNAL, delivery_retry(db, id, NOW, &err));
	must_be(ERR_INTERNAL, delivery_drop(db, id, NOW, &err));
	run(db, "BEGIN IMMEDIATE");
	must_be(ERR_NOT_FOUND, delivery_retry(db, 4711, NOW, &err));
	rc = op == OP_RETRY ? delivery_retry(db, id, NOW, &refused)
			    : delivery_drop(db, id, NOW, &refused);
	assert_true(rc == ERR_OK || rc == ERR_REFUSED);
	run(db, "COMMIT");
	if (rc == ERR_REFUSED)
		assert_int_equal(state_of(db, id), before);
}

static void start(struct db *db, int64_t id)
{
	struct arena arena = { 0 };
	struct delivery row;
	bool go;

	must(delivery_get(db, &arena, id, &row, &err));
	must(db_begin(db, &err));
	must(delivery_start(db, &row, NOW, &go, &err));
	must(db_commit(db, &err));
	arena_free(&arena);
}

static void apply(struct db *db, enum op op, int64_t mailing, int64_t id)
{
	struct arena arena = { 0 };
	struct delivery *rows;
	int64_t count;

	switch (op) {
	case OP_CLAIM:
		(void)claim(db, &arena, mailing, 9, NOW, &rows);
		break;
	case OP_START:
		start(db, id);
		break;
	case OP_SETTLE_QUEUED:
		settle(db, id, DELIVERY_QUEUED);
		break;
	case OP_SETTLE_SENT:
		settle(db, id, DELIVERY_SENT);
		break;
	case OP_SETTLE_DEFERRED:
		settle(db, id, DELIVERY_DEFERRED);
		break;
	case OP_SETTLE_FAILED:
		settle(db, id, DELIVERY_FAILED);
		break;
	case OP_SETTLE_UNCERTAIN:
		settle(db, id, DELIVERY_UNCERTAIN);
		break;
	case OP_SETTLE_HELD:
		settle(db, id, DELIVERY_HELD);
		break;
	case OP_RECOVER_ALONE:
		must(delivery_recover(db, NOW, "", 2, 60, &count, &err));
		break;
	case OP_RECOVER_LATER:
		must(delivery_recover(db, NOW, NULL, 2, 60, &count, &err));
		break;
	case OP_CANCEL_PERSON:
		must(delivery_cancel_for(db, 1, NOW, &err));
		break;
	case OP_CANCEL_MAILING:
		must(mailing_set_state(
		    db, mailing, MAILING_CANCELLED, NOW, &err));
		break;
	case OP_PAUSE:
		must(mailing_set_state(db, mailing, MAILING_PAUSED, NOW, &err));
		break;
	case OP_FINISH:
		must(mailing_finish(db, NOW, &count, &err));
		break;
	case OP_RETRY:
	case OP_DROP:
		by_hand(db, op, id);
		break;
	case OP__MAX:
		break;
	}
	arena_free(&arena);
}

/* Where each operation leads from each state; all else stays. */
static enum delivery_state expected(enum op op, enum delivery_state from)
{
	static const struct {
		enum op op;
		enum delivery_state from;
		enum delivery_state to;
	} moves[] = {
		{ OP_CLAIM, DELIVERY_QUEUED, DELIVERY_CLAIMED },
		{ OP_CLAIM, DELIVERY_DEFERRED, DELIVERY_CLAIMED },
		{ OP_START, DELIVERY_CLAIMED, DELIVERY_SENDING },
		{ OP_SETTLE_QUEUED, DELIVERY_CLAIMED, DELIVERY_QUEUED },
		{ OP_SETTLE_QUEUED, DELIVERY_SENDING, DELIVERY_QUEUED },
		{ OP_SETTLE_SENT, DELIVERY_SENDING, DELIVERY_SENT },
		{ OP_SETTLE_DEFERRED, DELIVERY_CLAIMED, DELIVERY_DEFERRED },
		{ OP_SETTLE_DEFERRED, DELIVERY_SENDING, DELIVERY_DEFERRED },
		{ OP_SETTLE_FAILED, DELIVERY_CLAIMED, DELIVERY_FAILED },
		{ OP_SETTLE_FAILED, DELIVERY_SENDING, DELIVERY_FAILED },
		{ OP_SETTLE_UNCERTAIN, DELIVERY_SENDING, DELIVERY_UNCERTAIN },
		{ OP_SETTLE_HELD, DELIVERY_SENDING, DELIVERY_HELD },
		{ OP_RETRY, DELIVERY_HELD, DELIVERY_QUEUED },
		{ OP_RETRY, DELIVERY_UNCERTAIN, DELIVERY_QUEUED },
		{ OP_RETRY, DELIVERY_FAILED, DELIVERY_QUEUED },
		{ OP_RETRY, DELIVERY_DEFERRED, DELIVERY_QUEUED },
		{ OP_DROP, DELIVERY_HELD, DELIVERY_CANCELLED },
		{ OP_DROP, DELIVERY_UNCERTAIN, DELIVERY_CANCELLED },
		{ OP_DROP, DELIVERY_DEFERRED, DELIVERY_CANCELLED },
		{ OP_DROP, DELIVERY_QUEUED, DELIVERY_CANCELLED },
		{ OP_DROP, DELIVERY_CLAIMED, DELIVERY_CANCELLED },
		{ OP_RECOVER_ALONE, DELIVERY_SENDING, DELIVERY_UNCERTAIN },
		{ OP_RECOVER_ALONE, DELIVERY_CLAIMED, DELIVERY_QUEUED },
		{ OP_RECOVER_ALONE, DELIVERY_UNCERTAIN, DELIVERY_QUEUED },
		{ OP_RECOVER_LATER, DELIVERY_UNCERTAIN, DELIVERY_QUEUED },
		{ OP_CANCEL_PERSON, DELIVERY_QUEUED, DELIVERY_CANCELLED },
		{ OP_CANCEL_PERSON, DELIVERY_DEFERRED, DELIVERY_CANCELLED },
		{ OP_CANCEL_PERSON, DELIVERY_CLAIMED, DELIVERY_CANCELLED },
		{ OP_CANCEL_MAILING, DELIVERY_QUEUED, DELIVERY_CANCELLED },
		{ OP_CANCEL_MAILING, DELIVERY_DEFERRED, DELIVERY_CANCELLED },
		{ OP_CANCEL_MAILING, DELIVERY_CLAIMED, DELIVERY_CANCELLED },
	};

	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++)
		if (moves[i].op == op && moves[i].from == from)
			return moves[i].to;
	return from;
}

static void only_the_allowed_moves_happen(void **state)
{
	(void)state;
	for (int from = 0; from < DELIVERY_STATE__MAX; from++) {
		for (int op = 0; op < OP__MAX; op++) {
			struct db *db = memory();
			int64_t list;
			int64_t mailing = running(db, 1, &list);
			enum delivery_state want =
			    expected((enum op)op, (enum delivery_state)from);
			enum delivery_state now;
			force(db, 1, (enum delivery_state)from);
			apply(db, (enum op)op, mailing, 1);
			now = state_of(db, 1);
			if (now != want)
				fail_msg("operation %d on %s: %s, not %s", op,
				    delivery_state_name(
					(enum delivery_state)from),
				    delivery_state_name(now),
				    delivery_state_name(want));
			db_close(db);
		}
	}
}

/* What happens between the claim and the start decides. */
static void start_looks_again(void **state)
{
	static const struct {
		const char *name;
		const char *change;
		bool go;
		enum delivery_state then;
	} rows[] = {
		{ "nothing", "SELECT 1", true, DELIVERY_SENDING },
		{ "left", "UPDATE subscription SET status = 'left'", false,
		    DELIVERY_CANCELLED },
		{ "suspended", "UPDATE subscription SET status = 'suspended'",
		    false, DELIVERY_CANCELLED },
		{ "erased", "DELETE FROM subscriber", false,
		    DELIVERY_CANCELLED },
		{ "paused", "UPDATE mailing SET state = 'paused'", false,
		    DELIVERY_QUEUED },
		{ "claimed by another", "UPDATE delivery SET lease = lease + 1",
		    false, DELIVERY_CLAIMED },
		{ "settled", "UPDATE delivery SET state = 'held'", false,
		    DELIVERY_HELD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct db *db = memory();
		struct arena arena = { 0 };
		struct delivery *claimed;
		int64_t list;
		int64_t mailing = running(db, 1, &list);
		bool go;
		assert_int_equal(
		    claim(db, &arena, mailing, 1, NOW, &claimed), 1);
		run(db, rows[i].change);
		must_be(
		    ERR_INTERNAL, delivery_start(db, claimed, NOW, &go, &err));
		must(db_begin(db, &err));
		must(delivery_start(db, claimed, NOW, &go, &err));
		must(db_commit(db, &err));
		if (go != rows[i].go || state_of(db, 1) != rows[i].then)
			fail_msg("%s: go %d, %s", rows[i].name, go,
			    delivery_state_name(state_of(db, 1)));
		arena_free(&arena);
		db_close(db);
	}
}

static void a_lease_runs_out(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct delivery *rows;
	int64_t list;
	int64_t mailing = running(db, 1, &list);
	int64_t count;
	bool go;

	(void)state;
	assert_int_equal(claim(db, &arena, mailing, 1, NOW, &rows), 1);
	must(delivery_recover(db, NOW + LEASE - 1, NULL, 2, 60, &count, &err));
	assert_int_equal(state_of(db, 1), DELIVERY_CLAIMED);
	must(db_begin(db, &err));
	must(delivery_start(db, rows, NOW + LEASE, &go, &err));
	must(db_commit(db, &err));
	assert_false(go);
	assert_int_equal(state_of(db, 1), DELIVERY_QUEUED);
	assert_int_equal(claim(db, &arena, mailing, 1, NOW, &rows), 1);
	must(delivery_recover(db, NOW + LEASE, NULL, 2, 60, &count, &err));
	assert_int_equal(state_of(db, 1), DELIVERY_QUEUED);
	arena_free(&arena);
	db_close(db);
}

/* Uncertain once: again with the same row; twice: held. */
static void doubts_end(void **state)
{
	struct db *db = memory();
	int64_t list;
	int64_t count;

	(void)state;
	(void)running(db, 1, &list);
	force(db, 1, DELIVERY_SENDING);
	must(delivery_recover(db, NOW, "", 2, 60, &count, &err));
	assert_int_equal(count, 1);
	assert_int_equal(state_of(db, 1), DELIVERY_UNCERTAIN);
	must(delivery_recover(db, NOW + 59, NULL, 2, 60, &count, &err));
	assert_int_equal(state_of(db, 1), DELIVERY_UNCERTAIN);
	must(delivery_recover(db, NOW + 60, NULL, 2, 60, &count, &err));
	assert_int_equal(count, 0);
	assert_int_equal(state_of(db, 1), DELIVERY_QUEUED);
	force(db, 1, DELIVERY_SENDING);
	must(delivery_recover(db, NOW + 60, "", 2, 60, &count, &err));
	assert_int_equal(state_of(db, 1), DELIVERY_HELD);
	force(db, 1, DELIVERY_SENDING);
	run(db, "UPDATE delivery SET doubts = 0");
	must(delivery_recover(db, NOW + 60, "", 1, 60, &count, &err));
	assert_int_equal(state_of(db, 1), DELIVERY_HELD);
	db_close(db);
}

/* Each relay has the mailings of its lists, and its own orphans. */
static void relays_are_apart(void **state)
{
	static char name[] = " other bulk ";
	const struct mailing_scope bulk = { "bulk", name, true };
	const struct mailing_scope rest = { "", name, false };
	struct db *db = memory();
	struct arena arena = { 0 };
	struct delivery_claim claim = {
		.relay = "bulk", .max = 9, .lease_seconds = LEASE
	};
	struct runnables due;
	int64_t count;
	int64_t id;
	int64_t list;
	int64_t site = make_mailing(db, 0, MAILING_NOTICE, 0);
	int64_t mailing;

	(void)state;
	must(list_ensure(db, "bulk", NOW, &list, &err));
	mailing = make_mailing(db, list, MAILING_NOTICE, 0);
	must(delivery_add(db, site, "a@b.org", "main", NOW + 5, &id, &err));
	must(delivery_add(db, mailing, "a@b.org", "main", NOW, &id, &err));
	must(mailing_set_state(db, site, MAILING_RUNNING, NOW, &err));
	must(mailing_set_state(db, mailing, MAILING_RUNNING, NOW, &err));
	must(delivery_next_due(db, &rest, &id, &err));
	assert_int_equal(id, NOW + 5);
	must(delivery_next_due(db, &bulk, &id, &err));
	assert_int_equal(id, NOW);
	must(mailing_runnable(db, &arena, &rest, NOW + 5, &due, &err));
	assert_int_equal(due.count, 1);
	assert_int_equal(due.rows[0].mailing, site);
	must(mailing_runnable(db, &arena, &bulk, NOW + 5, &due, &err));
	assert_int_equal(due.count, 1);
	assert_int_equal(due.rows[0].mailing, mailing);
	claim.mailing = mailing;
	must(delivery_claim(db, &arena, &claim, NOW + 5, &err));
	assert_int_equal(claim.count, 1);
	force(db, 1, DELIVERY_SENDING);
	must(delivery_recover(db, NOW + 5, "bulk", 2, 60, &count, &err));
	assert_int_equal(count, 0);
	assert_int_equal(state_of(db, 1), DELIVERY_SENDING);
	assert_int_equal(state_of(db, 2), DELIVERY_QUEUED);
	must(delivery_recover(db, NOW + 5, "", 2, 60, &count, &err));
	assert_int_equal(count, 1);
	arena_free(&arena);
	db_close(db);
}

/* A mailing that was through runs again; not one that was cancelled. */
static void a_retry_reopens(void **state)
{
	struct db *db = memory();
	int64_t list;
	int64_t count;
	const int64_t mailing = running(db, 1, &list);

	(void)state;
	force(db, 1, DELIVERY_HELD);
	run(db, "UPDATE delivery SET doubts = 2, due = due + 900");
	must(mailing_finish(db, NOW, &count, &err));
	assert_int_equal(count, 1);
	must(db_begin(db, &err));
	must(delivery_retry(db, 1, NOW, &err));
	must(db_commit(db, &err));
	assert_int_equal(ask(db, "SELECT count(*) FROM delivery, mailing "
				 "WHERE mailing.state = 'running' "
				 "AND finished IS NULL AND doubts = 0 "
				 "AND due = 1700000000"),
	    1);
	force(db, 1, DELIVERY_HELD);
	must(mailing_set_state(db, mailing, MAILING_CANCELLED, NOW, &err));
	must(db_begin(db, &err));
	must_be(ERR_REFUSED, delivery_retry(db, 1, NOW, &err));
	must(delivery_drop(db, 1, NOW, &err));
	must(db_commit(db, &err));
	db_close(db);
}

static void outcomes_are_kept(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct delivery row;
	struct delivery_outcome later = { .state = DELIVERY_DEFERRED,
		.due = NOW + 600,
		.charged = true,
		.code = 451,
		.enhanced = "4.7.1",
		.reply = "greylisted; \"come back\"",
		.lease = NOW + LEASE };
	int64_t list;
	int64_t mailing = running(db, 1, &list);

	(void)state;
	force(db, 1, DELIVERY_SENDING);
	must_be(ERR_INTERNAL, delivery_settle(db, 1, &later, NOW, &err));
	must(db_begin(db, &err));
	must(delivery_settle(db, 1, &later, NOW + 5, &err));
	must(db_commit(db, &err));
	must(delivery_get(db, &arena, 1, &row, &err));
	assert_int_equal(row.state, DELIVERY_DEFERRED);
	assert_int_equal(row.due, NOW + 600);
	assert_int_equal(row.attempts, 1);
	assert_int_equal(row.code, 451);
	assert_string_equal(row.enhanced, "4.7.1");
	assert_string_equal(row.reply, "greylisted; \"come back\"");
	assert_int_equal(row.settled, NOW + 5);
	assert_int_equal(row.lease, 0);
	/* A row under way when its mailing was cancelled does not return. */
	force(db, 1, DELIVERY_SENDING);
	must(mailing_set_state(db, mailing, MAILING_CANCELLED, NOW, &err));
	assert_int_equal(state_of(db, 1), DELIVERY_SENDING);
	settle(db, 1, DELIVERY_DEFERRED);
	assert_int_equal(state_of(db, 1), DELIVERY_CANCELLED);
	/* Sent is sent, whatever was ordered meanwhile. */
	force(db, 1, DELIVERY_SENDING);
	settle(db, 1, DELIVERY_SENT);
	assert_int_equal(state_of(db, 1), DELIVERY_SENT);
	settle(db, 1, DELIVERY_UNCERTAIN);
	assert_int_equal(state_of(db, 1), DELIVERY_SENT);
	must(db_begin(db, &err));
	later.state = DELIVERY_CLAIMED;
	must_be(ERR_INTERNAL, delivery_settle(db, 1, &later, NOW, &err));
	db_rollback(db);
	arena_free(&arena);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(claims_come_in_order),
		cmocka_unit_test(only_the_allowed_moves_happen),
		cmocka_unit_test(start_looks_again),
		cmocka_unit_test(a_lease_runs_out),
		cmocka_unit_test(doubts_end),
		cmocka_unit_test(relays_are_apart),
		cmocka_unit_test(a_retry_reopens),
		cmocka_unit_test(outcomes_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
