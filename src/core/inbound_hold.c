#include "core/inbound_job.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "core/notify.h"
#include "mail/compose.h"
#include "store/ledger.h"

enum { HELD_NOTICES_HOUR = 10 };

/* The same decision, with its reason in the language of the notice. */
static const char *why_in(struct job *job, enum lang language)
{
	struct i18n_speech speech;
	struct decision again;

	i18n_speak(&speech, language);
	decide(job->arena, &job->in->message, &job->in->facts, "", &again);
	i18n_back(&speech);
	return again.reason;
}

/* The people who can look after what is held, but not by the hundred. */
static enum err_code tell_owners(struct job *job, const struct conf_list *list,
    const struct held *held, struct err *err)
{
	const char *key = arena_printf(job->arena, "held/%s", list->name);
	struct str sender_text;
	struct str subject;
	int64_t waiting;
	int64_t told;
	enum err_code rc = allowance_count(
	    job->ctx->db, key, clock_now() - CLOCK_HOUR, &told, err);

	if (rc != ERR_OK || told >= HELD_NOTICES_HOUR)
		return rc;
	rc = allowance_add(job->ctx->db, key, clock_now(), err);
	if (rc == ERR_OK)
		rc = held_count(job->ctx->db, &waiting, err);
	if (rc != ERR_OK)
		return rc;
	sender_text = compose_strip(job->arena, str_c(held->sender));
	subject = compose_strip(job->arena, str_c(held->subject));
	return notify_owners(job->ctx, job->arena, list,
	    str_is(str_c(held->kind), "post") ? "moderator-post-held"
					      : "owner-held",
	    json_pack("{s:{s:s, s:s}, s:s, s:I}", "message", "sender",
		sender_text.p, "subject", subject.p, "why",
		why_in(job, list->language), "waiting", (json_int_t)waiting),
	    err);
}

enum err_code inbound_hold(struct job *job, struct err *err)
{
	const struct decision *decision = &job->in->decision;
	const struct conf_list *list = decision->list;
	struct held held = {
		.inbox = job->inbox_id,
		.kind = decision->kind == KIND_POST ? "post" : "unclear",
		.sender = job->in->message.sender_address,
		.subject = job->in->message.subject,
		.message_id = job->in->message.message_id,
		.why = decision->reason,
		.created = clock_now(),
	};
	enum err_code rc = ERR_OK;

	if (list != NULL)
		rc = list_ensure(
		    job->ctx->db, list->name, held.created, &held.list, err);
	if (rc == ERR_OK)
		rc = held_add(job->ctx->db, &held, err);
	if (rc != ERR_OK)
		return rc;
	/* Without a list the first one's owners look after the site. */
	if (list == NULL && job->ctx->conf->list_count > 0)
		list = &job->ctx->conf->lists[0];
	if (list == NULL)
		return ERR_OK;
	return tell_owners(job, list, &held, err);
}
