/* src/cli/csv_file.c: threat T46, and what spreadsheets write */
#include "cli/csv_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"

static const char *const address[] = { "email", "adresse", NULL };
static const char *const name[] = { "name", "prenom nom", NULL };
static const struct csv_file_column columns[] = {
	{ address, true },
	{ name, false },
};

struct bench {
	char path[32];
	struct buf rows; /* LINE=ADDRESS/NAME;... */
	struct err err;
};

static int begin(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	int fd;

	assert_non_null(b);
	(void)snprintf(b->path, sizeof(b->path), "/tmp/liaison-XXXXXX");
	fd = mkstemp(b->path);
	assert_true(fd >= 0);
	(void)close(fd);
	buf_init(&b->rows, 4096);
	*state = b;
	return 0;
}

static int end(void **state)
{
	struct bench *b = *state;

	(void)unlink(b->path);
	buf_clear(&b->rows);
	free(b);
	return 0;
}

static enum err_code row(
    void *ctx, size_t line, const struct str *v, struct err *err)
{
	struct buf *rows = ctx;

	if (str_is(v[0], "stop"))
		return err_set(err, ERR_REFUSED, "stopped");
	(void)buf_printf(
	    rows, "%zu=%.*s/%.*s;", line, STR_ARG(v[0]), STR_ARG(v[1]));
	return ERR_OK;
}

static enum err_code take(struct bench *b, struct str text)
{
	assert_int_equal(file_write(b->path, text, 0600, &b->err), ERR_OK);
	buf_reset(&b->rows);
	return csv_file_read(b->path, columns, 2, row, NULL, &b->rows, &b->err);
}

static void files_are_read(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} files[] = {
		{ "email\na@b\n", "2=a@b/;" },
		{ "email", "" },
		{ "email\n\n\n", "" },
		{ "email\na@b", "2=a@b/;" },
		{ "email,name\r\na@b,\xc3\x89lo\xc3\xafse\r\n",
		    "2=a@b/\xc3\x89lo\xc3\xafse;" },
		{ "email\ra@b\rc@d\r", "2=a@b/;3=c@d/;" }, /* old Mac */
		{ "\xef\xbb\xbf"
		  "Email\n\n  a@b  \n",
		    "3=a@b/;" },
		{ "\xef\xbb\xbf\"E-Mail\",\"EMAIL\"\nx,a@b\n", "2=a@b/;" },
		{ "Pr\xc3\xa9nom Nom;Ville;EMAIL\nA, B;Lyon;a@b\n",
		    "2=a@b/A, B;" },
		{ "email\tname\na@b\tA;B\n", "2=a@b/A;B;" },
		{ "email\tname\n\ta\n\t\n", "2=/a;" },
		{ "adresse;email\n1 rue X;a@b\n", "2=a@b/;" },
		{ "email;adresse\na@b;1 rue X\n", "2=a@b/;" },
		{ "adresse;ville\na@b;X\n", "2=a@b/;" },
		{ "email;email\na@b;c@d\n", "2=a@b/;" },
		{ "email,name\n\"a@b\",\"x \"\"y\"\", z\"\n",
		    "2=a@b/x \"y\", z;" },
		{ "email,name\na@b,\"two\nlines\"\nc@d,x\n",
		    "2=a@b/two\nlines;4=c@d/x;" },
		{ "email,name\na@b\nc@d,x,y,z\n", "2=a@b/;3=c@d/x;" },
		{ "email;name\na@b;A\n;;;\n \n;\n", "2=a@b/A;" },
		{ "email;name\n'=a@b;'-A\n'a;'\n", "2==a@b/-A;3='a/';" },
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (take(b, str_c(files[i].text)) != ERR_OK)
			fail_msg("file %zu: %s", i, b->err.text);
		assert_string_equal(buf_get(&b->rows).p, files[i].want);
	}
}

static void mistakes_name_their_line(void **state)
{
	static const struct {
		struct str text;
		int line;
		const char *word;
	} files[] = {
#define TEXT(s) { s, sizeof(s) - 1 }
		{ TEXT(""), 1, "\"email\"" },
		{ TEXT("nom\nA\n"), 1, "\"email\"" },
		{ TEXT("email,name\na@b,x\nc@d,Ren\xe9\n"), 3, "UTF-8" },
		{ TEXT("email\na@b\nc@d\0e\n"), 3, "UTF-8" },
		{ TEXT("\xff\xfe"
		       "e\0m\0a\0i\0l\0\n\0"),
		    1, "UTF-8" },
		{ TEXT("email,name\na@b,\"x\nc@d,y\n"), 2, "not closed" },
		{ TEXT("email,name\n\na@b,x \"y\" z\n"), 3, "double" },
		{ TEXT("email,name\na@b,\"x\"y\n"), 2, "double" },
	};
	struct bench *b = *state;
	char want[64];

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (take(b, files[i].text) != ERR_INPUT)
			fail_msg("file %zu was read", i);
		(void)snprintf(
		    want, sizeof(want), "%s:%d: ", b->path, files[i].line);
		if (!str_starts(str_c(b->err.text), str_c(want)) ||
		    strstr(b->err.text, files[i].word) == NULL)
			fail_msg("file %zu: %s", i, b->err.text);
	}
}

static void bounds(void **state)
{
	enum { MANY = 300000 };
	struct bench *b = *state;
	char *text = malloc(MANY);

	assert_non_null(text);
	memset(text, 'x', MANY);
	memcpy(text, "email\n", 6);
	assert_int_equal(take(b, str_n(text, MANY)), ERR_LIMIT);
	assert_non_null(strstr(b->err.text, ":2: "));
	/* a line that is just short enough */
	text[6 + CSV_FILE_LINE - 1] = '\n';
	assert_int_equal(take(b, str_n(text, 6 + CSV_FILE_LINE)), ERR_OK);
	text[6 + CSV_FILE_LINE - 1] = 'x';
	text[6 + CSV_FILE_LINE] = '\n';
	assert_int_equal(take(b, str_n(text, 7 + CSV_FILE_LINE)), ERR_LIMIT);
	/* a quote that swallows the file ends soon, where it began */
	for (size_t i = 10; i < MANY; i += 10)
		text[i] = '\n';
	text[11] = '"';
	assert_int_equal(take(b, str_n(text, MANY)), ERR_INPUT);
	assert_non_null(strstr(b->err.text, ":3: "));
	free(text);
}

static void the_caller_ends_it(void **state)
{
	struct bench *b = *state;

	assert_int_equal(
	    take(b, str_c("email\na@b\nstop\nc@d\n")), ERR_REFUSED);
	assert_string_equal(b->err.text, "stopped");
	assert_string_equal(buf_get(&b->rows).p, "2=a@b/;");
}

static void only_files_that_can_be_read_twice(void **state)
{
	struct bench *b = *state;

	assert_int_equal(
	    csv_file_read("/tmp", columns, 2, row, NULL, &b->rows, &b->err),
	    ERR_INPUT);
	assert_int_equal(csv_file_read("/tmp/none/x.csv", columns, 2, row, NULL,
			     &b->rows, &b->err),
	    ERR_NOT_FOUND);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(files_are_read),
		TEST(mistakes_name_their_line),
		TEST(bounds),
		TEST(the_caller_ends_it),
		TEST(only_files_that_can_be_read_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
