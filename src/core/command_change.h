/* The commands of command_table.h, weighed by who sends them. */
#ifndef CORE_COMMAND_CHANGE_H
#define CORE_COMMAND_CHANGE_H

#include "core/command.h"
#include "core/command_line.h"

/* Adds what one command line asks for to the decision. */
void command_change(struct weighing *weighing, const struct command_line *line);

#endif
