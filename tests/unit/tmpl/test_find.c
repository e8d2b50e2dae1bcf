/* src/tmpl/find.c */
#include "tmpl/tmpl.h"

#include <sys/stat.h>

#include "bench.h"

static int setup(void **state)
{
	return bench_setup(state, "{}");
}

static enum err_code find(struct bench *bench, const char *name, enum lang lang,
    struct tmpl_file *file)
{
	const struct tmpl_place place = { .folder = bench->folder,
		.list = "lettre",
		.lang = lang,
		.fallback = LANG_FR };

	return tmpl_find(&bench->arena, &place, name, "txt", file, &bench->err);
}

static void test_which_file_wins(void **state)
{
	struct bench *bench = *state;
	struct tmpl_file file;

	assert_int_equal(find(bench, "welcome", LANG_EN, &file), ERR_OK);
	assert_string_equal(file.source, "templates/en/welcome.txt");
	/* Who reads English gets English, whatever the site says in French. */
	write_file(bench, "fr/welcome.txt", "site fr");
	assert_int_equal(find(bench, "welcome", LANG_EN, &file), ERR_OK);
	assert_string_equal(file.source, "templates/en/welcome.txt");
	assert_int_equal(file.lang, LANG_EN);
	assert_int_equal(find(bench, "welcome", LANG_FR, &file), ERR_OK);
	assert_string_equal(file.text.p, "site fr");
	/* What exists in French alone is better than nothing. */
	write_file(bench, "fr/own.txt", "own fr");
	assert_int_equal(find(bench, "own", LANG_EN, &file), ERR_OK);
	assert_string_equal(file.text.p, "own fr");
	assert_int_equal(file.lang, LANG_FR);
	write_file(bench, "en/welcome.txt", "site en");
	assert_int_equal(find(bench, "welcome", LANG_EN, &file), ERR_OK);
	assert_string_equal(file.text.p, "site en");
	assert_int_equal(file.lang, LANG_EN);
	write_file(bench, "lists/lettre/fr/welcome.txt", "list fr");
	assert_int_equal(find(bench, "welcome", LANG_FR, &file), ERR_OK);
	assert_string_equal(file.text.p, "list fr");
	assert_int_equal(find(bench, "welcome", LANG_EN, &file), ERR_OK);
	assert_string_equal(file.text.p, "site en");
	assert_int_equal(find(bench, "no-such", LANG_EN, &file), ERR_NOT_FOUND);
}

/* Threat T11. */
static void test_names_lead_nowhere_else(void **state)
{
	static const char *const bad[] = { "", "..", ".", "../fr/welcome",
		"/etc/passwd", "a/b", "a.b", "%2e%2e", "welcome\n", "é",
		("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aaaa") };
	struct bench *bench = *state;
	struct tmpl_file file;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(
		    find(bench, bad[i], LANG_FR, &file), ERR_INPUT);
}

static void test_symbolic_links_are_not_followed(void **state)
{
	struct bench *bench = *state;
	struct tmpl_file file;
	char path[128];

	write_file(bench, "secret.txt", "secret");
	write_file(bench, "fr/other.txt", "x");
	(void)snprintf(path, sizeof(path), "%s/fr/welcome.txt", bench->folder);
	assert_int_equal(symlink("../secret.txt", path), 0);
	assert_int_equal(find(bench, "welcome", LANG_FR, &file), ERR_PERM);
	(void)snprintf(path, sizeof(path), "%s/en", bench->folder);
	assert_int_equal(symlink("fr", path), 0);
	assert_int_equal(find(bench, "other", LANG_EN, &file), ERR_PERM);
	(void)snprintf(path, sizeof(path), "%s/fr/goodbye.txt", bench->folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(find(bench, "goodbye", LANG_FR, &file), ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_which_file_wins, setup, bench_teardown),
		cmocka_unit_test_setup_teardown(
		    test_names_lead_nowhere_else, setup, bench_teardown),
		cmocka_unit_test_setup_teardown(
		    test_symbolic_links_are_not_followed, setup,
		    bench_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
