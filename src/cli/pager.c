#include "cli/pager.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/launch.h"

enum { NOT_STARTED = 127 };

static const char *program(void)
{
	const char *named = getenv("PAGER");

	return named != NULL && named[0] != '\0' ? named : "less";
}

/* The pager reads what we write. */
static void become(char *const *argv, int in)
{
	(void)dup2(in, STDIN_FILENO);
	(void)execvp(argv[0], argv);
	_exit(NOT_STARTED);
}

static void start(struct pager *pager, char *const *argv)
{
	int ends[2];

	if (pipe(ends) != 0)
		return;
	(void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	pager->own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	pager->program = pager->own < 0 ? -1 : fork();
	if (pager->program == 0)
		become(argv, ends[0]);
	if (pager->program > 0)
		(void)dup2(ends[1], STDOUT_FILENO);
	else
		pager->program = 0;
	(void)close(ends[0]);
	(void)close(ends[1]);
}

void pager_begin(struct pager *pager)
{
	struct arena arena = { 0 };
	char **argv = launch_words(&arena, program(), NULL);

	*pager = (struct pager){ .own = -1 };
	if (isatty(STDOUT_FILENO) == 1 && argv[0] != NULL &&
	    launch_found(argv[0])) {
		(void)fflush(stdout);
		(void)setenv("LESS", "FRX", 0); /* a screenful just ends */
		(void)signal(SIGPIPE, SIG_IGN); /* it may end before we do */
		start(pager, argv);
	}
	arena_free(&arena);
}

void pager_end(struct pager *pager)
{
	if (pager->program > 0) {
		(void)fflush(stdout);
		clearerr(stdout);
		(void)dup2(pager->own, STDOUT_FILENO);
		(void)waitpid(pager->program, NULL, 0);
	}
	if (pager->own >= 0)
		(void)close(pager->own);
	*pager = (struct pager){ .own = -1 };
}
