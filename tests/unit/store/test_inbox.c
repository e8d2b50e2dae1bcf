/* Messages: attempts counted, settled once, moved, forgotten. */
#include "support.h"

#include "base/clock.h"
#include "store/held.h"
#include "store/inbox.h"
#include "store/inbox_entry.h"

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
		.message_id = "<m@x>",
		.sender = "a@example.org",
		.subject = "hello",
		.size = 7 };

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
	const uint32_t uids[2] = { 71, 72 };
	struct inbox_filed filed = { .folder = INBOX_DONE,
		.uidvalidity = 9,
		.ids = ids,
		.uids = uids,
		.count = 2 };
	struct inbox_entry entry;
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
	must(inbox_set_filed(db, &filed, &err));
	must(inbox_unmoved(db, &arena, box, 1, &rows, &n, &err));
	assert_int_equal(n, 3);
	must(inbox_get(db, &arena, ids[0], &entry, &err));
	assert_true(entry.moved);
	assert_string_equal(entry.folder, "done");
	assert_int_equal(entry.folder_uid, 71);
	assert_int_equal(entry.folder_uidvalidity, 9);
	assert_string_equal(entry.sender, ""); /* of what is done */
	assert_int_equal(entry.size, 7);
	assert_false(find(db, 1, 1).moved);
	must(inbox_unmoved(db, &arena, box, 2, &rows, &n, &err));
	assert_int_equal(n, 0);
	filed.count = 0;
	must(inbox_set_filed(db, &filed, &err));
	arena_free(&arena);
	db_close(db);
}

static void must_file(struct db *db, int64_t *ids, size_t count)
{
	const uint32_t uids[3] = { 0 };
	const struct inbox_filed filed = {
		.folder = INBOX_DONE, .ids = ids, .uids = uids, .count = count
	};

	must(inbox_set_filed(db, &filed, &err));
}

static void old_rows_are_forgotten_slowly(void **state)
{
	const int64_t days = CLOCK_DAY;
	struct db *db = memory();
	struct held held = { .kind = "unclear", .why = "w", .created = NOW };
	int64_t ids[4];
	bool known;
	enum inbox_state was;

	(void)state;
	for (uint32_t i = 0; i < 4; i++) {
		ids[i] = find(db, 1, i + 1).id;
		settle(db, ids[i], INBOX_DONE, i == 0 ? "h" : "", NOW);
	}
	held.inbox = ids[1]; /* one waits, one was answered */
	must(held_put(db, &held, &err));
	held.inbox = ids[2];
	must(held_put(db, &held, &err));
	must(held_settle(db, ids[2], "rejected", &err));
	must_file(db, ids, 3); /* the last one stays */
	must(inbox_purge(db, NOW, &err));
	assert_int_equal(
	    ask(db, "SELECT count(*) FROM inbox WHERE reason <> ''"), 4);
	assert_int_equal(ask(db, "SELECT count(*) FROM held"), 2);
	must(inbox_purge(db, NOW + 1, &err));
	assert_int_equal(
	    ask(db, "SELECT count(*) FROM inbox WHERE reason <> ''"), 2);
	assert_int_equal(ask(db, "SELECT count(*) FROM held"), 1);
	must(inbox_purge(db, NOW + 90 * days, &err));
	must(inbox_known(db, "h", 0, &known, &was, &err));
	assert_true(known);
	must(inbox_purge(db, NOW + 90 * days + 1, &err));
	must(inbox_known(db, "h", 0, &known, &was, &err));
	assert_false(known);
	assert_int_equal(ask(db, "SELECT count(*) FROM inbox"), 2);
	db_close(db);
}

/* What a human decides: once, and found where the mail lies. */
static void settled_anew(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct held held = { .kind = "post", .why = "w", .created = NOW };
	struct inbox_entry first;
	struct inbox_entry entry;
	struct inbox_outcome outcome = { .state = INBOX_DONE, .hash = "h" };
	int64_t *ids;
	int64_t id = find(db, 1, 1).id;
	int64_t copy = find(db, 1, 2).id;
	size_t n;

	(void)state;
	settle(db, id, INBOX_HELD, "h", NOW);
	settle(db, copy, INBOX_HELD, "h", NOW);
	held.inbox = id;
	must(held_put(db, &held, &err));
	must(inbox_set_filed(db,
	    &(struct inbox_filed){ INBOX_HELD, 5, (int64_t[]){ id, copy },
		(uint32_t[]){ 1, 2 }, 2 },
	    &err));
	must(inbox_get(db, &arena, id, &first, &err));
	assert_string_equal(first.sender, "a@example.org");
	assert_string_equal(first.held.kind, "post");
	must(db_begin(db, &err));
	must(inbox_reopen(db, &first, &err));
	must(inbox_settle(db, id, &outcome, NOW + 1, &err));
	must(inbox_follow(db, &first, INBOX_DONE, &err));
	must_be(ERR_REFUSED, inbox_reopen(db, &first, &err));
	must(db_commit(db, &err));
	must(inbox_misfiled(db, &arena, box, &ids, &n, &err));
	assert_int_equal(n, 2);
	must(inbox_get(db, &arena, copy, &entry, &err));
	assert_int_equal(entry.state, INBOX_DONE);
	assert_string_equal(entry.folder, "held");
	assert_string_equal(entry.sender, "");
	must_file(db, ids, 2);
	must(inbox_misfiled(db, &arena, box, &ids, &n, &err));
	assert_int_equal(n, 0);
	must_be(ERR_NOT_FOUND, inbox_get(db, &arena, 99, &entry, &err));
	arena_free(&arena);
	db_close(db);
}

/* It was moved to where it belonged, and belongs elsewhere by then. */
static void moved_too_late(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct inbox_entry entry;
	const struct inbox_outcome outcome = { .state = INBOX_DONE };
	int64_t id = find(db, 1, 1).id;

	(void)state;
	settle(db, id, INBOX_HELD, "h", NOW);
	must(inbox_get(db, &arena, id, &entry, &err));
	must(db_begin(db, &err));
	must(inbox_reopen(db, &entry, &err));
	must(inbox_settle(db, id, &outcome, NOW, &err));
	must(db_commit(db, &err));
	must(inbox_set_filed(db,
	    &(struct inbox_filed){ INBOX_HELD, 5, &id, (uint32_t[]){ 3 }, 1 },
	    &err));
	must(inbox_get(db, &arena, id, &entry, &err));
	assert_string_equal(entry.folder, "held");
	assert_false(entry.moved);
	arena_free(&arena);
	db_close(db);
}

static enum err_code count_each(
    void *ctx, const struct inbox_entry *entry, struct err *why)
{
	int *count = ctx;

	(void)entry;
	(void)why;
	++*count;
	return ERR_OK;
}

static int each(struct db *db, const struct inbox_filter *filter)
{
	int count = 0;

	must(inbox_each(db, filter, count_each, &count, &err));
	return count;
}

static void listed_by_what_is_asked(void **state)
{
	struct db *db = memory();
	struct inbox_filter filter = { .state = INBOX__MAX };
	struct held held = { .kind = "failed", .why = "w", .created = NOW };

	(void)state;
	for (uint32_t i = 1; i <= 4; i++)
		(void)find(db, 1, i);
	settle(db, 1, INBOX_FAILED, "", NOW);
	settle(db, 2, INBOX_UNKNOWN, "", NOW);
	settle(db, 3, INBOX_DONE, "", NOW);
	held.inbox = 1;
	held.list = make_list(db, "lettre");
	must(held_put(db, &held, &err));
	assert_int_equal(each(db, &filter), 1);
	filter.list = "other";
	assert_int_equal(each(db, &filter), 0);
	filter.list = "lettre";
	assert_int_equal(each(db, &filter), 1);
	filter.since = NOW + 1;
	assert_int_equal(each(db, &filter), 0);
	filter = (struct inbox_filter){ .all = true, .state = INBOX__MAX };
	assert_int_equal(each(db, &filter), 4);
	filter.state = INBOX_UNKNOWN;
	assert_int_equal(each(db, &filter), 1);
	must(held_settle(db, 1, "rejected", &err));
	filter = (struct inbox_filter){ .state = INBOX__MAX };
	assert_int_equal(each(db, &filter), 0);
	db_close(db);
}

/* Told once; and described anew without being told again. */
static void owners_are_told_once(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct held_news *news;
	struct held held = { .kind = "unclear",
		.why = "w",
		.created = NOW,
		.answered = "help",
		.proposal = "unsubscribe",
		.command = "liaison x" };
	int64_t waiting;
	size_t n;

	(void)state;
	held.inbox = find(db, 1, 1).id;
	settle(db, held.inbox, INBOX_HELD, "h", NOW);
	must(held_put(db, &held, &err));
	must(held_news(db, &arena, &news, &n, &err));
	assert_int_equal(n, 1);
	assert_int_equal(news[0].inbox, held.inbox);
	assert_string_equal(news[0].list, "");
	must(held_set_reported(db, held.inbox, NOW, &err));
	held.answered = NULL;
	must(held_put(db, &held, &err));
	must(held_news(db, &arena, &news, &n, &err));
	assert_int_equal(n, 0);
	must(held_count(db, "failed", &waiting, &err));
	assert_int_equal(waiting, 0);
	must(held_count(db, NULL, &waiting, &err));
	assert_int_equal(waiting, 1);
	assert_int_equal(
	    ask(db, "SELECT count(*) FROM held WHERE answered = 'help'"), 1);
	arena_free(&arena);
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
		cmocka_unit_test(settled_anew),
		cmocka_unit_test(moved_too_late),
		cmocka_unit_test(listed_by_what_is_asked),
		cmocka_unit_test(owners_are_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
