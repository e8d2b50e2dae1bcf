/* No byte of a mail may command the terminal. */
#include "cli/out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct {
	const char *name;
	struct str text;
	const char *want;
} rows[] = {
	{ "plain", { "a b", 3 }, "a b" },
	{ "accents", { "d\xc3\xa9j\xc3\xa0", 6 }, "d\xc3\xa9j\xc3\xa0" },
	{ "escape", { "\033[2J", 4 }, "\\x1b[2J" },
	{ "line end", { "a\nb\tc", 5 }, "a\\x0ab\\x09c" },
	{ "NUL", { "a\0b", 3 },
	    "a\xef\xbf\xbd"
	    "b" },
	{ "delete", { "\x7f", 1 }, "\\x7f" },
	{ "C1",
	    { "\xc2\x9b"
	      "2J",
		4 },
	    "\\x9b2J" },
	{ "right to left",
	    { "a\xe2\x80\xae"
	      "b",
		5 },
	    "a\\u202eb" },
	{ "isolate", { "\xe2\x81\xa6", 3 }, "\\u2066" },
	{ "line separator", { "\xe2\x80\xa8", 3 }, "\\u2028" },
	{ "Arabic mark", { "\xd8\x9c", 2 }, "\\u061c" },
	{ "joined", { "\xe2\x80\x8d", 3 }, "\xe2\x80\x8d" },
	{ "no UTF-8",
	    { "a\xff"
	      "b",
		3 },
	    "a\xef\xbf\xbd"
	    "b" },
};

/* What the function prints, through a file in the place of stdout. */
static void read_back(FILE *file, char *out, size_t size)
{
	rewind(file);
	out[fread(out, 1, size - 1, file)] = '\0';
	rewind(file);
	assert_int_equal(ftruncate(fileno(file), 0), 0);
}

static void test_text(void **state)
{
	char got[64];
	FILE *file = tmpfile();
	int saved = dup(STDOUT_FILENO);

	(void)state;
	assert_non_null(file);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fflush(stdout);
		dup2(fileno(file), STDOUT_FILENO);
		out_text(rows[i].text);
		fflush(stdout);
		dup2(saved, STDOUT_FILENO);
		read_back(file, got, sizeof(got));
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].name, got);
	}
	close(saved);
	fclose(file);
}

static void test_json_string(void **state)
{
	json_t *bad = out_json_string("a\xff");
	json_t *none = out_json_string(NULL);

	(void)state;
	assert_string_equal(json_string_value(bad), "a\xef\xbf\xbd");
	assert_true(json_is_null(none));
	json_decref(bad);
	json_decref(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_json_string),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
