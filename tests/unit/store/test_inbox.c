/* Messages: attempts counted, settled once, moved, forgotten. */
#include "support.h"

#include "base/clock.h"
#include "store/inbox.h"
#include "store/ledger.h"

static const char box[] = "liste@example.org@imap/INBOX'";

static struct inbox find(struct db *db, uint32_t validity, uint32_t uid)
{
	struct inbox row = { 0 };

	must(inbox_find(db, box, validity, uid, NOW, &row, &err));
	return row;
}

static void settle(struct db *db, int64_t id, enum inbox_state to,
    const char *hash, int64_t now)
{
	const struct inbox_outcome outcome = { .state = to,
		.hash = hash,
		.kind = "command",
		.action = "apply",
		.reason = "of a@example.org",
		.message_id = "<m@x>" };

	must(db_begin(db, &err));
	must(inbox_settle(db, id, &outcome, now, &err));
	must(db_commit(db, &err));
}

static void attempts_count_until_settled(void **state)
{
	struct db *db = memory();
	struct inbox row;
	struct inbox_outcome outcome = { .state = INBOX_DONE };

	(void)state;
	row = find(db, 1, 4294967295U);
	assert_int_equal(row.attempts, 0);
	assert_int_equal(row.uid, 4294967295U);
	assert_int_equal(row.state, INBOX_RECEIVED);
	must(inbox_charge(db, row.id, &err));
	assert_int_equal(find(db, 1, 4294967295U).id, row.id);
	assert_int_equal(find(db, 1, 4294967295U).attempts, 1);
	must_be(ERR_INTERNAL, inbox_settle(db, row.id, &outcome, NOW, &err));
	settle(db, row.id, INBOX_HELD, "h", NOW);
	must(inbox_charge(db, row.id, &err));
	row = find(db, 1, 4294967295U);
	assert_int_equal(row.attempts, 1);
	assert_int_equal(row.state, INBOX_HELD);
	assert_false(row.moved);
	must(db_begin(db, &err));
	must_be(ERR_REFUSED, inbox_settle(db, row.id, &outcome, NOW, &err));
	must_be(ERR_REFUSED, inbox_settle(db, 99, &outcome, NOW, &err));
	outcome.state = INBOX_RECEIVED;
	must_be(ERR_INTERNAL, inbox_settle(db, row.id, &outcome, NOW, &err));
	db_rollback(db);
	assert_int_equal(find(db, 1, 4294967295U).state, INBOX_HELD);
	db_close(db);
}

/* Every state settles from received only, and to every other one. */
static void only_received_is_settled(void **state)
{
	(void)state;
	for (int from = 0; from < INBOX__MAX; from++) {
		for (int to = INBOX_DONE; to < INBOX__MAX; to++) {
			struct db *db = memory();
			struct inbox row = find(db, 1, 1);
			struct inbox_outcome outcome = {
				.state = (enum inbox_state)to,
			};
			enum inbox_state want = (enum inbox_state)to;
			if (from != INBOX_RECEIVED) {
				settle(db, row.id, (enum inbox_state)from, "",
				    NOW);
				want = (enum inbox_state)from;
			}
			must(db_begin(db, &err));
			must_be(from == INBOX_RECEIVED ? ERR_OK : ERR_REFUSED,
			    inbox_settle(db, row.id, &outcome, NOW, &err));
			must(db_commit(db, &err));
			assert_int_equal(find(db, 1, 1).state, want);
			db_close(db);
		}
	}
}

static void a_replay_is_recognised(void **state)
{
	struct db *db = memory();
	struct inbox old = find(db, 1, 1);
	struct inbox new = find(db, 2, 1);
	enum inbox_state was;
	uint32_t validity;
	bool known;

	(void)state;
	must(inbox_known(db, "h", new.id, &known, &was, &err));
	assert_false(known);
	settle(db, old.id, INBOX_UNKNOWN, "h", NOW);
	must(inbox_known(db, "h", new.id, &known, &was, &err));
	assert_true(known);
	assert_int_equal(was, INBOX_UNKNOWN);
	must(inbox_known(db, "h", old.id, &known, &was, &err));
	assert_false(known);
	settle(db, new.id, INBOX_DONE, "", NOW);
	must(inbox_known(db, "", 0, &known, &was, &err));
	assert_false(known);
	must(inbox_last_uidvalidity(db, box, &validity, &err));
	assert_int_equal(validity, 2);
	must(inbox_last_uidvalidity(db, "other", &validity, &err));
	assert_int_equal(validity, 0);
	db_close(db);
}

static void moves_are_recorded(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct inbox *rows;
	int64_t ids[2];
	size_t n;

	(void)state;
	for (uint32_t uid = 5; uid > 0; uid--)
		(void)find(db, 1, uid);
	for (int64_t id = 1; id <= 4; id++) /* UIDs 5, 4, 3, 2 */
		settle(db, id, INBOX_DONE, "h", NOW);
	must(inbox_unmoved(db, &arena, box, 1, &rows, &n, &err));
	assert_int_equal(n, 4);
	assert_int_equal(rows[0].uid, 2);
	assert_int_equal(rows[3].uid, 5);
	ids[0] = rows[0].id;
	ids[1] = 5; /* not settled: must stay */
	must(inbox_set_moved(db, ids, 2, &err));
	must(inbox_unmoved(db, &arena, box, 1, &rows, &n, &err));
	assert_int_equal(n, 3);
	assert_false(find(db, 1, 1).moved);
	must(inbox_unmoved(db, &arena, box, 2, &rows, &n, &err));
	assert_int_equal(n, 0);
	must(inbox_set_moved(db, NULL, 0, &err));
	arena_free(&arena);
	db_close(db);
}

static void old_rows_are_forgotten_slowly(void **state)
{
	const int64_t days = CLOCK_DAY;
	struct db *db = memory();
	struct held held = { .kind = "unclear",
		.sender = "a@b.org",
		.subject = "",
		.message_id = "",
		.why = "",
		.created = NOW };
	int64_t ids[3];
	bool known;
	enum inbox_state was;

	(void)state;
	for (uint32_t i = 0; i < 3; i++) {
		ids[i] = find(db, 1, i + 1).id;
		settle(db, ids[i], INBOX_DONE, i == 0 ? "h" : "", NOW);
	}
	held.inbox = ids[1];
	must(held_add(db, &held, &err));
	must(inbox_set_moved(db, ids, 2, &err)); /* the third one stays */
	must(inbox_purge(db, NOW, &err));
	assert_int_equal(
	    ask(db, "SELECT count(*) FROM inbox WHERE reason <> ''"), 3);
	must(inbox_purge(db, NOW + 1, &err));
	assert_int_equal(
	    ask(db, "SELECT count(*) FROM inbox WHERE reason <> ''"), 1);
	must(inbox_purge(db, NOW + 90 * days, &err));
	must(inbox_known(db, "h", 0, &known, &was, &err));
	assert_true(known);
	must(inbox_purge(db, NOW + 90 * days + 1, &err));
	must(inbox_known(db, "h", 0, &known, &was, &err));
	assert_false(known);
	assert_int_equal(ask(db, "SELECT count(*) FROM inbox"), 2);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attempts_count_until_settled),
		cmocka_unit_test(only_received_is_settled),
		cmocka_unit_test(a_replay_is_recognised),
		cmocka_unit_test(moves_are_recorded),
		cmocka_unit_test(old_rows_are_forgotten_slowly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
