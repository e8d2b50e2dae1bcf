/* Mailings: states, recipients, listings, end. */
#include "mailings.h"

static void fill_takes_the_active_of_a_mode(void **state)
{
	struct db *db = memory();
	int64_t list = make_list(db, "lettre");
	int64_t other = make_list(db, "other");
	int64_t mailing = make_mailing(db, list, MAILING_NEWSLETTER, 5);
	struct delivery_fill next = { .mailing = mailing, .list = list };

	(void)state;
	for (int i = 0; i < 10; i++)
		(void)make_person(db, i < 7 ? list : other, i);
	run(db, "UPDATE subscription SET status = 'left' WHERE id = 1;"
		"UPDATE subscription SET status = 'suspended' WHERE id = 2;"
		"UPDATE subscription SET delivery = 'digest' WHERE id = 3;");
	must_be(ERR_INTERNAL, delivery_fill(db, &next, 2, &err));
	assert_int_equal(fill(db, mailing, list, 2), 4);
	assert_int_equal(
	    ask(db, "SELECT sum(subscription) FROM delivery"), 4 + 5 + 6 + 7);
	assert_int_equal(
	    ask(db, "SELECT count(*) FROM delivery WHERE variant = 'fr'"), 4);
	must(mailing_set_state(db, mailing, MAILING_RUNNING, NOW, &err));
	must(db_begin(db, &err));
	must_be(ERR_REFUSED, delivery_fill(db, &next, 2, &err));
	db_rollback(db);
	db_close(db);
}

/* preparing, running, paused, done, cancelled: who may become what. */
static void mailings_move_as_they_may(void **state)
{
	static const char want[MAILING_STATE__MAX][MAILING_STATE__MAX + 1] = {
		[MAILING_PREPARING] = "-r--c",
		[MAILING_RUNNING] = "--p-c",
		[MAILING_PAUSED] = "-r--c",
		[MAILING_DONE] = "-----",
		[MAILING_CANCELLED] = "-----",
	};
	struct db *db = memory();
	int64_t id = make_mailing(db, 0, MAILING_NOTICE, 0);

	(void)state;
	for (int from = 0; from < MAILING_STATE__MAX; from++) {
		for (int to = 0; to < MAILING_STATE__MAX; to++) {
			char *sql =
			    mem_printf("UPDATE mailing SET state = '%s'",
				mailing_state_name((enum mailing_state)from));
			run(db, sql);
			free(sql);
			must_be(want[from][to] == '-' ? ERR_REFUSED : ERR_OK,
			    mailing_set_state(
				db, id, (enum mailing_state)to, NOW, &err));
		}
	}
	must_be(ERR_NOT_FOUND,
	    mailing_set_state(db, 99, MAILING_PAUSED, NOW, &err));
	db_close(db);
}

static enum err_code count_rows(
    void *ctx, const struct delivery *row, struct err *err)
{
	int *n = ctx;

	(void)err;
	assert_non_null(strchr(row->address, '@'));
	++*n;
	return ERR_OK;
}

static enum err_code stop(
    void *ctx, const struct mailing *mailing, struct err *err)
{
	int *n = ctx;

	(void)mailing;
	return ++*n == 2 ? err_set(err, ERR_LIMIT, "enough") : ERR_OK;
}

static void listings_and_counts(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct mailing row;
	int64_t counts[DELIVERY_STATE__MAX];
	int64_t list;
	int64_t id;
	int64_t mailing = running(db, 5, &list);
	int64_t notice = make_mailing(db, 0, MAILING_NOTICE, 0);
	int n = 0;

	(void)state;
	must(delivery_add(db, notice, "x@y.org", "main", NOW, &id, &err));
	force(db, 1, DELIVERY_SENT);
	must(mailing_get(db, &arena, mailing, &row, &err));
	assert_int_equal(row.counts[DELIVERY_SENT], 1);
	assert_int_equal(row.counts[DELIVERY_QUEUED], 4);
	assert_int_equal(row.started, NOW);
	assert_string_equal(row.author, "cli:marie");
	must_be(ERR_NOT_FOUND, mailing_get(db, &arena, 99, &row, &err));
	must(delivery_count(db, counts, &err));
	assert_int_equal(counts[DELIVERY_QUEUED], 5);
	must(delivery_each(db, mailing, DELIVERY_QUEUED, count_rows, &n, &err));
	assert_int_equal(n, 4);
	n = 0;
	must(delivery_each(db, 0, DELIVERY_STATE__MAX, count_rows, &n, &err));
	assert_int_equal(n, 6);
	n = 0;
	must(mailing_each(db, 0, MAILING_KIND__MAX, 10, stop, &n, &err));
	assert_int_equal(n, 1);
	(void)make_mailing(db, list, MAILING_DIGEST, 5);
	n = 0;
	must_be(ERR_LIMIT,
	    mailing_each(db, list, MAILING_KIND__MAX, 10, stop, &n, &err));
	n = 0;
	must(mailing_each(db, list, MAILING_DIGEST, 10, stop, &n, &err));
	assert_int_equal(n, 1);
	must(mailing_same_content(db, list, "hash", NOW - 1, &id, &err));
	assert_int_equal(id, mailing);
	must(mailing_same_content(db, list, "hash", NOW, &id, &err));
	assert_int_equal(id, 0);
	must(mailing_same_content(db, list, "else", NOW - 1, &id, &err));
	assert_int_equal(id, 0);
	must(mailing_same_content(db, list, "else hash", NOW - 1, &id, &err));
	assert_int_equal(id, mailing);
	run(db, "UPDATE mailing SET content_hash = 'hash twin'");
	must(mailing_same_content(db, list, "twin", NOW - 1, &id, &err));
	assert_int_equal(id, mailing);
	must(mailing_same_content(db, list, "hash twin", NOW - 1, &id, &err));
	assert_int_equal(id, mailing);
	must(mailing_same_content(db, list, "else twin", NOW - 1, &id, &err));
	assert_int_equal(id, 0);
	arena_free(&arena);
	db_close(db);
}

/* What nobody got, and nobody will get, was not sent. */
static void same_content_counts_what_went_out(void **state)
{
	struct db *db = memory();
	int64_t list;
	int64_t mailing = running(db, 2, &list);
	int64_t id;

	(void)state;
	must(mailing_same_content(db, list, "hash", NOW - 1, &id, &err));
	assert_int_equal(id, mailing);
	must(mailing_set_state(db, mailing, MAILING_CANCELLED, NOW, &err));
	must(mailing_same_content(db, list, "hash", NOW - 1, &id, &err));
	assert_int_equal(id, 0);
	force(db, 1, DELIVERY_SENT);
	must(mailing_same_content(db, list, "hash", NOW - 1, &id, &err));
	assert_int_equal(id, mailing);
	db_close(db);
}

static void finish_and_purge(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct str text;
	const char bytes[] = "a\0b'; DROP TABLE content; --";
	int64_t notice = make_mailing(db, 0, MAILING_NOTICE, 0);
	int64_t id;
	int64_t count;

	(void)state;
	must(mailing_add_content(
	    db, notice, "main", str_n(bytes, sizeof(bytes)), &err));
	must_be(ERR_EXISTS,
	    mailing_add_content(db, notice, "main", str_c("x"), &err));
	must(mailing_content(db, &arena, notice, "main", &text, &err));
	assert_int_equal(text.n, sizeof(bytes));
	assert_memory_equal(text.p, bytes, sizeof(bytes));
	must_be(ERR_NOT_FOUND,
	    mailing_content(db, &arena, notice, "fr", &text, &err));
	must(delivery_add(db, notice, "x@y.org", "main", NOW, &id, &err));
	must(mailing_set_state(db, notice, MAILING_RUNNING, NOW, &err));
	must(mailing_finish(db, NOW, &count, &err));
	assert_int_equal(count, 0);
	force(db, id, DELIVERY_UNCERTAIN);
	must(mailing_finish(db, NOW, &count, &err));
	assert_int_equal(count, 0);
	force(db, id, DELIVERY_HELD);
	must(mailing_finish(db, NOW, &count, &err));
	assert_int_equal(count, 1);
	must(mailing_purge_notices(db, NOW, &err));
	assert_int_equal(ask(db, "SELECT count(*) FROM delivery"), 1);
	must(mailing_purge_notices(db, NOW + 1, &err));
	assert_int_equal(ask(db, "SELECT count(*) FROM delivery"), 0);
	assert_int_equal(ask(db, "SELECT count(*) FROM content"), 0);
	arena_free(&arena);
	db_close(db);
}

static void what_runs_comes_in_order(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct runnables due;
	int64_t list;
	int64_t mailing = running(db, 3, &list);
	int64_t notice = make_mailing(db, 0, MAILING_NOTICE, 0);
	int64_t id;

	(void)state;
	must(delivery_add(db, notice, "a@b.org", "main", NOW, &id, &err));
	must(mailing_runnable(db, &arena, &all_mailings, NOW - 1, &due, &err));
	assert_int_equal(due.count, 0);
	must(mailing_runnable(db, &arena, &all_mailings, NOW, &due, &err));
	assert_int_equal(due.count, 1);
	must(mailing_set_state(db, notice, MAILING_RUNNING, NOW, &err));
	must(mailing_runnable(db, &arena, &all_mailings, NOW, &due, &err));
	assert_int_equal(due.count, 2);
	assert_int_equal(due.rows[0].mailing, notice);
	assert_int_equal(due.rows[0].list, 0);
	assert_int_equal(due.rows[0].kind, MAILING_NOTICE);
	assert_int_equal(due.rows[1].mailing, mailing);
	assert_int_equal(due.rows[1].list, list);
	assert_int_equal(due.rows[1].priority, 5);
	must(mailing_set_state(db, mailing, MAILING_PAUSED, NOW, &err));
	must(mailing_runnable(db, &arena, &all_mailings, NOW, &due, &err));
	assert_int_equal(due.count, 1);
	arena_free(&arena);
	db_close(db);
}

/* Each state is counted, for a mailing and for all. */
static void all_states_are_counted(void **state)
{
	int64_t all[DELIVERY_STATE__MAX];
	struct db *db = memory();
	struct arena arena = { 0 };
	struct mailing row;
	int64_t list;
	int64_t other;
	int64_t id = 1;
	int64_t mailing = running(db, 45, &list);

	(void)state;
	for (int s = 0; s < DELIVERY_STATE__MAX; s++)
		for (int n = 0; n <= s; n++)
			force(db, id++, (enum delivery_state)s);
	other = make_mailing(db, 0, MAILING_NOTICE, 0);
	must(delivery_add(db, other, "a@b.org", "main", NOW, &id, &err));
	must(mailing_get(db, &arena, mailing, &row, &err));
	must(delivery_count(db, all, &err));
	for (int s = 0; s < DELIVERY_STATE__MAX; s++) {
		assert_int_equal(row.counts[s], s + 1);
		assert_int_equal(all[s], s + 1 + (s == DELIVERY_QUEUED));
	}
	arena_free(&arena);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fill_takes_the_active_of_a_mode),
		cmocka_unit_test(mailings_move_as_they_may),
		cmocka_unit_test(listings_and_counts),
		cmocka_unit_test(same_content_counts_what_went_out),
		cmocka_unit_test(finish_and_purge),
		cmocka_unit_test(what_runs_comes_in_order),
		cmocka_unit_test(all_states_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
