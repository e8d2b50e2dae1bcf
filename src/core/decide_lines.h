/* A mail that is a script of commands, one a line. */
#ifndef CORE_DECIDE_LINES_H
#define CORE_DECIDE_LINES_H

#include "core/command.h"

/*
 * Decides a mail whose lines are commands; false leaves it to wording.h: when
 * there are none, or only those that it reads better.
 */
bool decide_by_lines(struct weighing *weighing);

#endif
