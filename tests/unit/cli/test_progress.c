/* What a log is told of long work; standard error is a file here. */
#include "cli/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { TWO_MINUTES = 120 * 1000 };

struct log {
	FILE *file;
	int saved;
};

static void begin_log(struct log *log)
{
	log->file = tmpfile();
	assert_non_null(log->file);
	(void)fflush(stderr);
	log->saved = dup(STDERR_FILENO);
	(void)dup2(fileno(log->file), STDERR_FILENO);
}

/* Puts standard error back; what was written to it. */
static void end_log(struct log *log, char *out, size_t size)
{
	(void)fflush(stderr);
	(void)dup2(log->saved, STDERR_FILENO);
	(void)close(log->saved);
	rewind(log->file);
	out[fread(out, 1, size - 1, log->file)] = '\0';
	(void)fclose(log->file);
}

/* As if it had begun, and been shown, two minutes ago. */
static void grow_old(struct progress *progress)
{
	progress->shown -= TWO_MINUTES;
	progress->meter.samples[0].when -= TWO_MINUTES;
}

static void work(bool quiet, char *out, size_t size)
{
	struct progress progress;
	struct log log;

	begin_log(&log);
	progress_begin(&progress, quiet, "sending", 1000);
	progress_set(&progress, 10); /* not a minute yet */
	grow_old(&progress);
	progress.failed = 1;
	progress_set(&progress, 240);
	progress_set(&progress, 500); /* a line was just written */
	progress_step(&progress);
	progress_clear(&progress);
	progress_end(&progress);
	end_log(&log, out, size);
}

static void test_log(void **state)
{
	char got[400];
	char *second;

	(void)state;
	work(false, got, sizeof(got));
	second = strchr(got, '\n');
	assert_non_null(second);
	*second++ = '\0';
	/* Rate and estimate depend on the time that this takes. */
	assert_int_equal(
	    strncmp(got, "liaison: sending 240/1000 (24 %), ", 34), 0);
	assert_non_null(strstr(got, " left, 1 failed"));
	assert_int_equal(
	    strncmp(second, "liaison: sending 501/1000 (50 %), ", 34), 0);
	assert_string_equal(strchr(second, '\n'), "\n");
	work(true, got, sizeof(got));
	assert_string_equal(got, "");
}

static void test_short(void **state)
{
	struct progress progress;
	struct log log;
	char got[100];

	(void)state;
	begin_log(&log);
	progress_begin(&progress, false, "sending", 3);
	for (int i = 0; i < 3; i++)
		progress_step(&progress);
	progress_end(&progress);
	end_log(&log, got, sizeof(got));
	assert_string_equal(got, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
