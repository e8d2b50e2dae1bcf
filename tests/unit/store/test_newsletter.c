/* src/store/newsletter.c, recurring.c */
#include "support.h"

#include "store/newsletter.h"
#include "store/subscription.h"

static struct newsletter a_row(void)
{
	return (struct newsletter){
		.lists = "lettre",
		.name = "decembre.fr.md",
		.origin = "/home/anne/lettre",
		.subject = "Décembre",
		.hash = "h1",
		.seen = "s1",
		.state = NEWSLETTER_PROOF,
		.why = NEWSLETTER_WHY_APPROVAL,
		.author = "cli:anne",
		.editor = "anne@example.org",
		.created = 100,
		.as_of = 200,
		.send_at = "2026-12-01 08:00",
		.zone = "Europe/Paris",
		.due = 300,
		.expires = 400,
		.again = true,
	};
}

static void kept_as_it_was(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct newsletter row = a_row();
	struct newsletter got;
	struct newsletter *rows;
	size_t count;
	struct str bytes;

	(void)state;
	must(newsletter_add(db, &row, &err));
	must(newsletter_add_file(
	    db, row.id, "a b.jpg", str_n("\0\xff", 2), &err));
	must(newsletter_get(db, &arena, row.id, &got, &err));
	assert_string_equal(got.lists, row.lists);
	assert_string_equal(got.name, row.name);
	assert_string_equal(got.origin, row.origin);
	assert_string_equal(got.subject, row.subject);
	assert_string_equal(got.hash, row.hash);
	assert_string_equal(got.seen, row.seen);
	assert_int_equal(got.state, NEWSLETTER_PROOF);
	assert_int_equal(got.why, NEWSLETTER_WHY_APPROVAL);
	assert_string_equal(got.editor, row.editor);
	assert_string_equal(got.approver, "");
	assert_string_equal(got.send_at, row.send_at);
	assert_string_equal(got.zone, row.zone);
	assert_int_equal(got.created, 100);
	assert_int_equal(got.as_of, 200);
	assert_int_equal(got.due, 300);
	assert_int_equal(got.expires, 400);
	assert_true(got.again);
	must(newsletter_file(db, &arena, row.id, "a b.jpg", &bytes, &err));
	assert_int_equal(bytes.n, 2);
	assert_memory_equal(bytes.p, "\0\xff", 2);
	must_be(ERR_NOT_FOUND,
	    newsletter_file(db, &arena, row.id, "c.jpg", &bytes, &err));
	must_be(ERR_NOT_FOUND, newsletter_get(db, &arena, 99, &got, &err));
	must(newsletter_open(db, &arena, &rows, &count, &err));
	assert_int_equal(count, 1);
	must(newsletter_add(db, &row, &err));
	must(newsletter_copy_files(db, rows[0].id, row.id, &err));
	must(newsletter_file(db, &arena, row.id, "a b.jpg", &bytes, &err));
	must(newsletter_newest(db, &arena, 1, &rows, &count, &err));
	assert_int_equal(count, 1);
	assert_int_equal(rows[0].id, row.id);
	arena_free(&arena);
	db_close(db);
}

static size_t bytes_of(struct db *db, int64_t id)
{
	struct arena arena = { 0 };
	struct str bytes;
	size_t n;

	must(newsletter_file(db, &arena, id, "a.jpg", &bytes, &err));
	n = bytes.n;
	arena_free(&arena);
	return n;
}

/* The content goes once it is long over; the name tells that it was taken. */
static void forgotten_when_over(void **state)
{
	struct db *db = memory();
	struct newsletter row = a_row();

	(void)state;
	must(newsletter_add(db, &row, &err));
	must(newsletter_add_file(db, row.id, "a.jpg", str_c("picture"), &err));
	must(newsletter_purge(db, 10000, &err));
	assert_int_equal(bytes_of(db, row.id), 7); /* it still waits */
	must(newsletter_set_state(
	    db, row.id, NEWSLETTER_PROOF, NEWSLETTER_REFUSED, 5000, &err));
	must(newsletter_purge(db, 5000, &err));
	assert_int_equal(bytes_of(db, row.id), 7);
	must(newsletter_purge(db, 5001, &err));
	assert_int_equal(bytes_of(db, row.id), 0);
	db_close(db);
}

/* Of two who move it, one does. */
static void moved_once(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct newsletter row = a_row();
	struct newsletter got;
	const char **proofs;
	size_t count;

	(void)state;
	must(newsletter_add(db, &row, &err));
	must(newsletter_add_proof(db, row.id, "z@example.org", &err));
	must(newsletter_add_proof(db, row.id, "b@example.org", &err));
	must(newsletter_add_proof(db, row.id, "b@example.org", &err));
	must(newsletter_proofs(db, &arena, row.id, &proofs, &count, &err));
	assert_int_equal(count, 2);
	assert_string_equal(proofs[0], "b@example.org");
	row.approver = "b@example.org";
	row.due = 500;
	row.send_at = "";
	must(newsletter_approve(db, &row, 450, &err));
	must_be(ERR_REFUSED, newsletter_approve(db, &row, 450, &err));
	must_be(ERR_REFUSED, newsletter_set_state(db, row.id, NEWSLETTER_PROOF,
				 NEWSLETTER_REFUSED, 451, &err));
	must(newsletter_get(db, &arena, row.id, &got, &err));
	assert_int_equal(got.state, NEWSLETTER_SCHEDULED);
	assert_string_equal(got.approver, "b@example.org");
	assert_string_equal(got.send_at, "");
	assert_int_equal(got.due, 500);
	assert_int_equal(got.settled, 450);
	must(newsletter_set_due(db, row.id, 600, &err));
	must(newsletter_set_state(
	    db, row.id, NEWSLETTER_SCHEDULED, NEWSLETTER_SENT, 601, &err));
	must_be(
	    ERR_REFUSED, newsletter_set_state(db, row.id, NEWSLETTER_SCHEDULED,
			     NEWSLETTER_SENT, 602, &err));
	must(newsletter_get(db, &arena, row.id, &got, &err));
	assert_int_equal(got.due, 600);
	assert_int_equal(got.settled, 601);
	arena_free(&arena);
	db_close(db);
}

static bool is_taken(
    struct db *db, const char *origin, const char *name, const char *hash)
{
	struct newsletter like = a_row();
	bool taken = false;

	like.origin = origin;
	like.hash = hash;
	must(newsletter_taken(db, &like, name, &taken, &err));
	return taken;
}

/* What a rule may take: by the place of a file, and by what it holds. */
static void taken_or_not(void **state)
{
	static const struct {
		enum newsletter_state state;
		bool place; /* the same file, changed since */
		bool bytes; /* the same bytes elsewhere */
	} rows[] = {
		{ NEWSLETTER_PROOF, true, true },
		{ NEWSLETTER_SCHEDULED, true, true },
		{ NEWSLETTER_PAUSED, true, true },
		{ NEWSLETTER_SENT, true, true },
		{ NEWSLETTER_REFUSED, false, true },
		{ NEWSLETTER_CANCELLED, false, true },
		{ NEWSLETTER_EXPIRED, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct db *db = memory();
		struct arena arena = { 0 };
		struct newsletter row = a_row();
		struct newsletter like = a_row();
		int64_t *ids;
		size_t count;
		bool waits = rows[i].state <= NEWSLETTER_PAUSED;

		row.state = rows[i].state;
		row.lists = i % 2 == 0 ? "autre lettre" : "lettre";
		must(newsletter_add(db, &row, &err));
		must(newsletter_add_file(
		    db, row.id, row.name, str_c("x"), &err));
		must(newsletter_add_file(
		    db, row.id, "decembre.en.md", str_c("y"), &err));
		assert_int_equal(
		    is_taken(db, row.origin, row.name, "h2"), rows[i].place);
		assert_int_equal(
		    is_taken(db, row.origin, "decembre.en.md", "h2"),
		    rows[i].place);
		assert_int_equal(
		    is_taken(db, "/elsewhere", "x.md", "h1"), rows[i].bytes);
		assert_false(is_taken(db, row.origin, "other.md", "h2"));
		assert_false(is_taken(db, "/elsewhere", row.name, "h2"));
		like.name = "decembre.en.md";
		must(newsletter_same(db, &arena, &like, &ids, &count, &err));
		assert_int_equal(count, waits ? 1 : 0);
		like.lists = "lett";
		must(newsletter_same(db, &arena, &like, &ids, &count, &err));
		assert_int_equal(count, 0);
		like.lists = "lettre";
		like.id = row.id;
		must(newsletter_same(db, &arena, &like, &ids, &count, &err));
		assert_int_equal(count, 0);
		arena_free(&arena);
		db_close(db);
	}
}

static void turns(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	struct recurring row = { .list = make_list(db, "lettre"),
		.rule = "first monday 08:00",
		.zone = "Europe/Paris",
		.folder = "/srv/lettres",
		.author = "cli:anne",
		.created = 1,
		.next = 100 };
	struct recurring got;
	struct recurring *rows;
	size_t count;

	(void)state;
	must(recurring_add(db, &row, &err));
	must(recurring_get(db, &arena, row.id, &got, &err));
	assert_string_equal(got.list_name, "lettre");
	assert_string_equal(got.rule, row.rule);
	assert_string_equal(got.folder, row.folder);
	must(recurring_set_next(db, row.id, 100, 200, &err));
	must_be(ERR_REFUSED, recurring_set_next(db, row.id, 100, 200, &err));
	must(recurring_list(db, &arena, &rows, &count, &err));
	assert_int_equal(count, 1);
	assert_int_equal(rows[0].next, 200);
	must(recurring_remove(db, row.id, &err));
	must_be(ERR_NOT_FOUND, recurring_remove(db, row.id, &err));
	must_be(ERR_NOT_FOUND, recurring_get(db, &arena, row.id, &got, &err));
	arena_free(&arena);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_as_it_was),
		cmocka_unit_test(forgotten_when_over),
		cmocka_unit_test(moved_once),
		cmocka_unit_test(taken_or_not),
		cmocka_unit_test(turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
