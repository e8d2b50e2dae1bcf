/*
 * Runs a command and writes what it and all its descendants took:
 * "SECONDS USER SYSTEM PEAK_KB STATUS" into the file OUT.
 * usage: measure OUT COMMAND [ARGUMENT...]
 *
 * The kernel counts what a process had before exec() as part of its peak; so
 * a large program (an interpreter) cannot start what shall be measured, and
 * this small one does.  Descendants that outlive their parent are waited for.
 * SIGTERM is passed on to the command.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile pid_t child;

static void pass_on(int number)
{
	if (child > 0)
		(void)kill(child, number);
}

static double seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* The status of the command, when nobody is left. */
static int wait_for_all(void)
{
	int result = 0;

	for (;;) {
		int status;
		pid_t pid = wait(&status);
		if (pid == child)
			result = WIFEXITED(status) ? WEXITSTATUS(status)
						   : 128 + WTERMSIG(status);
		if (pid < 0 && errno != EINTR)
			return result;
	}
}

int main(int argc, char **argv)
{
	struct rusage used;
	double start;
	int status;
	FILE *out;

	if (argc < 3 || (out = fopen(argv[1], "we")) == NULL) {
		perror("measure OUT COMMAND");
		return 2;
	}
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	(void)signal(SIGTERM, pass_on);
	start = seconds();
	child = fork();
	if (child == 0) {
		(void)execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	status = wait_for_all();
	(void)getrusage(RUSAGE_CHILDREN, &used);
	(void)fprintf(out, "%.6f %.6f %.6f %ld %d\n", seconds() - start,
	    of(used.ru_utime), of(used.ru_stime), used.ru_maxrss, status);
	return fclose(out) == 0 ? 0 : 2;
}
