/* The commands of command_table.h, weighed by who sends them. */
#ifndef CORE_COMMAND_CHANGE_H
#define CORE_COMMAND_CHANGE_H

#include "core/command.h"
#include "core/command_line.h"

/* Adds what one command line asks for to the decision. */
void command_change(struct weighing *weighing, const struct command_line *line);

/*
 * What an address such as LIST-get.12@ asks for: ISSUE, DATA or MEMBERS, with
 * the number that the address has.
 */
void command_by_address(struct weighing *weighing, enum command command);

#endif
