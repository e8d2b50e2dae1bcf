/* What becomes of a claim that has lost its row; and of patience. */
#include "mailings.h"

enum { DAY = 86400, HOUR = 3600, TRANSFER = 2 * HOUR };

static void settle(
    struct db *db, int64_t lease, enum delivery_state to, int64_t now)
{
	const struct delivery_outcome outcome = { .state = to,
		.due = now,
		.enhanced = "",
		.reply = "",
		.verdict = "",
		.lease = lease };

	must(db_begin(db, &err));
	must(delivery_settle(db, 1, &outcome, now, &err));
	must(db_commit(db, &err));
}

static void recover(struct db *db, int64_t now)
{
	int64_t n;

	must(delivery_recover(db, now, NULL, 2, 300, &n, &err));
}

static bool start(struct db *db, const struct delivery *row, int64_t now)
{
	bool go;

	must(db_begin(db, &err));
	must(delivery_start(db, row, now, &go, &err));
	must(db_commit(db, &err));
	return go;
}

/* The first claim ran out, another sender has the row. */
static void the_claim_of_another(void **state)
{
	static const enum delivery_state words[] = { DELIVERY_QUEUED,
		DELIVERY_DEFERRED, DELIVERY_FAILED, DELIVERY_UNCERTAIN,
		DELIVERY_HELD };
	struct db *db = memory();
	struct arena arena = { 0 };
	struct delivery *old;
	struct delivery *new;
	int64_t list;
	int64_t mailing = running(db, 1, &list);

	(void)state;
	assert_int_equal(claim(db, &arena, mailing, 1, NOW, &old), 1);
	recover(db, NOW + LEASE);
	assert_int_equal(claim(db, &arena, mailing, 1, NOW + LEASE, &new), 1);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		settle(db, old->lease, words[i], NOW + LEASE);
		assert_int_equal(state_of(db, 1), DELIVERY_CLAIMED);
	}
	assert_true(start(db, new, NOW + LEASE));
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		settle(db, old->lease, words[i], NOW + LEASE);
		assert_int_equal(state_of(db, 1), DELIVERY_SENDING);
	}
	settle(db, new->lease, DELIVERY_SENT, NOW + LEASE);
	assert_int_equal(state_of(db, 1), DELIVERY_SENT);
	arena_free(&arena);
	db_close(db);
}

static void settle_together(struct db *db, int64_t now)
{
	const struct delivery_outcome outcome = {
		.state = DELIVERY_SENT, .enhanced = "", .verdict = ""
	};
	const struct delivery_sent sent = {
		.ids = { 1 }, .replies = { "ok" }, .count = 1
	};

	must(db_begin(db, &err));
	must(delivery_settle_sent(db, &sent, &outcome, now, &err));
	must(db_commit(db, &err));
}

/* The clock leaps while a mail is under way; then the reply comes. */
static void sent_after_all(void **state)
{
	(void)state;
	for (int i = 0; i < 6; i++) {
		const int64_t now = NOW + LEASE + TRANSFER;
		struct db *db = memory();
		struct arena arena = { 0 };
		struct delivery *row;
		struct delivery *again;
		int64_t list;
		int64_t mailing = running(db, 1, &list);
		assert_int_equal(claim(db, &arena, mailing, 1, NOW, &row), 1);
		assert_true(start(db, row, NOW));
		recover(db, now);
		assert_int_equal(state_of(db, 1), DELIVERY_UNCERTAIN);
		if (i >= 2) {
			recover(db, now + HOUR);
			assert_int_equal(
			    claim(db, &arena, mailing, 1, now + HOUR, &again),
			    1);
		}
		if (i >= 4)
			assert_true(start(db, again, now + HOUR));
		if (i % 2 == 0)
			settle(db, row->lease, DELIVERY_SENT, now + HOUR);
		else
			settle_together(db, now + HOUR);
		assert_int_equal(state_of(db, 1), DELIVERY_SENT);
		if (i == 2 || i == 3)
			assert_false(start(db, again, now + HOUR));
		if (i >= 4)
			settle(db, again->lease, DELIVERY_SENT, now + HOUR);
		assert_int_equal(state_of(db, 1), DELIVERY_SENT);
		arena_free(&arena);
		db_close(db);
	}
}

static int64_t since(struct db *db)
{
	struct arena arena = { 0 };
	struct delivery row;

	must(delivery_get(db, &arena, 1, &row, &err));
	arena_free(&arena);
	return row.since;
}

static int64_t take(struct db *db, int64_t mailing, int64_t now)
{
	struct arena arena = { 0 };
	struct delivery *row;
	int64_t lease;

	assert_int_equal(claim(db, &arena, mailing, 1, now, &row), 1);
	lease = row->lease;
	arena_free(&arena);
	return lease;
}

/* Puts it off, with this much of its wait excused. */
static void later(
    struct db *db, int64_t mailing, int64_t now, bool waits, int64_t excuse)
{
	const struct delivery_outcome outcome = { .state = DELIVERY_DEFERRED,
		.due = now,
		.waits = waits,
		.enhanced = "",
		.reply = "",
		.verdict = "",
		.excuse = excuse,
		.lease = take(db, mailing, now) };

	must(db_begin(db, &err));
	must(delivery_settle(db, 1, &outcome, now, &err));
	must(db_commit(db, &err));
}

static enum delivery_state put_off(
    struct db *db, int64_t mailing, int64_t now, int64_t excuse)
{
	const struct delivery_put_off off = { .id = 1,
		.due = now,
		.since = now - (int64_t)5 * DAY,
		.excuse = excuse,
		.verdict = "domain",
		.lease = take(db, mailing, now) };

	must(db_begin(db, &err));
	must(delivery_put_off(db, &off, now, &err));
	must(db_commit(db, &err));
	return state_of(db, 1);
}

/* What is excused does not count for the five days. */
static void patience(void **state)
{
	struct db *db = memory();
	int64_t list;
	int64_t mailing = running(db, 1, &list);
	int64_t now = NOW;

	(void)state;
	later(db, mailing, now, false, DAY);
	assert_int_equal(since(db), 0);
	later(db, mailing, now, true, DAY);
	assert_int_equal(since(db), now);
	now += 5 * (int64_t)DAY;
	later(db, mailing, now, true, 2 * (int64_t)DAY);
	assert_int_equal(since(db), now - 3 * (int64_t)DAY);
	later(db, mailing, now, false, DAY);
	assert_int_equal(since(db), now - 2 * (int64_t)DAY);
	now += 3 * (int64_t)DAY;
	assert_int_equal(put_off(db, mailing, now, 1), DELIVERY_QUEUED);
	assert_int_equal(since(db), now - 5 * (int64_t)DAY + 1);
	assert_int_equal(put_off(db, mailing, now + 1, 0), DELIVERY_FAILED);
	/* By hand it starts again. */
	must(db_begin(db, &err));
	must(delivery_retry(db, 1, now, &err));
	must(db_commit(db, &err));
	assert_int_equal(since(db), 0);
	assert_int_equal(put_off(db, mailing, now, 0), DELIVERY_QUEUED);
	db_close(db);
}

enum { PEOPLE = 40, RETRIED = 8, WAIT = 300 };

/* The first ones of a mailing are put off. */
static void put_off_first(struct db *db, int64_t mailing)
{
	struct arena arena = { 0 };
	struct delivery *rows;
	struct delivery_outcome outcome = { .state = DELIVERY_DEFERRED,
		.due = NOW + WAIT,
		.enhanced = "",
		.reply = "",
		.verdict = "" };

	assert_int_equal(
	    claim(db, &arena, mailing, RETRIED, NOW, &rows), RETRIED);
	must(db_begin(db, &err));
	for (size_t i = 0; i < RETRIED; i++) {
		outcome.lease = rows[i].lease;
		must(delivery_settle(db, rows[i].id, &outcome, NOW, &err));
	}
	must(db_commit(db, &err));
	arena_free(&arena);
}

/* How many of the next claims are of those. */
static int retried(struct db *db, int64_t mailing, size_t max, int64_t now)
{
	struct arena arena = { 0 };
	struct delivery *rows;
	int n = 0;

	assert_int_equal(claim(db, &arena, mailing, max, now, &rows), max);
	for (size_t i = 0; i < max; i++)
		n += rows[i].id <= RETRIED;
	arena_free(&arena);
	return n;
}

/* Who is due again waits for no backlog, nor the backlog for them. */
static void a_retry_does_not_wait_for_the_backlog(void **state)
{
	const int64_t even = (NOW + 2 * WAIT) & ~(int64_t)1;
	struct db *db = memory();
	int64_t list;
	int64_t mailing = running(db, PEOPLE, &list);

	(void)state;
	put_off_first(db, mailing);
	assert_int_equal(retried(db, mailing, 4, NOW + 1), 0);
	assert_int_equal(retried(db, mailing, 4, even), 2);
	/* Of single places every other one. */
	assert_int_equal(retried(db, mailing, 1, even), 0);
	assert_int_equal(retried(db, mailing, 1, even + 1), 1);
	/* What one half does not use is for the other. */
	assert_int_equal(retried(db, mailing, 20, even), 5);
	assert_int_equal(retried(db, mailing, 10, even), 0);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_claim_of_another),
		cmocka_unit_test(sent_after_all),
		cmocka_unit_test(patience),
		cmocka_unit_test(a_retry_does_not_wait_for_the_backlog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
