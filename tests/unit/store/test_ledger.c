/* Consent, events, limits, occasions, alarms, archive. */
#include "support.h"

#include "store/ledger.h"
#include "store/mailing.h"

static void consent_is_append_only(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct consent *rows;
	struct consent proof = {
		.list = make_list(db, "a"),
		.subscriber = 7,
		.address_hash = "h",
		.action = "subscribe",
		.how = "email-confirmed",
		.source = "it's; --",
		.text_version = "v1",
		.language = LANG_EN,
		.message_id = "<a@b>",
		.authres = "dkim=pass",
		.at = NOW,
	};
	size_t n;

	(void)state;
	must(consent_add(db, &proof, &err));
	proof.action = "unsubscribe";
	proof.how = "one-click";
	proof.source = NULL;
	must(consent_add(db, &proof, &err));
	proof.subscriber = 8;
	must(consent_add(db, &proof, &err));
	must(consent_list(db, &arena, proof.list, 7, &rows, &n, &err));
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].action, "subscribe");
	assert_string_equal(rows[0].source, "it's; --");
	assert_string_equal(rows[0].authres, "dkim=pass");
	assert_string_equal(rows[0].message_id, "<a@b>");
	assert_int_equal(rows[0].language, LANG_EN);
	assert_int_equal(rows[0].at, NOW);
	assert_string_equal(rows[1].how, "one-click");
	assert_string_equal(rows[1].source, "");
	must_be(ERR_INTERNAL, db_exec(db, "UPDATE consent SET at = 1", &err));
	must_be(ERR_INTERNAL, db_exec(db, "DELETE FROM consent", &err));
	must_be(ERR_INTERNAL,
	    db_exec(db, "INSERT OR REPLACE INTO consent SELECT * FROM consent",
		&err));
	proof.action = "guess";
	must_be(ERR_INTERNAL, consent_add(db, &proof, &err));
	assert_int_equal(ask(db, "SELECT count(*) FROM consent"), 3);
	arena_free(&arena);
	db_close(db);
}

static void windows_slide(void **state)
{
	struct db *db = memory();
	int64_t n;

	(void)state;
	for (int i = 0; i < 10; i++)
		must(allowance_add(db, i % 2 ? "odd" : "even", NOW + i, &err));
	must(allowance_count(db, "odd", NOW + 3, &n, &err));
	assert_int_equal(n, 3); /* 5, 7, 9: after, not at */
	must(allowance_count(db, "o%", 0, &n, &err));
	assert_int_equal(n, 0);
	must(allowance_purge(db, NOW + 5, &err));
	must(allowance_count(db, "odd", 0, &n, &err));
	assert_int_equal(n, 2);
	db_close(db);
}

static void an_occasion_happens_once(void **state)
{
	struct db *db = memory();
	int64_t list = make_list(db, "a");
	int64_t until;
	bool has;

	(void)state;
	must(occasion_last(db, list, "digest", &until, &err));
	assert_int_equal(until, 0);
	must(occasion_add(db, list, "digest", 100, 200, 0, NOW, &err));
	must_be(ERR_EXISTS,
	    occasion_add(db, list, "digest", 100, 300, 0, NOW, &err));
	must(occasion_add(db, list, "digest", 50, 90, 0, NOW, &err));
	must(occasion_last(db, list, "digest", &until, &err));
	assert_int_equal(until, 200);
	must(occasion_has(db, list, "digest", 50, &has, &err));
	assert_true(has);
	must(occasion_has(db, list, "purge", 50, &has, &err));
	assert_false(has);
	must_be(
	    ERR_INTERNAL, occasion_add(db, 9, "digest", 1, 2, 0, NOW, &err));
	db_close(db);
}

static void an_alarm_is_told_once(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	const char **pairs;
	size_t n;
	bool fresh;

	(void)state;
	must(alarm_raise(db, "smtp/auth", "refused", NOW, &fresh, &err));
	assert_true(fresh);
	must(alarm_raise(db, "smtp/auth", "again", NOW, &fresh, &err));
	assert_false(fresh);
	must(alarm_raise(db, "confirm/a", "many", NOW, &fresh, &err));
	must(alarm_raise(db, "disk", "full", NOW, &fresh, &err));
	must(alarm_list(db, &arena, &pairs, &n, &err));
	assert_int_equal(n, 3);
	assert_string_equal(pairs[0], "confirm/a");
	assert_string_equal(pairs[4], "smtp/auth");
	assert_string_equal(pairs[5], "refused");
	must(alarm_clear(db, "smtp/auth", &err));
	must(alarm_raise(db, "smtp/auth", "new", NOW, &fresh, &err));
	assert_true(fresh);
	arena_free(&arena);
	db_close(db);
}

static void archive_and_events(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct archived *items;
	struct archived item = { .list = make_list(db, "a"),
		.kind = "newsletter",
		.author = "Marie",
		.subject = "Août",
		.language = LANG_FR,
		.text = "Bonjour" };
	size_t n;

	(void)state;
	for (int i = 5; i > 0; i--) {
		item.at = NOW + i;
		must(archive_add(db, &item, &err));
	}
	must(archive_range(
	    db, &arena, item.list, NOW + 2, NOW + 5, &items, &n, &err));
	assert_int_equal(n, 3);
	assert_int_equal(items[0].at, NOW + 2);
	assert_int_equal(items[2].at, NOW + 4);
	assert_string_equal(items[0].subject, "Août");
	assert_string_equal(items[0].text, "Bonjour");
	assert_int_equal(items[0].mailing, 0);
	must(archive_range(db, &arena, 2, 0, INT64_MAX, &items, &n, &err));
	assert_int_equal(n, 0);
	must(event_add(db, "cli:a", "newsletter", item.list, "x", NOW, &err));
	must(event_add(db, "timer", "purge", 0, NULL, NOW, &err));
	assert_int_equal(ask(db, "SELECT count(*) FROM event WHERE list "
				 "IS NULL AND detail = ''"),
	    1);
	arena_free(&arena);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(consent_is_append_only),
		cmocka_unit_test(windows_slide),
		cmocka_unit_test(an_occasion_happens_once),
		cmocka_unit_test(an_alarm_is_told_once),
		cmocka_unit_test(archive_and_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
