/* Programs of the person: their words, and whether they are there. */
#ifndef CLI_LAUNCH_H
#define CLI_LAUNCH_H

#include <stdbool.h>

#include "base/arena.h"

/*
 * "less -R" as words, without a shell; "%s" among them is `file`, which else
 * is added at the end (NULL = none).  At most 16; NULL behind the last one.
 */
char **launch_words(struct arena *arena, const char *text, const char *file);

/* Is it a path to a program, or the name of one in PATH? */
bool launch_found(const char *name);

#endif
