/* What a message that a human must read seems to ask for. */
#ifndef CORE_COMMAND_GUESS_H
#define CORE_COMMAND_GUESS_H

#include "core/command.h"

/*
 * Fills out->proposal for what is held and is no post, from the words of
 * Subject and letter.  Nothing acts on it but a human, so that it may guess.
 */
void command_guess(struct weighing *weighing);

#endif
