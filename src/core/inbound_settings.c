#include "core/inbound_settings.h"

#include "base/clock.h"
#include "core/change.h"
#include "core/op_change.h"
#include "core/op_request.h"
#include "core/topics.h"
#include "mail/addr.h"

bool inbound_is_setting(const struct decided_command *command)
{
	if (command->action != ACTION_APPLY &&
	    command->action != ACTION_CONFIRM_REQUEST)
		return false;
	switch (command->command) {
	case COMMAND_DELIVERY:
	case COMMAND_PAUSE:
	case COMMAND_RESUME:
	case COMMAND_TOPICS:
	case COMMAND_LANGUAGE:
		return command->list != NULL;
	case COMMAND_NONE:
	case COMMAND_SUBSCRIBE:
	case COMMAND_UNSUBSCRIBE:
	case COMMAND_CONFIRM:
	case COMMAND_HELP:
	case COMMAND_DATA:
	case COMMAND_ERASE:
	case COMMAND_CORRECT:
	case COMMAND_OBJECT:
	case COMMAND_ISSUE:
	case COMMAND_MEMBERS:
	case COMMAND_APPROVE:
	case COMMAND_REFUSE:
	case COMMAND_REMARK:
	case COMMAND_NEWSLETTER:
	case COMMAND__MAX:
		break;
	}
	return false;
}

static bool same_group(
    const struct decided_command *a, const struct decided_command *b)
{
	return inbound_is_setting(b) && a->list == b->list &&
	       a->action == b->action &&
	       str_eq(str_c(a->address), str_c(b->address));
}

/* What a mail asks for on one list. */
struct asked {
	struct change change;
	bool refused; /* topics that the list does not have, or none left */
};

static void take_topics(struct job *job, const struct decided_command *command,
    const char *present, struct asked *asked)
{
	const char *wanted = command->argument.topics;
	struct err unused;

	if (asked->change.topics != NULL)
		present = asked->change.topics;
	if (topics_choose(job->arena, command->list, present, str_c(wanted),
		&asked->change.topics, &unused) != ERR_OK) {
		asked->change.topics = NULL;
		asked->refused = true;
	}
}

static void take(struct job *job, const struct decided_command *command,
    const struct subscription *sub, struct asked *asked)
{
	const struct argument *argument = &command->argument;
	struct change *change = &asked->change;

	if (command->command == COMMAND_DELIVERY) {
		change->has_delivery = true;
		change->delivery = argument->delivery;
	} else if (command->command == COMMAND_LANGUAGE) {
		change->has_language = true;
		change->language = argument->language;
	} else if (command->command == COMMAND_RESUME) {
		change->has_pause = true;
		change->paused_until = 0;
	} else if (command->command == COMMAND_PAUSE) {
		change->has_pause = true;
		change->paused_until =
		    argument->until == 0 ? SUB_PAUSE_OPEN : argument->until;
	} else {
		take_topics(job, command, sub->topics, asked);
	}
}

static struct asked gather(
    struct job *job, size_t at, const struct subscription *sub)
{
	const struct decision *decision = &job->in->decision;
	struct asked asked = { .refused = false };

	for (size_t i = at; i < decision->command_count; i++)
		if (same_group(&decision->commands[at], &decision->commands[i]))
			take(job, &decision->commands[i], sub, &asked);
	return asked;
}

static enum err_code make(struct job *job,
    const struct decided_command *command, const char *address_key,
    const struct change *change, struct err *err)
{
	enum op_changed unused;

	job->proof.how = command->token != NULL ? "email-token" : "email";
	return op_change(job->ctx, job->arena,
	    &(struct op_change){ .list = command->list,
		.address_key = address_key,
		.change = change,
		.proof = &job->proof,
		.language =
		    inbound_language(job, command->list, command->address),
		.tell = true },
	    &unused, err);
}

static enum err_code request(struct job *job, const struct conf_list *list,
    const char *address, const struct change *change, struct err *err)
{
	enum op_requested unused;
	const struct op_request ask = {
		.verb = PENDING_SET,
		.detail = change_write(job->arena, change),
		.list = list,
		.address = address,
		.name = "",
		.language = inbound_language(job, list, address),
		.origin = "email",
		.message_id = job->in->message.message_id,
		.references = job->proof.references,
	};

	return op_request(job->ctx, job->arena, &ask, &unused, NULL, err);
}

enum err_code inbound_settings(struct job *job, size_t at, struct err *err)
{
	const struct decision *decision = &job->in->decision;
	const struct decided_command *command = &decision->commands[at];
	const bool proved = command->action == ACTION_APPLY;
	const char *address = proved ? command->address : inbound_sender(job);
	struct subscription sub;
	struct asked asked;
	enum err_code rc;

	for (size_t i = 0; i < at; i++)
		if (same_group(command, &decision->commands[i]))
			return ERR_OK;
	/* A request that a machine may have made asks nobody. */
	if (address[0] == '\0' || (!proved && !job->in->facts.may_answer))
		return ERR_OK;
	rc = op_find(job->ctx, job->arena, command->list,
	    addr_key(job->arena, address), &sub, err);
	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && sub.status == SUB_LEFT))
		return inbound_answer(job, NOTICE_NOT_SUBSCRIBED, command->list,
		    address, NULL, err);
	if (rc != ERR_OK)
		return rc;
	asked = gather(job, at, &sub);
	if (asked.refused)
		rc = inbound_topics(job, command->list, address, true, err);
	if (rc != ERR_OK || change_is_empty(&asked.change))
		return rc;
	return proved ? make(job, command, sub.address_key, &asked.change, err)
		      : request(job, command->list, sub.address, &asked.change,
			    err);
}

enum err_code inbound_topics(struct job *job, const struct conf_list *list,
    const char *address, bool refused, struct err *err)
{
	const enum lang language = inbound_language(job, list, address);
	struct subscription sub = { 0 };
	struct change change = { 0 };
	json_t *extra = json_pack("{s:b}", "refused", refused);
	enum err_code rc = ERR_NOT_FOUND;

	if (list != NULL)
		rc = op_find(job->ctx, job->arena, list,
		    addr_key(job->arena, address), &sub, err);
	if (rc == ERR_OK && sub.status != SUB_LEFT) {
		change.topics = sub.topics;
		(void)json_object_set_new(extra, "choices",
		    change_variables(job->arena, &change, list, language));
	}
	if (rc == ERR_OK || rc == ERR_NOT_FOUND)
		return inbound_answer(
		    job, NOTICE_TOPICS, list, address, extra, err);
	json_decref(extra);
	return rc;
}
