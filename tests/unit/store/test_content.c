/* src/store/content.c */
#include "base/buf.h"
#include "mailings.h"

#include <string.h>

enum { LARGE = 100 * 1000 };

/* A compiled mail: its own words and boundaries, and a large file. */
static struct str with_file(struct arena *arena, const char *text, char sign)
{
	char *file = arena_alloc(arena, LARGE + 1);

	memset(file, sign, LARGE);
	file[LARGE] = '\0';
	return str_c(arena_printf(arena,
	    "%s\r\n--=_mixed_%s\r\nA: b\r\n\r\n%s\r\n--=_mixed_%s\r\n"
	    "small\r\n--=_mixed_%s--\r\n",
	    text, text, file, text, text));
}

static void is_kept(
    struct db *db, int64_t mailing, const char *variant, struct str compiled)
{
	struct arena arena = { 0 };
	struct str out;

	must(mailing_content(db, &arena, mailing, variant, &out, &err));
	assert_true(str_eq(out, compiled));
	arena_free(&arena);
}

/* Whatever else differs; each variant is given back as it was. */
static void large_parts_are_kept_once(void **state)
{
	static const char *const names[] = { "en", "fr", "fr.1", "fr.2" };
	struct db *db = memory();
	struct arena arena = { 0 };
	struct str all[4];
	int64_t one = make_mailing(db, 0, MAILING_NOTICE, 0);
	int64_t two = make_mailing(db, 0, MAILING_NOTICE, 0);

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		all[i] = with_file(&arena, names[i], i == 3 ? 'y' : 'x');
		must(mailing_add_content(db, one, names[i], all[i], &err));
		must(mailing_add_content(db, two, names[i], all[i], &err));
	}
	for (size_t i = 0; i < 4; i++) {
		is_kept(db, one, names[i], all[i]);
		is_kept(db, two, names[i], all[i]);
	}
	assert_int_equal(ask(db, "SELECT count(*) FROM content_part"), 4);
	assert_true(
	    ask(db, "SELECT max(length(compiled)) FROM content") < 1000);
	run(db, "DELETE FROM mailing WHERE id = 1");
	assert_int_equal(ask(db, "SELECT count(*) FROM content_part"), 2);
	is_kept(db, two, "fr", all[1]);
	arena_free(&arena);
	db_close(db);
}

/* Boundaries anywhere, none, several large parts, large ones at the ends. */
static void any_bytes_come_back(void **state)
{
	static const char *const pieces[] = { "\r\n--=_", "\r\n", "a", "\r",
		"\r\n--=_mixed_0--", "--=_", "", "b\r\n" };
	struct db *db = memory();
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 100; round++) {
		int64_t mailing = make_mailing(db, 0, MAILING_NOTICE, 0);
		struct str whole;
		struct buf bytes;
		buf_init(&bytes, SIZE_MAX / 2);
		for (int i = 0; i < 12; i++) {
			seed = seed * 1103515245u + 12345u;
			if ((seed >> 16) % 4 == 0)
				for (int j = 0; j < 33 * 1024; j++)
					(void)buf_putc(&bytes, (char)(j % 251));
			else
				(void)buf_puts(&bytes, pieces[seed >> 20 & 7]);
		}
		whole = str_n(buf_get(&bytes).p, bytes.len);
		must(mailing_add_content(db, mailing, "fr", whole, &err));
		is_kept(db, mailing, "fr", whole);
		buf_clear(&bytes);
	}
	db_close(db);
}

static void what_is_damaged_is_told(void **state)
{
	static const char *const damages[] = {
		"UPDATE content_part SET bytes = x'00'",
		"DELETE FROM content_part",
		"UPDATE content SET cuts = '999' || cuts",
		"UPDATE content SET cuts = '9999999999' || cuts",
		"UPDATE content SET cuts = 'x'",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(damages) / sizeof(*damages); i++) {
		struct db *db = memory();
		struct arena arena = { 0 };
		int64_t mailing = make_mailing(db, 0, MAILING_NOTICE, 0);
		struct str out;
		must(mailing_add_content(
		    db, mailing, "fr", with_file(&arena, "a", 'x'), &err));
		run(db, damages[i]);
		must_be(ERR_INPUT,
		    mailing_content(db, &arena, mailing, "fr", &out, &err));
		arena_free(&arena);
		db_close(db);
	}
}

/* Nothing of a variant that is there already stays behind. */
static void a_second_one_leaves_nothing(void **state)
{
	struct db *db = memory();
	struct arena arena = { 0 };
	int64_t mailing = make_mailing(db, 0, MAILING_NOTICE, 0);

	(void)state;
	must(mailing_add_content(db, mailing, "fr", str_c("x"), &err));
	must_be(ERR_EXISTS, mailing_add_content(db, mailing, "fr",
				with_file(&arena, "a", 'x'), &err));
	assert_int_equal(ask(db, "SELECT count(*) FROM content_part"), 0);
	is_kept(db, mailing, "fr", str_c("x"));
	arena_free(&arena);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(large_parts_are_kept_once),
		cmocka_unit_test(any_bytes_come_back),
		cmocka_unit_test(what_is_damaged_is_told),
		cmocka_unit_test(a_second_one_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
