/*
 * What a message that waits for a human seems to ask for: as a command line
 * of liaison, and as an answer to its writer, both ready to copy.
 */
#ifndef CORE_PROPOSAL_H
#define CORE_PROPOSAL_H

#include "base/arena.h"
#include "base/err.h"
#include "core/ctx.h"
#include "core/decide.h"

/*
 * The command line that does it, quoted for a shell; "" where liaison has
 * none, or where it would lack an argument.
 */
const char *proposal_command(
    struct arena *arena, const struct decided_command *proposal);

struct proposal_answer {
	const struct conf_list *list; /* NULL = none */
	enum lang language;           /* of the writer */
	const char *verb;             /* command_name(), "" = none */
	const char *address;          /* of the writer */
	const char *name;             /* of the writer; "" */
};

/* The text of the template "proposal", in the arena; "" without a verb. */
enum err_code proposal_answer(struct ctx *ctx, struct arena *arena,
    const struct proposal_answer *answer, const char **out, struct err *err);

#endif
