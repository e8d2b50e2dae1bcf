/* The person's browser. */
#ifndef CLI_BROWSER_H
#define CLI_BROWSER_H

#include <stdbool.h>

#include "base/arena.h"

/*
 * Shows a file in $BROWSER (the first of several; "%s" in it is the file), or
 * else, at a terminal with a screen, by xdg-open; does not wait.  False when
 * there is none: nothing depends on it.
 */
bool browser_open(struct arena *arena, const char *file);

#endif
