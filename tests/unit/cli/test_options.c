#include "cli/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

#include "base/mem.h"
#include "base/str.h"

enum { ARGS_MAX = 16 };

/* What one command line gives: what is left, and the options. */
static const struct {
	const char *line;
	int min;
	int max;
	const char *left;
	const char *list;
	enum err_code rc;
	bool yes;
} rows[] = {
	{ "", 0, 0, "", NULL, ERR_OK, false },
	{ "a b", 0, 2, "a b", NULL, ERR_OK, false },
	{ "a b c", 0, -1, "a b c", NULL, ERR_OK, false },
	{ "a --yes b", 2, 2, "a b", NULL, ERR_OK, true },
	{ "--list x a", 1, 1, "a", "x", ERR_OK, false },
	{ "a --list=x", 1, 1, "a", "x", ERR_OK, false },
	{ "--list= a", 1, 1, "a", "", ERR_OK, false },
	{ "--list --yes", 0, 0, "", "--yes", ERR_OK, false },
	{ "--list x --list y", 0, 0, "", "y", ERR_OK, false },
	{ "-", 1, 1, "-", NULL, ERR_OK, false },
	{ "-- --yes -x", 2, 2, "--yes -x", NULL, ERR_OK, false },
	{ "--yes -- --", 1, 1, "--", NULL, ERR_OK, true },
	{ "a", 2, 2, NULL, NULL, ERR_USAGE, false },
	{ "a b c", 2, 2, NULL, NULL, ERR_USAGE, false },
	{ "--no", 0, 0, NULL, NULL, ERR_USAGE, false },
	{ "-y", 0, 1, NULL, NULL, ERR_USAGE, false },
	{ "--ye", 0, 0, NULL, NULL, ERR_USAGE, false },
	{ "--yess", 0, 0, NULL, NULL, ERR_USAGE, false },
	{ "--yes=1", 0, 0, NULL, NULL, ERR_USAGE, false },
	{ "--list", 0, 0, NULL, NULL, ERR_USAGE, false },
	{ "---yes", 0, 0, NULL, NULL, ERR_USAGE, false },
};

static int split(char *line, char **argv)
{
	static char command[] = "send";
	int argc = 0;

	argv[argc++] = command;
	for (char *word = line; word != NULL && *word != '\0';) {
		char *space = strchr(word, ' ');
		if (space != NULL)
			*space = '\0';
		argv[argc++] = word;
		word = space == NULL ? NULL : space + 1;
	}
	argv[argc] = NULL;
	return argc;
}

static bool left_is(int argc, char **argv, const char *want)
{
	struct buf text;
	bool same;

	buf_init(&text, 128);
	for (int i = 1; i < argc; i++)
		buf_printf(&text, "%s%s", i > 1 ? " " : "", argv[i]);
	same = str_is(buf_get(&text), want) && argv[argc] == NULL;
	buf_clear(&text);
	return same;
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool yes = false;
		const char *list = NULL;
		const struct cli_option options[] = { { "yes", &yes, NULL },
			{ "list", NULL, &list }, { 0 } };
		char *line = mem_strdup(rows[i].line);
		char *argv[ARGS_MAX];
		int argc = split(line, argv);
		struct err err = { 0 };
		enum err_code rc = cli_options(
		    options, &argc, argv, rows[i].min, rows[i].max, &err);
		bool good = rc == rows[i].rc;
		if (good && rc == ERR_OK)
			good = yes == rows[i].yes &&
			       str_eq(str_c(list), str_c(rows[i].list)) &&
			       left_is(argc, argv, rows[i].left);
		if (!good)
			fail_msg("%s: %s", rows[i].line, err.text);
		free(line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
