/* Long text on a terminal, a screen at a time. */
#ifndef CLI_PAGER_H
#define CLI_PAGER_H

#include <sys/types.h>

struct pager {
	pid_t program; /* 0 = there is none: text goes where it went */
	int own;       /* what standard output was */
};

/*
 * What is printed from now on goes through $PAGER, or less, if standard output
 * is a terminal.  pager_end() waits until the person has read it.
 */
void pager_begin(struct pager *pager);
void pager_end(struct pager *pager);

#endif
