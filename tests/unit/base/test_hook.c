/* src/base/hook.c, which stands only in a build with -DHOOKS=ON */
#include "base/hook.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* The points that a process passes alive of "a", "b", "a", "b", "a", "b". */
static int passed(const char *hook)
{
	int ends[2];
	pid_t child;
	char room[8];
	int status;
	int n = 0;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		(void)setenv("LIAISON_HOOK", hook, 1);
		for (int i = 0; i < 6; i++) {
			hook_point(i % 2 == 0 ? "a" : "b");
			if (write(ends[1], ".", 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	assert_true(child > 0);
	(void)close(ends[1]);
	while (read(ends[0], room, 1) == 1)
		n++;
	(void)close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (n == 6)
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	else
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	return n;
}

static void kills_at_the_named_meeting(void **state)
{
	static const struct {
		const char *hook;
		int want;
	} rows[] = {
		{ "", 6 },
		{ "a", 0 },
		{ "b", 1 },
		{ "a:1", 0 },
		{ "a:2", 2 },
		{ "b:3", 5 },
		{ "b:4", 6 },
		{ "c", 6 },
		{ "ab", 6 },
		{ "a:x", 6 },
	};

	(void)state;
#ifndef LIAISON_HOOKS
	skip();
#endif
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int got = passed(rows[i].hook);
		if (got != rows[i].want)
			fail_msg("%s: %d", rows[i].hook, got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kills_at_the_named_meeting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
