/* Requests: one open per person, list and verb; confirmed once. */
#include "support.h"

#include "store/pending.h"

static struct pending request(int64_t list, const char *key)
{
	return (struct pending){ .list = list,
		.verb = PENDING_SUBSCRIBE,
		.address = key,
		.address_key = key,
		.name = "O'Neil; --",
		.language = LANG_EN,
		.state = PENDING_WAITING,
		.origin = "email",
		.request_id = "<r@x>",
		.created = NOW,
		.expires = NOW + 100 };
}

static bool put(struct db *db, struct arena *arena, struct pending *pending)
{
	bool fresh = false;

	must(db_begin(db, &err));
	must(pending_put(db, arena, pending, &fresh, &err));
	must(db_commit(db, &err));
	return fresh;
}

static void one_open_request(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	int64_t list = make_list(db, "a");
	struct pending one = request(list, "a@b.org");
	struct pending two = request(list, "a@b.org");
	struct pending row;
	bool fresh;

	(void)state;
	must_be(ERR_INTERNAL, pending_put(db, &arena, &one, &fresh, &err));
	assert_true(put(db, &arena, &one));
	two.name = "Other";
	two.expires = NOW + 50;
	assert_false(put(db, &arena, &two));
	assert_int_equal(two.id, one.id);
	assert_string_equal(two.name, "O'Neil; --");
	assert_int_equal(two.expires, NOW + 100);
	two.expires = NOW + 200;
	assert_false(put(db, &arena, &two));
	must(pending_get(db, &arena, one.id, &row, &err));
	assert_int_equal(row.expires, NOW + 200);
	assert_string_equal(row.request_id, "<r@x>");
	assert_int_equal(row.language, LANG_EN);
	assert_int_equal(row.asked, 0);
	two.verb = PENDING_UNSUBSCRIBE;
	assert_true(put(db, &arena, &two));
	must(pending_find(db, &arena, &two, &row, &err));
	assert_int_equal(row.id, two.id);
	two.address_key = "%@b.org";
	must_be(ERR_NOT_FOUND, pending_find(db, &arena, &two, &row, &err));
	arena_free(&arena);
	db_close(db);
}

/* What a mail has promised stays; what nobody was told of is replaced. */
static void another_change(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct pending first = request(make_list(db, "a"), "a@b.org");
	struct pending second = first;
	struct pending third = first;
	struct pending site = first;
	struct pending row;

	(void)state;
	first.verb = second.verb = third.verb = site.verb = PENDING_SET;
	first.detail = "one";
	second.detail = "two";
	third.detail = "three";
	site.list = 0;
	assert_true(put(db, &arena, &first));
	must(pending_set_asked(db, first.id, "v", NOW, &err));
	assert_true(put(db, &arena, &second));
	assert_true(put(db, &arena, &third));
	must_be(ERR_NOT_FOUND, pending_get(db, &arena, second.id, &row, &err));
	must(pending_get(db, &arena, third.id, &row, &err));
	assert_string_equal(row.detail, "three");
	must(pending_get(db, &arena, first.id, &row, &err));
	assert_string_equal(row.detail, "one");
	assert_true(put(db, &arena, &site));
	must(pending_get(db, &arena, site.id, &row, &err));
	assert_int_equal(row.list, 0);
	assert_string_equal(row.detail, "");
	must(pending_get(db, &arena, third.id, &row, &err));
	site.detail = "";
	assert_false(put(db, &arena, &site));
	arena_free(&arena);
	db_close(db);
}

/* state x operation: what it becomes, and the code. */
static void moves(void **state)
{
	static const struct {
		enum pending_state from;
		bool use; /* or set_asked */
		enum err_code code;
		enum pending_state to;
	} rows[] = {
		{ PENDING_WAITING, false, ERR_OK, PENDING_ASKED },
		{ PENDING_ASKED, false, ERR_OK, PENDING_ASKED },
		{ PENDING_USED, false, ERR_EXISTS, PENDING_USED },
		{ PENDING_WAITING, true, ERR_OK, PENDING_USED },
		{ PENDING_ASKED, true, ERR_OK, PENDING_USED },
		{ PENDING_USED, true, ERR_EXISTS, PENDING_USED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct db *db = memory();
		struct arena arena = { 0 };
		struct pending row = request(make_list(db, "a"), "a@b.org");
		row.state = rows[i].from;
		(void)put(db, &arena, &row);
		if (rows[i].use)
			must_be(rows[i].code, pending_use(db, row.id, &err));
		else
			must_be(rows[i].code,
			    pending_set_asked(db, row.id, "v1", NOW + 9, &err));
		must(pending_get(db, &arena, row.id, &row, &err));
		assert_int_equal(row.state, rows[i].to);
		if (!rows[i].use && rows[i].code == ERR_OK)
			assert_int_equal(row.asked, NOW + 9);
		must_be(ERR_NOT_FOUND, pending_use(db, 99, &err));
		must_be(
		    ERR_NOT_FOUND, pending_set_asked(db, 99, "v1", NOW, &err));
		arena_free(&arena);
		db_close(db);
	}
}

static void waiting_in_order_and_expiring(void **state)
{
	static const char *const keys[] = { "d@x.org", "c@x.org", "b@x.org" };
	struct db *db = memory();
	struct arena arena = { 0 };
	struct pending *rows;
	struct pending row;
	int64_t list = make_list(db, "a");
	int64_t count;
	size_t n;

	(void)state;
	for (int i = 0; i < 3; i++) {
		row = request(list, keys[i]);
		row.expires += i;
		(void)put(db, &arena, &row);
	}
	must(pending_waiting(db, &arena, 0, 2, &rows, &n, &err));
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].address, "d@x.org");
	assert_string_equal(rows[1].address, "c@x.org");
	must(pending_set_asked(db, 1, "v1", NOW, &err));
	must(pending_waiting(db, &arena, 0, 9, &rows, &n, &err));
	assert_int_equal(n, 2);
	must(pending_waiting(db, &arena, rows[0].id, 9, &rows, &n, &err));
	assert_int_equal(n, 1);
	must(pending_use(db, 1, &err));
	row = request(list, keys[0]);
	assert_true(put(db, &arena, &row)); /* again, after it was used */
	assert_int_equal(row.id, 4);
	must(pending_expire(db, NOW + 99, &count, &err));
	assert_int_equal(count, 0);
	must(pending_expire(db, NOW + 101, &count, &err));
	assert_int_equal(count, 3);
	must_be(ERR_NOT_FOUND, pending_get(db, &arena, 4, &row, &err));
	row = request(list, keys[0]);
	assert_true(put(db, &arena, &row));
	assert_int_equal(row.id, 5); /* ids are never used again */
	arena_free(&arena);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_open_request),
		cmocka_unit_test(another_change),
		cmocka_unit_test(moves),
		cmocka_unit_test(waiting_in_order_and_expiring),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
