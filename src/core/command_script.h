/*
 * The command lines of a whole mail: its Subject (unless that is somebody
 * else's) and the lines of its own words, in order.
 */
#ifndef CORE_COMMAND_SCRIPT_H
#define CORE_COMMAND_SCRIPT_H

#include "core/command_line.h"
#include "core/wording.h"

enum { COMMAND_SCRIPT_MAX = 16 };

struct command_script {
	struct command_line v[COMMAND_SCRIPT_MAX];
	size_t n;
	bool title; /* the Subject is one of them */
	bool rest;  /* more than politeness is said besides */
	bool stops; /* and it denies, doubts or asks for something else */
};

/*
 * Reads them up to the first line that is none.  Greetings, thanks and names
 * may stand between them.  n is 0 when no line is a command.
 */
void command_script_read(const struct command_reader *reader,
    const struct wording_input *input, bool reply, struct command_script *out);

#endif
