/* What no program decides: it waits for a human. */
#include "core/inbound_job.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "core/op_inbox_report.h"
#include "core/proposal.h"
#include "store/held.h"
#include "store/ledger.h"

static const char *kind_of(const struct decision *decision)
{
	if (inbound_folder(decision) == INBOX_FAILED)
		return "failed";
	return decision->kind == KIND_POST ? "post" : "unclear";
}

static const char *why_in(struct job *job, enum lang language)
{
	struct i18n_speech speech;
	const char *why;

	i18n_speak(&speech, language);
	why = inbound_reason(job->ctx, job->arena, job->in);
	i18n_back(&speech);
	return why;
}

/* The operator looks after what could not even be read. */
static enum err_code raise_alarm(struct ctx *ctx, struct err *err)
{
	bool fresh;

	return alarm_raise(ctx->db, INBOUND_ALARM,
	    _("messages could not be handled and were set aside; see \"liaison "
	      "inbox list --state failed\""),
	    clock_now(), &fresh, err);
}

static enum err_code keep(struct ctx *ctx, const struct conf_list *list,
    struct held *held, struct err *err)
{
	enum err_code rc = ERR_OK;

	held->created = clock_now();
	if (list != NULL)
		rc = list_ensure(
		    ctx->db, list->name, held->created, &held->list, err);
	if (rc == ERR_OK)
		rc = held_put(ctx->db, held, err);
	if (rc == ERR_OK && str_is(str_c(held->kind), "failed"))
		rc = raise_alarm(ctx, err);
	return rc;
}

enum err_code inbound_hold(struct job *job, struct err *err)
{
	const struct decision *decision = &job->in->decision;
	const struct decided_command *proposal = &decision->proposal;
	const struct conf_list *list =
	    decision->list != NULL ? decision->list : proposal->list;
	struct held held = {
		.inbox = job->inbox_id,
		.kind = kind_of(decision),
		.why = why_in(job,
		    ctx_language(job->ctx, op_inbox_keeper(job->ctx, list))),
		.language = decision->language,
		.answered = job->answered,
		.applied = job->applied,
	};

	bool forwarded = false;
	enum err_code rc = ERR_OK;

	if (proposal->command != COMMAND_NONE) {
		held.proposal = command_name(proposal->command);
		held.command = proposal_command(job->arena, proposal);
	}
	if (str_is(str_c(held.kind), "unclear"))
		rc = inbound_forward(job, &forwarded, err);
	if (rc != ERR_OK)
		return rc;
	if (forwarded)
		held.reported = held.forwarded = clock_now();
	return keep(job->ctx, list, &held, err);
}

enum err_code inbound_set_aside(struct ctx *ctx, struct arena *arena,
    const struct inbound_aside *aside, struct err *err)
{
	const struct inbox_outcome outcome = {
		.state = INBOX_FAILED,
		.hash = aside->hash,
		.kind = kind_name(KIND_UNKNOWN),
		.action = action_name(ACTION_SET_ASIDE),
		.reason = aside->reason,
		.message_id = aside->message_id,
		.sender = aside->sender,
		.subject = aside->subject,
		.size = aside->size,
	};
	struct held held = { .inbox = aside->inbox_id, .kind = "failed" };
	struct i18n_speech speech;
	enum err_code rc =
	    inbox_settle(ctx->db, aside->inbox_id, &outcome, clock_now(), err);

	if (rc != ERR_OK)
		return rc;
	i18n_speak(&speech, ctx_language(ctx, op_inbox_keeper(ctx, NULL)));
	held.why = arena_strdup(arena, _(aside->reason));
	i18n_back(&speech);
	rc = keep(ctx, NULL, &held, err);
	if (rc == ERR_OK)
		rc = event_add(ctx->db, ctx->actor, "set-aside", 0,
		    aside->reason, clock_now(), err);
	if (rc == ERR_OK)
		log_event(LOG_WARN, "set-aside", "inbox=%lld reason=\"%s\"",
		    (long long)aside->inbox_id, aside->reason);
	return rc;
}
