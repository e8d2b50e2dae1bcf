/* src/base/file.c: threats T41, T42 */
#include "base/file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct bench {
	char folder[32];
	char path[64];
	struct buf text;
	struct err err;
};

static int begin(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	(void)snprintf(b->folder, sizeof(b->folder), "/tmp/liaison-XXXXXX");
	assert_non_null(mkdtemp(b->folder));
	(void)snprintf(b->path, sizeof(b->path), "%s/file", b->folder);
	buf_init(&b->text, 100000);
	*state = b;
	return 0;
}

static int end(void **state)
{
	struct bench *b = *state;

	(void)unlink(b->path);
	assert_int_equal(rmdir(b->folder), 0); /* nothing else was left */
	buf_clear(&b->text);
	free(b);
	return 0;
}

static void put(const struct bench *b, const char *text, mode_t mode)
{
	int fd = open(b->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void secrets_are_private(void **state)
{
	static const struct {
		mode_t mode;
		bool ok;
	} rows[] = {
		{ 0600, true },
		{ 0400, true },
		{ 0700, true },
		{ 0640, false },
		{ 0620, false },
		{ 0604, false },
		{ 0602, false },
		{ 0610, false },
		{ 0601, false },
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum err_code want = rows[i].ok ? ERR_OK : ERR_PERM;
		put(b, "key", rows[i].mode);
		buf_reset(&b->text);
		assert_int_equal(
		    file_read_secret(b->path, &b->text, &b->err), want);
		assert_int_equal(b->text.len, rows[i].ok ? 3 : 0);
		if (!rows[i].ok)
			assert_non_null(strstr(b->err.text, "chmod 600"));
	}
	assert_int_equal(file_read(b->path, &b->text, &b->err), ERR_OK);
}

static void secrets_of_others_are_refused(void **state)
{
	struct bench *b = *state;

	if (geteuid() != 0)
		skip();
	put(b, "key", 0600);
	assert_int_equal(chown(b->path, 12345, 12345), 0);
	assert_int_equal(
	    file_read_secret(b->path, &b->text, &b->err), ERR_PERM);
}

static void reading_is_bounded(void **state)
{
	struct bench *b = *state;
	char missing[96];

	put(b, "12345", 0600);
	buf_clear(&b->text);
	buf_init(&b->text, 5);
	assert_int_equal(file_read(b->path, &b->text, &b->err), ERR_OK);
	assert_string_equal(b->text.data, "12345");
	buf_clear(&b->text);
	buf_init(&b->text, 4);
	assert_int_equal(file_read(b->path, &b->text, &b->err), ERR_LIMIT);
	assert_non_null(strstr(b->err.text, b->path));
	(void)snprintf(missing, sizeof(missing), "%s/none", b->folder);
	assert_int_equal(file_read(missing, &b->text, &b->err), ERR_NOT_FOUND);
	(void)snprintf(missing, sizeof(missing), "%s/none", b->path);
	assert_int_equal(file_read(missing, &b->text, &b->err), ERR_NOT_FOUND);
}

/* Neither a folder nor a pipe nobody writes to holds the program up. */
static void only_files_are_read(void **state)
{
	struct bench *b = *state;

	assert_int_equal(file_read(b->folder, &b->text, &b->err), ERR_INPUT);
	assert_int_equal(mkfifo(b->path, 0600), 0);
	assert_int_equal(file_read(b->path, &b->text, &b->err), ERR_INPUT);
	assert_int_equal(
	    file_read_secret(b->path, &b->text, &b->err), ERR_INPUT);
}

static void writing_is_whole(void **state)
{
	struct bench *b = *state;
	char under[96];
	mode_t before = umask(0);
	int fd;
	char old[8] = "";

	put(b, "old", 0644);
	fd = open(b->path, O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(
	    file_write(b->path, str_n("n\0w", 3), 0600, &b->err), ERR_OK);
	assert_int_equal(mode_of(b->path), 0600);
	assert_int_equal(file_read(b->path, &b->text, &b->err), ERR_OK);
	assert_memory_equal(b->text.data, "n\0w", 4);
	/* who reads the old one goes on reading the old one */
	assert_int_equal(read(fd, old, sizeof(old)), 3);
	assert_string_equal(old, "old");
	(void)close(fd);
	assert_int_equal(file_write(b->path, str_c(""), 0640, &b->err), ERR_OK);
	assert_int_equal(mode_of(b->path), 0640);
	(void)umask(before);
	(void)snprintf(under, sizeof(under), "%s/none/file", b->folder);
	assert_int_equal(
	    file_write(under, str_c("x"), 0600, &b->err), ERR_NOT_FOUND);
	assert_int_equal(
	    file_write(b->folder, str_c("x"), 0600, &b->err), ERR_IO);
}

static void creating_is_for_new_files(void **state)
{
	struct bench *b = *state;

	assert_int_equal(
	    file_create(b->path, str_c("one"), 0600, &b->err), ERR_OK);
	assert_int_equal(
	    file_create(b->path, str_c("two"), 0600, &b->err), ERR_EXISTS);
	assert_int_equal(file_read(b->path, &b->text, &b->err), ERR_OK);
	assert_string_equal(b->text.data, "one");
	assert_int_equal(mode_of(b->path), 0600);
	/* a link that leads nowhere is there too */
	assert_int_equal(unlink(b->path), 0);
	assert_int_equal(symlink("/nowhere/at-all", b->path), 0);
	assert_int_equal(
	    file_create(b->path, str_c("two"), 0600, &b->err), ERR_EXISTS);
}

static void folders(void **state)
{
	struct bench *b = *state;
	char path[96];

	(void)snprintf(path, sizeof(path), "%s/a//b/c/", b->folder);
	assert_int_equal(file_mkdir(path, 0700, &b->err), ERR_OK);
	assert_int_equal(mode_of(path), 0700);
	assert_int_equal(file_mkdir(path, 0700, &b->err), ERR_OK);
	assert_int_equal(file_mkdir("/", 0700, &b->err), ERR_OK);
	assert_int_equal(file_mkdir("", 0700, &b->err), ERR_NOT_FOUND);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(rmdir(path), 0);
		*strrchr(path, '/') = '\0';
		if (i < 2)
			*strrchr(path, '/') = '\0';
	}
	put(b, "", 0600);
	assert_int_equal(file_mkdir(b->path, 0700, &b->err), ERR_EXISTS);
	(void)snprintf(path, sizeof(path), "%s/d", b->path);
	assert_int_not_equal(file_mkdir(path, 0700, &b->err), ERR_OK);
}

static void standard_input(void **state)
{
	struct bench *b = *state;
	int saved = dup(STDIN_FILENO);
	int fd;

	put(b, "from a pipe", 0644);
	fd = open(b->path, O_RDONLY);
	assert_true(fd >= 0 && saved >= 0);
	assert_true(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	assert_int_equal(file_read_stdin(&b->text, &b->err), ERR_OK);
	assert_string_equal(b->text.data, "from a pipe");
	assert_true(dup2(saved, STDIN_FILENO) == STDIN_FILENO);
	(void)close(saved);
	(void)close(fd);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(secrets_are_private),
		TEST(secrets_of_others_are_refused),
		TEST(reading_is_bounded),
		TEST(only_files_are_read),
		TEST(writing_is_whole),
		TEST(creating_is_for_new_files),
		TEST(folders),
		TEST(standard_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
