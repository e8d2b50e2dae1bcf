#include "worker/outcome.h"

#include "base/clock.h"
#include "core/backoff.h"
#include "mail/addr.h"

enum { AGAIN_SECONDS = 60 };

static enum verdict_stage stage_of(const struct smtp_reply *reply)
{
	switch (reply->stage) {
	case SMTP_AT_SESSION:
		break;
	case SMTP_AT_MAIL:
		return VERDICT_AT_SENDER;
	case SMTP_AT_RCPT:
		return VERDICT_AT_RECIPIENT;
	case SMTP_AT_MESSAGE:
		return VERDICT_AT_MESSAGE;
	}
	return VERDICT_AT_SESSION;
}

enum verdict outcome_verdict(
    const struct delivery *d, const struct smtp_reply *reply, bool exhausted)
{
	const struct verdict_reply said = {
		.stage = stage_of(reply),
		.code = reply->code,
		.enhanced = reply->enhanced,
		.text = reply->text,
		.domain = addr_domain(str_c(d->address)),
	};
	enum verdict verdict = verdict_of(&said);

	if (verdict == VERDICT_QUOTA && !exhausted &&
	    verdict_parse(d->verdict) == verdict)
		verdict = VERDICT_LATER;
	return verdict;
}

static bool is_pause(enum verdict verdict)
{
	return verdict == VERDICT_RELAY || verdict == VERDICT_QUOTA ||
	       verdict == VERDICT_SESSION;
}

enum outcome_quarrel outcome_quarrel(
    const struct delivery *d, const struct smtp_reply *reply)
{
	enum verdict verdict;

	if (reply->code < 400 || reply->outcome == SMTP_UNTOUCHED)
		return OUTCOME_NO_QUARREL;
	verdict = outcome_verdict(d, reply, true);
	if (verdict == VERDICT_LOGIN)
		return OUTCOME_LOGIN;
	return reply->outcome == SMTP_NO_SENDER && !is_pause(verdict)
		   ? OUTCOME_SENDER
		   : OUTCOME_NO_QUARREL;
}

/* Tried again later, as long as it has not waited too long. */
static struct delivery_outcome deferred(
    const struct delivery *d, int attempts, int64_t now)
{
	bool goes_on = d->since == 0 || backoff_goes_on(d->since, now);

	return (struct delivery_outcome){
		.state = goes_on ? DELIVERY_DEFERRED : DELIVERY_FAILED,
		.due = now + backoff_spread(attempts, (uint64_t)d->id),
		.waits = true,
	};
}

/* The relay spoke about this mail; 5xx if `never`. */
static struct delivery_outcome refused(
    const struct delivery *d, enum verdict verdict, bool never, int64_t now)
{
	struct delivery_outcome out = deferred(d, d->attempts + 1, now);

	switch (verdict) {
	case VERDICT_RELAY: /* others show when the relay takes any again */
		out.due = now + AGAIN_SECONDS;
		return out;
	case VERDICT_LOGIN:
		return out;
	case VERDICT_QUOTA: /* others first: the account is not sure */
		out.state = DELIVERY_DEFERRED;
		out.waits = false;
		return out;
	case VERDICT_SESSION:
		return (struct delivery_outcome){ .state = DELIVERY_QUEUED,
			.due = now };
	case VERDICT_LATER:
	case VERDICT_DOMAIN:
		never = false;
		break;
	case VERDICT_NONE:
	case VERDICT_ADDRESS:
	case VERDICT_FULL:
	case VERDICT_POLICY:
	case VERDICT_MESSAGE:
	case VERDICT_OTHER:
	case VERDICT__MAX:
		break;
	}
	out.charged = true;
	if (never)
		out.state = DELIVERY_FAILED;
	return out;
}

/* 5xx to MAIL: the relay's quarrel is with us, unless it says otherwise. */
static struct delivery_outcome no_sender(
    const struct delivery *d, enum verdict verdict, int64_t now)
{
	if (is_pause(verdict))
		return refused(d, verdict, true, now);
	return (struct delivery_outcome){
		.state = DELIVERY_QUEUED,
		.due = now + backoff_seconds(2),
	};
}

int64_t outcome_excuse(const struct delivery *d, bool limited, int64_t now)
{
	const int64_t late = now - d->due - CLOCK_DAY;

	return limited && late > 0 ? late : 0;
}

struct delivery_outcome outcome_of(const struct delivery *d,
    const struct smtp_reply *reply, enum verdict verdict, int64_t now)
{
	struct delivery_outcome out = { .due = now };

	switch (reply->outcome) {
	case SMTP_SENT:
		out.state = DELIVERY_SENT;
		out.charged = true;
		break;
	case SMTP_LATER:
	case SMTP_NEVER:
		out = refused(d, verdict, reply->outcome == SMTP_NEVER, now);
		break;
	case SMTP_UNKNOWN:
		out.state = DELIVERY_UNCERTAIN;
		out.due = now + DOUBT_SECONDS;
		out.charged = true;
		break;
	case SMTP_NOT_TRIED:
		/* The connection broke on it: it goes behind the others, so
		   that it does not keep them all waiting. */
		out.state = DELIVERY_QUEUED;
		out.due = now + AGAIN_SECONDS;
		break;
	case SMTP_UNTOUCHED:
		out.state = DELIVERY_QUEUED;
		break;
	case SMTP_NO_SENDER:
		out = no_sender(d, verdict, now);
		break;
	}
	out.verdict = verdict_name(verdict);
	return out;
}
