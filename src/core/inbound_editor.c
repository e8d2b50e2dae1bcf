#include "core/inbound_editor.h"

#include "core/op_proof.h"
#include "core/op_submit.h"
#include "mail/addr.h"

enum { FORWARD_BYTES = 4 * 1024 * 1024 };

bool inbound_is_editor(const struct decided_command *command)
{
	return command->command == COMMAND_APPROVE ||
	       command->command == COMMAND_REFUSE ||
	       command->command == COMMAND_REMARK ||
	       command->command == COMMAND_NEWSLETTER;
}

static enum op_answer answer_of(enum command command)
{
	if (command == COMMAND_APPROVE)
		return OP_ANSWER_APPROVE;
	return command == COMMAND_REFUSE ? OP_ANSWER_REFUSE : OP_ANSWER_REMARK;
}

static enum err_code proof(
    struct job *job, const struct decided_command *command, struct err *err)
{
	const struct op_answered answered = {
		.id = command->token->row,
		.address = command->address,
		.from = inbound_sender(job),
		.answer = answer_of(command->command),
		.message_id = job->in->message.message_id,
		.references = job->proof.references,
		.raw = job->in->raw.n <= FORWARD_BYTES ? job->in->raw
						       : (struct str){ 0 },
	};
	bool tell = false;
	/* Who was asked answers; others may have got hold of the code. */
	enum err_code rc =
	    command->action == ACTION_APPLY
		? inbound_may_tell_editor(job, command->address, &tell, err)
		: inbound_may_answer(job, command->address, &tell, err);

	if (rc != ERR_OK)
		return rc;
	if (tell)
		job->answered = "order-answer";
	return op_proof_answer(job->ctx, job->arena, &answered, tell, err);
}

static enum err_code newsletter(
    struct job *job, const struct decided_command *command, struct err *err)
{
	const struct fact_token *token = command->token;
	struct err unused;
	char *editor;
	struct op_submit submit = {
		.raw = job->in->raw,
		.subject = job->in->message.subject,
		.token = token == NULL ? NULL : token->text,
		.list = command->list,
		.message_id = job->in->message.message_id,
		.references = job->proof.references,
	};
	bool tell = false;
	enum err_code rc;

	if (addr_normalise(job->arena, str_c(command->address), &editor,
		&unused) != ERR_OK)
		return ERR_OK;
	submit.editor = editor;
	rc = inbound_may_tell_editor(job, editor, &tell, err);
	if (rc != ERR_OK)
		return rc;
	if (tell)
		job->answered = "submitted";
	return op_submit(job->ctx, job->arena, &submit, tell, err);
}

enum err_code inbound_editor(
    struct job *job, const struct decided_command *command, struct err *err)
{
	if (command->action != ACTION_APPLY && command->action != ACTION_ANSWER)
		return ERR_OK;
	if (command->command == COMMAND_NEWSLETTER)
		return newsletter(job, command, err);
	return proof(job, command, err);
}
