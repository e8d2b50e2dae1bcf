/* src/base/program.c */
#include "base/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static enum err_code run(const char *const *argv, const char *input,
    int seconds, size_t max, struct buf *out, int *status)
{
	const struct program program = {
		.argv = argv,
		.input = str_c(input),
		.seconds = seconds,
	};
	struct err err;

	buf_init(out, max);
	return program_run(&program, out, status, &err);
}

static void it_answers(void **state)
{
	static const char *const cat[] = { "cat", NULL };
	static const char *const env[] = { "sh", "-c",
		"echo $HOME $LC_ALL $SECRET; exit 3", NULL };
	struct buf out;
	int status;

	(void)state;
	assert_int_equal(run(cat, "abc\n", 20, 100, &out, &status), ERR_OK);
	assert_string_equal(buf_get(&out).p, "abc\n");
	assert_int_equal(status, 0);
	buf_clear(&out);
	assert_int_equal(run(env, "", 20, 100, &out, &status), ERR_OK);
	assert_string_equal(buf_get(&out).p, "/nonexistent C\n");
	assert_int_equal(status, 3);
	buf_clear(&out);
}

/* Nothing is a shell's: an argument is an argument. */
static void arguments_are_not_read(void **state)
{
	static const char *const echo[] = { "echo", "$(id)", ";", "a b", NULL };
	struct buf out;
	int status;

	(void)state;
	assert_int_equal(run(echo, "", 20, 100, &out, &status), ERR_OK);
	assert_string_equal(buf_get(&out).p, "$(id) ; a b\n");
	buf_clear(&out);
}

static void it_is_bounded(void **state)
{
	static const char *const none[] = { "no-such-program-here", NULL };
	static const char *const yes[] = { "yes", NULL };
	static const char *const sleep[] = { "sleep", "1000", NULL };
	static const char *const killed[] = { "sh", "-c", "kill -9 $$", NULL };
	struct buf out;
	int status;

	(void)state;
	assert_int_equal(run(none, "", 20, 9, &out, &status), ERR_NOT_FOUND);
	buf_clear(&out);
	assert_int_equal(run(yes, "", 20, 5000, &out, &status), ERR_LIMIT);
	buf_clear(&out);
	assert_int_equal(run(sleep, "", 0, 9, &out, &status), ERR_TIMEOUT);
	buf_clear(&out);
	assert_int_equal(run(killed, "", 20, 9, &out, &status), ERR_IO);
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_answers),
		cmocka_unit_test(arguments_are_not_read),
		cmocka_unit_test(it_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
