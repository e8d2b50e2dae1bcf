/* One command of a message: which lists it means, whom it is believed from. */
#ifndef CORE_COMMAND_H
#define CORE_COMMAND_H

#include "core/decide.h"
#include "core/route.h"
#include "core/wording.h"

/* Everything that weighs on one message, and the decision as it grows. */
struct weighing {
	struct arena *arena;
	const struct message *message;
	const struct facts *facts;
	struct route route;
	bool mixed; /* the recipients want different things */
	struct wording wording;
	struct decision *out;
};

/* Adds one decided command; the first sets the action of the message. */
void command_add(
    struct weighing *weighing, const struct decided_command *command);

/* A human must look: nothing happens, and the reason says why. */
void command_hold(struct weighing *weighing, const char *reason);

/* Filed without effect. */
void command_ignore(
    struct weighing *weighing, enum kind kind, const char *reason);

/* What the words (or the address) ask for, weighed by who sends it. */
void command_subscribe(
    struct weighing *weighing, const struct phrase_request *request);
void command_unsubscribe(
    struct weighing *weighing, const struct phrase_request *request);
void command_help(struct weighing *weighing);

/*
 * What becomes of a change that the sender asks for, who is a member (of
 * command->list, or of any) or not: sets its action and notice; returns why.
 */
const char *command_weigh(const struct weighing *weighing, bool member,
    struct decided_command *command);

#endif
