/* The table of commands, as help tells it. */
#ifndef CORE_COMMAND_HELP_H
#define CORE_COMMAND_HELP_H

#include <jansson.h>

#include "base/arena.h"
#include "core/command_table.h"

/*
 * For templates: an array of {usage, help} in the language, without
 * the rows that help does without.  A new reference.
 */
json_t *command_help_variables(enum lang language);

/* The word for programs: "subscribe", "delivery"; "end" ends the commands. */
const char *command_help_name(const struct command_row *row);

/* Its names in the language, one by one, without their signs; NULL at end. */
const char **command_help_names(
    struct arena *arena, const struct command_row *row, enum lang language);

#endif
