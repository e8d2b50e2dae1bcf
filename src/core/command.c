#include "core/command.h"

#include <string.h>

#include "base/i18n.h"
#include "core/chosen.h"

enum { COMMANDS_MAX = 64 };

void command_add(
    struct weighing *weighing, const struct decided_command *command)
{
	struct decision *out = weighing->out;

	if (out->commands == NULL)
		out->commands = arena_calloc(
		    weighing->arena, COMMANDS_MAX, sizeof(*out->commands));
	if (out->command_count == COMMANDS_MAX)
		return;
	if (out->command_count == 0) {
		out->action = command->action;
		if (command->list != NULL)
			out->list = command->list;
	}
	out->commands[out->command_count++] = *command;
	if (out->commands[out->command_count - 1].address == NULL)
		out->commands[out->command_count - 1].address = "";
}

void command_hold(struct weighing *weighing, const char *reason)
{
	weighing->out->action = ACTION_HOLD;
	weighing->out->reason = _(reason);
}

void command_ignore(
    struct weighing *weighing, enum kind kind, const char *reason)
{
	weighing->out->kind = kind;
	weighing->out->action = ACTION_NONE;
	weighing->out->reason = _(reason);
}

static void choose_named(const struct weighing *weighing,
    const struct phrase_request *request, struct chosen *chosen)
{
	for (size_t i = 0; i < request->list_count; i++)
		chosen_add(chosen, request->lists[i]);
	if (request->newsletter)
		chosen_add(chosen, chosen_newsletter(weighing));
}

static const char *which_reason(enum command command)
{
	if (command == COMMAND_SUBSCRIBE)
		return _("The sender wants to join a list, but does not say "
			 "which one.");
	return _("The sender wants to leave a list, but does not say which "
		 "one.");
}

static void ask_which(struct weighing *weighing, enum command command)
{
	const struct facts *facts = weighing->facts;
	bool answer = facts->may_answer && facts->authres != AUTHRES_FAIL;

	command_add(
	    weighing, &(struct decided_command){ .command = command,
			  .action = answer ? ACTION_ANSWER : ACTION_NONE,
			  .notice = answer ? NOTICE_WHICH_LIST : NOTICE_NONE,
			  .address = weighing->message->sender_address });
	weighing->out->reason = which_reason(command);
}

static const char *authenticity(const struct facts *facts)
{
	switch (facts->authres) {
	case AUTHRES_PASS:
		return _("the mailbox's own server says that the sender is "
			 "authentic");
	case AUTHRES_FAIL:
		return _("the mailbox's own server says that the sender is "
			 "forged");
	case AUTHRES_NONE:
		break;
	}
	return _("nothing proves who the sender is");
}

/* Where the request was found, for the reason. */
static const char *place(const struct weighing *weighing)
{
	if (weighing->wording.request_count == 0)
		return _("The address");
	return weighing->wording.reply || weighing->message->subject[0] == '\0'
		   ? _("The text")
		   : _("The message");
}

static void explain(struct weighing *weighing,
    const struct decided_command *command, const char *why)
{
	weighing->out->reason = arena_printf(weighing->arena,
	    command->command == COMMAND_SUBSCRIBE ? _("%s asks to join %s; %s.")
						  : _("%s asks to leave %s; "
						      "%s."),
	    place(weighing),
	    command->list == NULL ? _("every list") : command->list->name, why);
}

static void add_explained(struct weighing *weighing,
    const struct decided_command *command, const char *why)
{
	if (weighing->out->command_count == 0)
		explain(weighing, command, why);
	command_add(weighing, command);
}

static void subscribe_one(
    struct weighing *weighing, const struct conf_list *list)
{
	const struct facts *facts = weighing->facts;
	struct decided_command command = { .command = COMMAND_SUBSCRIBE,
		.action = ACTION_CONFIRM_REQUEST,
		.list = list,
		.address = weighing->message->sender_address,
		.argument.delivery = weighing->route.mode };
	const char *why = _("the address itself is asked to confirm");

	if (!facts->may_answer || facts->authres == AUTHRES_FAIL) {
		command.action = ACTION_HOLD;
		why = facts->may_answer ? authenticity(facts)
					: _("such a sender is never answered");
	} else if (chosen_is_suspended(facts, list)) {
		/* Never at once for others: double opt-in. */
		if (facts->authres == AUTHRES_PASS) {
			command.action = ACTION_APPLY;
			why = _("the sender was suspended, and is back");
		}
	} else if (chosen_is_member(facts, list)) {
		command.action = ACTION_ANSWER;
		command.notice = NOTICE_ALREADY_SUBSCRIBED;
		why = _("the sender is on it already");
	}
	add_explained(weighing, &command, why);
}

void command_subscribe(
    struct weighing *weighing, const struct phrase_request *request)
{
	struct chosen chosen = { .n = 0 };

	weighing->out->kind = KIND_COMMAND;
	choose_named(weighing, request, &chosen);
	if (chosen_contradicts(weighing, &chosen)) {
		command_hold(weighing, "The text names another list than the "
				       "address that it was sent to.");
		return;
	}
	/* In an answer to a newsletter people join the event it announces. */
	if (chosen.n == 0 && weighing->wording.reply &&
	    weighing->route.verb == ROUTE_PLAIN) {
		command_hold(weighing, "An answer asks to join, but names no "
				       "list.");
		return;
	}
	if (chosen.n == 0)
		chosen_implied(weighing, &chosen);
	if (chosen.n == 0)
		ask_which(weighing, COMMAND_SUBSCRIBE);
	for (size_t i = 0; i < chosen.n; i++)
		subscribe_one(weighing, chosen.v[i]);
}

/* What a person may do who only says who they are. */
const char *command_weigh(const struct weighing *weighing, bool member,
    struct decided_command *command)
{
	const struct facts *facts = weighing->facts;

	if (facts->authres == AUTHRES_FAIL) {
		command->action = ACTION_NONE;
	} else if (member && facts->authres == AUTHRES_PASS) {
		command->action = ACTION_APPLY;
	} else if (!facts->may_answer) {
		command->action = ACTION_HOLD;
		return _("such a sender is never answered");
	} else if (member) {
		command->action = ACTION_CONFIRM_REQUEST;
		return _("nothing proves who the sender is, so the address "
			 "itself is asked to confirm");
	} else {
		command->action = ACTION_ANSWER;
		command->notice = NOTICE_NOT_SUBSCRIBED;
		return _("the sender is not on it");
	}
	return authenticity(facts);
}

static void unsubscribe_one(
    struct weighing *weighing, const struct conf_list *list)
{
	bool member = list != NULL && chosen_is_member(weighing->facts, list);
	struct decided_command command = { .command = COMMAND_UNSUBSCRIBE,
		.list = list,
		.address = weighing->message->sender_address };
	const char *why = command_weigh(weighing, member, &command);

	add_explained(weighing, &command, why);
}

static void choose_to_leave(const struct weighing *weighing,
    const struct phrase_request *request, struct chosen *chosen)
{
	const struct route *route = &weighing->route;

	choose_named(weighing, request, chosen);
	if (chosen->n > 0)
		return;
	chosen->all =
	    request->all_lists || (request->all && route->list == NULL);
	if (chosen->all)
		chosen_memberships(weighing, chosen);
	else
		chosen_implied(weighing, chosen);
	if (chosen->n == 0 && weighing->facts->sender_list_count == 1)
		chosen_memberships(weighing, chosen);
}

void command_unsubscribe(
    struct weighing *weighing, const struct phrase_request *request)
{
	struct chosen chosen = { .n = 0 };

	weighing->out->kind = KIND_COMMAND;
	choose_to_leave(weighing, request, &chosen);
	if (!chosen.all && chosen_contradicts(weighing, &chosen)) {
		command_hold(weighing, "The text names another list than the "
				       "address that it was sent to.");
		return;
	}
	if (chosen.n == 0 && chosen.all)
		unsubscribe_one(weighing, NULL);
	else if (chosen.n == 0)
		ask_which(weighing, COMMAND_UNSUBSCRIBE);
	for (size_t i = 0; i < chosen.n; i++)
		unsubscribe_one(weighing, chosen.v[i]);
}

void command_help(struct weighing *weighing)
{
	const struct facts *facts = weighing->facts;
	bool answer = facts->may_answer && facts->authres != AUTHRES_FAIL;

	weighing->out->kind = KIND_COMMAND;
	command_add(
	    weighing, &(struct decided_command){ .command = COMMAND_HELP,
			  .action = answer ? ACTION_ANSWER : ACTION_NONE,
			  .notice = answer ? NOTICE_HELP : NOTICE_NONE,
			  .list = weighing->route.list,
			  .address = weighing->message->sender_address });
	weighing->out->reason = answer
				    ? _("The message asks for help.")
				    : _("The message asks for help, but such "
					"a sender is not answered.");
}
