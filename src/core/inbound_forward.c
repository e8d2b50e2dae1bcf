/* Mail from people to the owners of a list: sent on to them as it is. */
#include "core/inbound_job.h"

#include "base/clock.h"
#include "core/notify.h"
#include "core/route.h"
#include "mail/addr.h"
#include "mail/compose.h"
#include "mail/header.h"
#include "store/ledger.h"

enum {
	FORWARD_BYTES = 1024 * 1024, /* larger ones are only reported */
	FORWARDS_HOUR = 10           /* for one list; the rest is reported */
};

/* Written by a person, who can be answered, to people? */
static const struct conf_list *addressee(const struct job *job)
{
	const struct inbound *in = job->in;
	const char *writer = inbound_sender(job);
	struct route route;
	bool mixed;

	if (!in->readable || in->raw.n > FORWARD_BYTES ||
	    in->facts.robot != ROBOT_NONE || !in->facts.may_answer ||
	    writer[0] == '\0' || !addr_ok(str_c(writer)) ||
	    route_is_ours(job->ctx->conf, str_c(writer)))
		return NULL;
	route_message(job->ctx->conf, &in->message, &route, &mixed);
	if (route.verb != ROUTE_OWNER && route.verb != ROUTE_REQUEST)
		return NULL;
	return route.list;
}

static enum err_code forward(struct job *job, const struct conf_list *list,
    const char *owner, struct err *err)
{
	const struct message *message = &job->in->message;
	const struct compose_attachment mail = {
		.name = "message.eml",
		.type = "message/rfc822",
		.bytes = job->in->raw,
	};
	const char *subject = arena_dup(
	    job->arena, header_clean(job->arena, str_c(message->subject)));
	const struct notify notify = {
		.template = "owner-forward",
		.list = list,
		.language = list->language,
		.to = owner,
		.message_id = message->message_id,
		.references = job->proof.references,
		.reply_to = inbound_sender(job),
		.attachments = &mail,
		.attachment_count = 1,
		.extra = json_pack("{s:{s:s, s:s, s:I}}", "message", "sender",
		    inbound_sender(job), "subject", subject, "id",
		    (json_int_t)job->inbox_id),
	};

	return notify_queue(job->ctx, job->arena, &notify, err);
}

static enum err_code forward_all(
    struct job *job, const struct conf_list *list, bool *done, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < list->owners.n; i++) {
		const char *owner = list->owners.v[i];

		/* Or it would come back here. */
		if (route_is_ours(job->ctx->conf, str_c(owner)))
			continue;
		rc = forward(job, list, owner, err);
		*done = *done || rc == ERR_OK;
	}
	/* A mail that cannot be attached is told of in the report. */
	return rc == ERR_INPUT || rc == ERR_LIMIT ? ERR_OK : rc;
}

enum err_code inbound_forward(struct job *job, bool *done, struct err *err)
{
	const struct conf_list *list = addressee(job);
	const char *key;
	int64_t used;
	enum err_code rc;

	*done = false;
	if (list == NULL)
		return ERR_OK;
	key = arena_printf(job->arena, "forward/%s", list->name);
	rc = allowance_count(
	    job->ctx->db, key, clock_now() - CLOCK_HOUR, &used, err);
	if (rc != ERR_OK || used >= FORWARDS_HOUR)
		return rc;
	rc = forward_all(job, list, done, err);
	if (rc == ERR_OK && *done)
		rc = allowance_add(job->ctx->db, key, clock_now(), err);
	return rc;
}
