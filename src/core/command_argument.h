/* What follows the name of a command, by its kind. */
#ifndef CORE_COMMAND_ARGUMENT_H
#define CORE_COMMAND_ARGUMENT_H

#include "core/command_line.h"

/*
 * Reads the words from `from` on as what the row takes.  False when one of
 * them is nothing that belongs there.
 */
bool command_argument_read(const struct command_reader *reader,
    const struct command_words *words, size_t from, struct command_line *out);

#endif
