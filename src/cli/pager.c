#include "cli/pager.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static const char *program(void)
{
	const char *named = getenv("PAGER");

	return named != NULL && named[0] != '\0' ? named : "less";
}

void pager_begin(struct pager *pager)
{
	*pager = (struct pager){ .own = -1 };
	if (isatty(STDOUT_FILENO) != 1)
		return;
	(void)fflush(stdout);
	/* A screenful ends by itself. */
	(void)setenv("LESS", "FRX", 0);
	pager->own = dup(STDOUT_FILENO);
	pager->program = pager->own < 0 ? NULL : popen(program(), "w");
	if (pager->program == NULL)
		return;
	(void)signal(SIGPIPE, SIG_IGN); /* it may end before the text does */
	(void)dup2(fileno(pager->program), STDOUT_FILENO);
}

void pager_end(struct pager *pager)
{
	if (pager->program != NULL) {
		(void)fflush(stdout);
		clearerr(stdout);
		(void)dup2(pager->own, STDOUT_FILENO);
		(void)pclose(pager->program);
	}
	if (pager->own >= 0)
		(void)close(pager->own);
	*pager = (struct pager){ .own = -1 };
}
