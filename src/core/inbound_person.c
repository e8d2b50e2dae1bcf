#include "core/inbound_person.h"

#include "core/change.h"
#include "core/notify.h"
#include "core/op_data.h"
#include "core/op_issue.h"
#include "core/op_person.h"
#include "core/op_request.h"
#include "mail/addr.h"

bool inbound_is_person(const struct decided_command *command)
{
	return (command->action == ACTION_APPLY ||
		   command->action == ACTION_CONFIRM_REQUEST) &&
	       (command->command == COMMAND_ERASE ||
		   command->command == COMMAND_OBJECT ||
		   command->command == COMMAND_CORRECT);
}

static bool same(
    const struct decided_command *a, const struct decided_command *b)
{
	return inbound_is_person(b) && a->command == b->command &&
	       a->action == b->action;
}

/* All that the mail corrects. */
static struct change gather(const struct job *job, size_t at)
{
	const struct decision *decision = &job->in->decision;
	struct change change = { 0 };

	for (size_t i = at; i < decision->command_count; i++) {
		const struct decided_command *one = &decision->commands[i];
		if (!same(&decision->commands[at], one))
			continue;
		if (one->argument.name != NULL)
			change.name = one->argument.name;
		if (one->argument.to_address != NULL)
			change.address = one->argument.to_address;
	}
	return change;
}

static enum err_code make(struct job *job,
    const struct decided_command *command, const struct op_person *who,
    const struct change *change, struct err *err)
{
	enum op_corrected result;
	enum err_code rc;

	job->proof.how = "email";
	if (command->command == COMMAND_ERASE)
		return op_erase(job->ctx, job->arena, who, err);
	if (command->command == COMMAND_OBJECT)
		return op_object(job->ctx, job->arena, who, err);
	rc = op_correct(job->ctx, job->arena, who, change, &result, err);
	if (rc != ERR_OK || result != OP_CORRECT_NOBODY)
		return rc;
	return inbound_answer(
	    job, NOTICE_NOT_SUBSCRIBED, NULL, who->address, NULL, err);
}

static enum pending_verb verb_of(enum command command)
{
	if (command == COMMAND_ERASE)
		return PENDING_ERASE;
	return command == COMMAND_OBJECT ? PENDING_OBJECT : PENDING_CORRECT;
}

static enum err_code refuse(
    struct job *job, const struct op_person *who, struct err *err)
{
	const struct notify mail = {
		.template = "correct-refused",
		.language = who->language,
		.to = who->address,
		.message_id = job->in->message.message_id,
		.references = job->proof.references,
		.answer = true,
	};
	bool yes;
	enum err_code rc = inbound_may_answer(job, who->address, &yes, err);

	if (rc != ERR_OK || !yes)
		return rc;
	return notify_queue(job->ctx, job->arena, &mail, err);
}

static enum err_code request(struct job *job,
    const struct decided_command *command, const struct op_person *who,
    const struct change *change, struct err *err)
{
	const bool corrects = command->command == COMMAND_CORRECT;
	enum op_requested unused;
	const struct op_request ask = {
		.verb = verb_of(command->command),
		.detail = corrects ? change_write(job->arena, change) : "",
		.address = who->address,
		.name = "",
		.language = who->language,
		.origin = "email",
		.message_id = job->in->message.message_id,
		.references = job->proof.references,
	};

	/* What nobody may be shown is not asked. */
	if (corrects && !op_correct_ok(job->ctx, job->arena, change))
		return refuse(job, who, err);
	return op_request(job->ctx, job->arena, &ask, &unused, NULL, err);
}

enum err_code inbound_person(struct job *job, size_t at, struct err *err)
{
	const struct decision *decision = &job->in->decision;
	const struct decided_command *command = &decision->commands[at];
	const bool proved = command->action == ACTION_APPLY;
	const char *address = inbound_sender(job);
	const struct change change = gather(job, at);
	const struct op_person who = {
		.address = address,
		.language = inbound_language(job, NULL, address),
		.proof = &job->proof,
	};

	for (size_t i = 0; i < at; i++)
		if (same(command, &decision->commands[i]))
			return ERR_OK;
	/* A request that a machine may have made asks nobody. */
	if (address[0] == '\0' || (!proved && !job->in->facts.may_answer))
		return ERR_OK;
	if (command->command == COMMAND_CORRECT && change_is_empty(&change))
		return ERR_OK;
	return proved ? make(job, command, &who, &change, err)
		      : request(job, command, &who, &change, err);
}

enum err_code inbound_data(
    struct job *job, const char *address, struct err *err)
{
	const enum lang language = inbound_language(job, NULL, address);
	struct notify mail = {
		.template = "data",
		.language = language,
		.to = address,
		.message_id = job->in->message.message_id,
		.references = job->proof.references,
		.answer = true,
	};
	struct compose_attachment file = { .type = "application/json",
		.name =
		    language == LANG_FR ? "mes-donnees.json" : "my-data.json" };
	json_t *data;
	json_t *readable;
	bool yes;
	enum err_code rc = inbound_may_answer(job, address, &yes, err);

	if (rc != ERR_OK || !yes)
		return rc;
	rc = op_data(job->ctx, job->arena, address, &data, err);
	if (rc != ERR_OK)
		return rc;
	file.bytes = op_data_file(job->arena, data, NOTIFY_ATTACH_MAX);
	json_decref(data);
	rc = op_data_readable(
	    job->ctx, job->arena, address, language, &readable, err);
	if (rc != ERR_OK)
		return rc;
	mail.extra = json_pack("{s:o}", "data", readable);
	mail.attachments = &file;
	mail.attachment_count = 1;
	return notify_queue(job->ctx, job->arena, &mail, err);
}

enum err_code inbound_issue(struct job *job,
    const struct decided_command *command, const char *address, struct err *err)
{
	struct notify notice = {
		.list = command->list,
		.to = address,
		.message_id = job->in->message.message_id,
		.references = job->proof.references,
		.answer = true,
	};
	struct subscription sub;
	bool yes = false;
	enum err_code rc = ERR_NOT_FOUND;

	if (command->list != NULL && address[0] != '\0')
		rc = op_find(job->ctx, job->arena, command->list,
		    addr_key(job->arena, address), &sub, err);
	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && sub.status == SUB_LEFT))
		return inbound_answer(job, NOTICE_NOT_SUBSCRIBED, command->list,
		    address, NULL, err);
	if (rc == ERR_OK)
		rc = inbound_may_answer(job, address, &yes, err);
	if (rc != ERR_OK || !yes)
		return rc;
	notice.to = sub.address;
	notice.name = sub.name;
	notice.language = inbound_language(job, command->list, address);
	return op_issue(
	    job->ctx, job->arena, &sub, command->argument.number, &notice, err);
}
