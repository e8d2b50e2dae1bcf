#include "core/inbound_job.h"

#include "base/clock.h"
#include "store/ledger.h"

enum err_code inbound_record(struct job *job, struct err *err)
{
	const struct report *report = &job->in->report;
	const char *status =
	    report->recipient_count > 0 ? report->recipients[0].status : "";

	/* Only a delivery whose signed token came back counts (T22, T23). */
	if (!job->in->facts.bounce_ours)
		return ERR_OK;
	return event_add(job->ctx->db, job->ctx->actor,
	    report->is_complaint ? "complaint" : "bounce", 0,
	    arena_printf(job->arena, "delivery=%lld status=%s",
		(long long)job->in->delivery, status),
	    clock_now(), err);
}
