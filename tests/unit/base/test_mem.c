/* src/base/mem.c */
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

static void copies(void **state)
{
	char *text = mem_strdup("liste");

	(void)state;
	assert_string_equal(text, "liste");
	free(text);
	assert_null(mem_strdup(NULL));
	text = mem_strndup("a\0bc", 3);
	assert_memory_equal(text, "a\0b", 4);
	free(text);
	text = mem_strndup(NULL, 0);
	assert_string_equal(text, "");
	free(text);
	text = mem_printf("%s-%03d", "é", 7);
	assert_string_equal(text, "é-007");
	free(text);
}

static void memory_of_no_size_is_memory(void **state)
{
	char *p = mem_calloc(0, 8);

	(void)state;
	assert_non_null(p);
	p = mem_realloc(p, 0, 0);
	assert_non_null(p);
	p = mem_realloc(p, 3, 2);
	memset(p, 1, 6);
	mem_wipe(p, 5);
	assert_memory_equal(p, "\0\0\0\0\0\1", 6);
	free(p);
}

/* A product that overflows is not a small piece. */
static void too_much_ends_the_process(void **state)
{
	pid_t child = fork();
	int status = 0;

	(void)state;
	if (child == 0) {
		(void)close(STDERR_FILENO);
		free(mem_realloc(NULL, SIZE_MAX / 2, 4));
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EX_OSERR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies),
		cmocka_unit_test(memory_of_no_size_is_memory),
		cmocka_unit_test(too_much_ends_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
