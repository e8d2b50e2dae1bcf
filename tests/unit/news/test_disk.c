/* src/news/disk.c */
#include "news/disk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"

static struct arena arena;
static char folder[] = "/tmp/liaison-news-XXXXXX";

static const char *in(const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

static int setup(void **state)
{
	struct err err = { 0 };

	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	assert_int_equal(file_mkdir(in("images"), 0700, &err), ERR_OK);
	assert_int_equal(
	    file_write(in("images/a.png"), str_c("PNG"), 0600, &err), ERR_OK);
	assert_int_equal(
	    file_write(in("empty.txt"), str_c(""), 0600, &err), ERR_OK);
	assert_int_equal(symlink("images/a.png", in("link.png")), 0);
	assert_int_equal(symlink("images", in("folder")), 0);
	assert_int_equal(mkfifo(in("pipe"), 0600), 0);
	return 0;
}

static int teardown(void **state)
{
	static const char *const names[] = { "images/a.png", "empty.txt",
		"link.png", "folder", "pipe", "large.bin" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		(void)unlink(in(names[i]));
	(void)rmdir(in("images"));
	(void)rmdir(folder);
	arena_free(&arena);
	return 0;
}

static enum err_code get(const char *name, struct str *out, struct err *err)
{
	struct news_disk disk = { .folder = folder, .shown = "x/" };

	*out = str_c("");
	return news_disk_file(&disk, &arena, name, out, err);
}

static void test_file(void **state)
{
	struct err err = { 0 };
	struct str out;

	(void)state;
	assert_int_equal(get("images/a.png", &out, &err), ERR_OK);
	assert_true(str_is(out, "PNG"));
	assert_int_equal(get("empty.txt", &out, &err), ERR_OK);
	assert_int_equal(out.n, 0);
	assert_int_equal(get("missing", &out, &err), ERR_NOT_FOUND);
	assert_string_equal(err.text, "x/missing: No such file or directory");
	assert_int_equal(get("empty.txt/a", &out, &err), ERR_NOT_FOUND);
	assert_int_equal(get("images", &out, &err), ERR_INPUT);
	/* Nobody waits for who would write into it. */
	assert_int_equal(get("pipe", &out, &err), ERR_INPUT);
}

static void test_nothing_else_is_reached(void **state)
{
	struct err err = { 0 };
	struct str out;

	(void)state;
	assert_int_equal(get("link.png", &out, &err), ERR_PERM);
	assert_string_equal(
	    err.text, "x/link.png: a symbolic link; put the file itself there");
	assert_int_not_equal(get("folder/a.png", &out, &err), ERR_OK);
	assert_int_equal(get("../../etc/passwd", &out, &err), ERR_INPUT);
	assert_int_equal(get("/etc/passwd", &out, &err), ERR_INPUT);
	assert_int_equal(get("images/../empty.txt", &out, &err), ERR_INPUT);
	assert_int_equal(get("images//a.png", &out, &err), ERR_INPUT);
	assert_int_not_equal(get("..", &out, &err), ERR_OK);
	assert_int_not_equal(get(".", &out, &err), ERR_OK);
	assert_int_not_equal(get("", &out, &err), ERR_OK);
}

static void test_large(void **state)
{
	struct err err = { 0 };
	struct str out;
	FILE *large = fopen(in("large.bin"), "w");

	(void)state;
	assert_non_null(large);
	assert_int_equal(ftruncate(fileno(large), NEWS_FILES_MAX + 1), 0);
	assert_int_equal(fclose(large), 0);
	assert_int_equal(get("large.bin", &out, &err), ERR_LIMIT);
}

static void test_source(void **state)
{
	static const struct {
		const char *path;
		const char *folder;
		const char *shown;
		const char *name;
	} rows[] = {
		{ "a.md", ".", "", "a.md" },
		{ "./a.md", ".", "./", "a.md" },
		{ "x/y/a.md", "x/y", "x/y/", "a.md" },
		{ "/a.md", "/", "/", "a.md" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct news_source source;
		struct news_disk disk;
		news_disk_source(&arena, rows[i].path, &disk, &source);
		assert_string_equal(disk.folder, rows[i].folder);
		assert_string_equal(source.folder, rows[i].shown);
		assert_string_equal(source.name, rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_nothing_else_is_reached),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_source),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
