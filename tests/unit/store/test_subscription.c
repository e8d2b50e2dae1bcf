/* Lists, subscribers, subscriptions, suppressions; threat T12. */
#include "support.h"

#include "base/mem.h"

static const char *const hostile[] = {
	"'; DROP TABLE subscriber; --",
	"\" OR 1=1 --",
	"100%_[a-z]*?",
	"\\'\\\"\\0",
	":list ?1 @a $b",
	"\xff\xfe not UTF-8 \x80",
	"\r\nBcc: x@example.org",
	"",
};

static struct subscription person(int64_t list, const char *text)
{
	return (struct subscription){
		.list = list,
		.address = text,
		.address_key = text,
		.name = text,
		.topics = text,
		.language = LANG_EN,
		.delivery = SUB_DIGEST,
	};
}

static void put(struct db *db, struct subscription *sub, int64_t now)
{
	must(db_begin(db, &err));
	must(subscription_put(db, sub, now, &err));
	must(db_commit(db, &err));
}

static void every_text_comes_back(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		struct subscription sub;
		struct subscription found;
		char *name;
		int64_t list = make_list(db, hostile[i]);
		int64_t again;
		must(list_find(db, hostile[i], &again, &err));
		assert_int_equal(list, again);
		assert_int_equal(list, (int64_t)i + 1);
		must(list_name(db, &arena, list, &name, &err));
		assert_string_equal(name, hostile[i]);
		sub = person(list, hostile[i]);
		put(db, &sub, NOW);
		must(subscription_find(
		    db, &arena, list, hostile[i], &found, &err));
		assert_string_equal(found.address, hostile[i]);
		assert_string_equal(found.address_key, hostile[i]);
		assert_string_equal(found.name, hostile[i]);
		assert_string_equal(found.topics, hostile[i]);
		assert_int_equal(found.id, sub.id);
		assert_int_equal(found.language, LANG_EN);
		assert_int_equal(found.delivery, SUB_DIGEST);
	}
	must_be(ERR_NOT_FOUND, list_find(db, "%", &(int64_t){ 0 }, &err));
	arena_free(&arena);
	db_close(db);
}

static void a_megabyte_is_stored_whole(void **state)
{
	enum { SIZE = 1 << 20 };
	struct db *db = memory();
	struct arena arena = { 0 };
	char *text = mem_calloc(1, SIZE + 1);
	struct subscription sub;
	struct subscription found;

	(void)state;
	memset(text, '\'', SIZE);
	sub = person(make_list(db, "a"), text);
	put(db, &sub, NOW);
	must(subscription_get(db, &arena, sub.id, &found, &err));
	assert_string_equal(found.name, text);
	free(text);
	arena_free(&arena);
	db_close(db);
}

static void put_makes_or_changes(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct subscription sub = person(make_list(db, "a"), "x@y.org");
	struct subscription found;
	int64_t id;

	(void)state;
	must_be(ERR_INTERNAL, subscription_put(db, &sub, NOW, &err));
	sub.name = "";
	put(db, &sub, NOW);
	id = sub.id;
	sub.name = "Marie";
	sub.status = SUB_LEFT;
	put(db, &sub, NOW + 5);
	assert_int_equal(sub.id, id);
	sub.name = "Other";
	sub.status = SUB_ACTIVE;
	sub.address = "X@y.org";
	put(db, &sub, NOW + 6);
	must(subscription_get(db, &arena, id, &found, &err));
	assert_string_equal(found.name, "Marie");
	assert_string_equal(found.address, "x@y.org");
	assert_int_equal(found.since, NOW);
	assert_int_equal(found.changed, NOW + 6);
	assert_int_equal(found.status, SUB_ACTIVE);
	sub.list = make_list(db, "b");
	put(db, &sub, NOW);
	assert_int_equal(sub.subscriber, found.subscriber);
	assert_int_not_equal(sub.id, id);
	must_be(ERR_NOT_FOUND, subscription_get(db, &arena, 99, &found, &err));
	must_be(ERR_NOT_FOUND,
	    subscription_find(db, &arena, 1, "y@y.org", &found, &err));
	sub.list = 99; /* no such list: a foreign key says so */
	must(db_begin(db, &err));
	must_be(ERR_INTERNAL, subscription_put(db, &sub, NOW, &err));
	db_rollback(db);
	arena_free(&arena);
	db_close(db);
}

static void update_changes_one_row(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct subscription sub = person(make_list(db, "a"), "x@y.org");
	struct subscription found;

	(void)state;
	put(db, &sub, NOW);
	(void)make_person(db, sub.list, 1);
	sub.name = "New";
	sub.status = SUB_SUSPENDED;
	sub.delivery = SUB_NONE;
	sub.language = LANG_FR;
	sub.topics = "emploi finance";
	must(subscription_update(db, &sub, NOW + 1, &err));
	must(subscription_get(db, &arena, sub.id, &found, &err));
	assert_string_equal(found.name, "New");
	assert_string_equal(found.topics, "emploi finance");
	assert_int_equal(found.status, SUB_SUSPENDED);
	assert_int_equal(found.delivery, SUB_NONE);
	assert_int_equal(found.language, LANG_FR);
	assert_int_equal(found.changed, NOW + 1);
	sub.name = NULL;
	must(subscription_update(db, &sub, NOW + 2, &err));
	must(subscription_get(db, &arena, sub.id, &found, &err));
	assert_string_equal(found.name, "New");
	assert_int_equal(ask(db, "SELECT count(*) FROM subscription "
				 "WHERE status = 'active'"),
	    1);
	sub.id = 99;
	must_be(ERR_NOT_FOUND, subscription_update(db, &sub, NOW, &err));
	assert_false(db_in_transaction(db));
	arena_free(&arena);
	db_close(db);
}

struct walk {
	struct db *db;
	int rows;
	int stop_at;
	char last[64];
};

static enum err_code step(
    void *ctx, const struct subscription *sub, struct err *err)
{
	struct walk *walk = ctx;
	int64_t counts[SUB_STATUS__MAX];

	/* Looking at other things meanwhile is fine. */
	assert_int_equal(
	    subscription_count(walk->db, sub->list, counts, err), ERR_OK);
	assert_true(strcmp(walk->last, sub->address_key) < 0);
	(void)snprintf(walk->last, sizeof(walk->last), "%s", sub->address_key);
	if (++walk->rows == walk->stop_at)
		return err_set(err, ERR_LIMIT, "enough");
	return ERR_OK;
}

static int count_each(struct db *db, int64_t list, enum sub_status status)
{
	struct walk walk = { .db = db };

	must(subscription_each(db, list, status, step, &walk, &err));
	return walk.rows;
}

static void listing_and_counting(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct walk walk = { .db = db, .stop_at = 2 };
	int64_t list = make_list(db, "a");
	int64_t other = make_list(db, "b");
	int64_t counts[SUB_STATUS__MAX];
	const char **names;
	bool *suspended;
	size_t n;

	(void)state;
	for (int i = 20; i > 0; i--)
		(void)make_person(db, list, i);
	(void)make_person(db, other, 3);
	run(db, "UPDATE subscription SET status = 'left' WHERE id < 6;"
		"UPDATE subscription SET status = 'suspended' WHERE id = 6;");
	assert_int_equal(count_each(db, list, SUB_STATUS__MAX), 20);
	assert_int_equal(count_each(db, list, SUB_LEFT), 5);
	assert_int_equal(count_each(db, other, SUB_SUSPENDED), 0);
	must_be(ERR_LIMIT,
	    subscription_each(db, list, SUB_STATUS__MAX, step, &walk, &err));
	assert_int_equal(walk.rows, 2);
	must(subscription_count(db, list, counts, &err));
	assert_int_equal(counts[SUB_ACTIVE], 14);
	assert_int_equal(counts[SUB_SUSPENDED], 1);
	assert_int_equal(counts[SUB_LEFT], 5);
	must(subscription_lists_of(
	    db, &arena, "p3@example.org", &names, &suspended, &n, &err));
	assert_int_equal(n, 2);
	assert_string_equal(names[0], "a");
	assert_string_equal(names[1], "b");
	assert_false(suspended[0] || suspended[1]);
	must(subscription_lists_of(
	    db, &arena, "p15@example.org", &names, &suspended, &n, &err));
	assert_int_equal(n, 1);
	assert_false(suspended[0]); /* by hand */
	run(db, "INSERT INTO bounced VALUES (6)");
	must(subscription_lists_of(
	    db, &arena, "p15@example.org", &names, &suspended, &n, &err));
	assert_true(suspended[0]);
	must(subscription_lists_of(
	    db, &arena, "p20@example.org", &names, &suspended, &n, &err));
	assert_int_equal(n, 0); /* left */
	arena_free(&arena);
	db_close(db);
}

static bool suppressed(struct db *db, const char *hash, int64_t list)
{
	bool out = false;

	must(suppression_has(db, hash, list, &out, &err));
	return out;
}

static void suppressions_of_one_list_and_of_all(void **state)
{
	struct db *db = memory();
	int64_t a = make_list(db, "a");
	int64_t b = make_list(db, "b");

	(void)state;
	must(suppression_add(db, "h", a, "left", NOW, &err));
	must(suppression_add(db, "h", a, "complaint", NOW, &err));
	must(suppression_add(db, "all", 0, "objected", NOW, &err));
	must(suppression_add(db, "all", 0, "objected", NOW, &err));
	assert_int_equal(ask(db, "SELECT count(*) FROM suppression"), 2);
	assert_true(suppressed(db, "h", a));
	assert_false(suppressed(db, "h", b));
	assert_false(suppressed(db, "%", a));
	assert_true(suppressed(db, "all", a));
	assert_true(suppressed(db, "all", b));
	must(suppression_remove(db, "all", a, &err));
	assert_true(suppressed(db, "all", a));
	must(suppression_remove(db, "all", 0, &err));
	must(suppression_remove(db, "h", a, &err));
	assert_false(suppressed(db, "all", a));
	assert_false(suppressed(db, "h", a));
	must_be(ERR_INTERNAL, suppression_add(db, "h", a, "whim", NOW, &err));
	assert_false(db_in_transaction(db));
	db_close(db);
}

static void words_are_those_of_the_schema(void **state)
{
	enum sub_status status;
	enum sub_delivery delivery;

	(void)state;
	for (int i = 0; i < SUB_STATUS__MAX; i++) {
		assert_true(sub_status_parse(
		    sub_status_name((enum sub_status)i), &status));
		assert_int_equal(status, i);
	}
	for (int i = 0; i < SUB_DELIVERY__MAX; i++) {
		assert_true(sub_delivery_parse(
		    sub_delivery_name((enum sub_delivery)i), &delivery));
		assert_int_equal(delivery, i);
	}
	assert_false(sub_status_parse("Active", &status));
	assert_false(sub_delivery_parse("", &delivery));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text_comes_back),
		cmocka_unit_test(a_megabyte_is_stored_whole),
		cmocka_unit_test(put_makes_or_changes),
		cmocka_unit_test(update_changes_one_row),
		cmocka_unit_test(listing_and_counting),
		cmocka_unit_test(suppressions_of_one_list_and_of_all),
		cmocka_unit_test(words_are_those_of_the_schema),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
