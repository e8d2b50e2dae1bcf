#include "core/inbound_job.h"

#include "base/clock.h"
#include "core/op_bounce.h"
#include "mail/addr.h"
#include "store/ledger.h"

enum { STRAY_MAX = 1000, NAMES_MAX = 20 };

/* The addresses that a report names, the first ones, one blank between. */
static const char *names_in(struct arena *arena, const struct report *report)
{
	const char *out = "";

	for (size_t i = 0; i < report->recipient_count && i < NAMES_MAX; i++)
		out = arena_printf(arena, "%s%s%s", out, i == 0 ? "" : " ",
		    report->recipients[i].address);
	return out;
}

/* Nobody is touched; the owners hear of it, once a day: core/op_stray.h. */
static enum err_code keep_stray(struct job *job, struct err *err)
{
	const struct inbound *in = job->in;
	const struct stray stray = {
		.kind =
		    in->decision.kind == KIND_FEEDBACK ? "complaint" : "report",
		.why = attribution_name(in->attributed.how),
		.names = names_in(job->arena, &in->report),
		.at = clock_now(),
	};
	int64_t list = 0;
	enum err_code rc = ERR_OK;

	if (in->decision.list != NULL)
		rc = list_ensure(job->ctx->db, in->decision.list->name,
		    stray.at, &list, err);
	if (rc == ERR_OK)
		rc = stray_add(job->ctx->db, list, &stray, STRAY_MAX, err);
	return rc;
}

/* What it says of the mail that it is about. */
static struct bounce_said said_in(const struct attributed *attributed)
{
	const struct report_recipient *recipient = attributed->recipient;
	struct bounce_said said = {
		.class = REPORT_DELAYED, /* nothing: it harms nobody */
		.status = "",
		.words = "",
		.domain = addr_domain(str_c(attributed->delivery.address)),
	};

	if (recipient == NULL)
		return said;
	said.class = recipient->class;
	said.status = recipient->status;
	said.words = recipient->reason;
	said.answered = recipient->code;
	return said;
}

enum err_code inbound_record(struct job *job, struct err *err)
{
	const struct attributed *attributed = &job->in->attributed;
	const struct op_bounce event = {
		.delivery = &attributed->delivery,
		.source = "report",
		.complaint = job->in->decision.kind == KIND_FEEDBACK,
		.said = said_in(attributed),
		.message_id = job->in->message.message_id,
	};
	bool fresh;

	if (!job->in->facts.bounce_ours)
		return keep_stray(job, err);
	/* What is no complaint, such as "not spam", is for people to read. */
	if (event.complaint && !job->in->report.is_complaint)
		return keep_stray(job, err);
	if (attributed->pending != 0)
		return op_bounce_pending(job->ctx, attributed->pending,
		    &event.said, event.complaint, err);
	return op_bounce(job->ctx, job->arena, &event, &fresh, err);
}
