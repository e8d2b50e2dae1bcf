/* src/base/log.c: threat T45 */
#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"

/* What one event writes to standard error. */
static const char *logged(
    enum log_level level, const char *text, char out[32768])
{
	int ends[2];
	int saved = dup(STDERR_FILENO);
	ssize_t n;

	assert_true(saved >= 0);
	assert_int_equal(pipe(ends), 0);
	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	log_event(level, "delivery", "reply=%s", text);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	(void)close(saved);
	(void)close(ends[1]);
	n = read(ends[0], out, 32767);
	(void)close(ends[0]);
	assert_true(n >= 0);
	out[n] = '\0';
	return out;
}

static void one_line_without_controls(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "250 ok", "250 ok" },
		{ "\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9" },
		{ "a\nerror delivery id=1", "a\\x0aerror delivery id=1" },
		{ "a\r\n\t", "a\\x0d\\x0a\\x09" },
		{ "\x1b[2J", "\\x1b[2J" },
		{ "\x7f", "\\x7f" },
		{ "\xc2\x9b"
		  "2J",
		    "\xc2\\x9b"
		    "2J" },
		{ "\xe9\x9b"
		  "2J",
		    "\\xe9\\x9b"
		    "2J" },
	};
	char out[32768];
	char want[256];

	(void)state;
	log_set_level(LOG_INFO);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		(void)snprintf(
		    want, sizeof(want), "delivery reply=%s\n", rows[i].want);
		assert_string_equal(logged(LOG_INFO, rows[i].text, out), want);
	}
}

static void levels(void **state)
{
	char out[32768];

	(void)state;
	log_set_level(LOG_WARN);
	assert_string_equal(
	    logged(LOG_ERROR, "x", out), "error delivery reply=x\n");
	assert_string_equal(
	    logged(LOG_WARN, "x", out), "warning delivery reply=x\n");
	assert_string_equal(logged(LOG_INFO, "x", out), "");
	log_set_level(LOG_DEBUG);
	assert_string_equal(logged(LOG_DEBUG, "x", out), "delivery reply=x\n");
}

static void long_lines_are_cut(void **state)
{
	char text[9000];
	char out[32768];

	(void)state;
	memset(text, '\n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_set_level(LOG_INFO);
	(void)logged(LOG_INFO, text, out);
	assert_true(str_starts(str_c(out), str_c("delivery reply=\\x0a\\x0a")));
	assert_true(str_ends(str_c(out), str_c("\\x0a...\n")));
	assert_true(strlen(out) < 20000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line_without_controls),
		cmocka_unit_test(levels),
		cmocka_unit_test(long_lines_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
