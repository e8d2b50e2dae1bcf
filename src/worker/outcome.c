#include "worker/outcome.h"

#include "core/backoff.h"

enum { AGAIN_SECONDS = 60 };

static struct delivery_outcome deferred(const struct delivery *d, int64_t now)
{
	return (struct delivery_outcome){
		.state = backoff_goes_on(d->created, now) ? DELIVERY_DEFERRED
							  : DELIVERY_FAILED,
		.due = now + backoff_seconds(d->attempts + 1),
		.charged = true,
	};
}

struct delivery_outcome outcome_of(
    const struct delivery *d, const struct smtp_reply *reply, int64_t now)
{
	struct delivery_outcome out = { .due = now };

	switch (reply->outcome) {
	case SMTP_SENT:
		out.state = DELIVERY_SENT;
		out.charged = true;
		break;
	case SMTP_LATER:
		out = deferred(d, now);
		break;
	case SMTP_NEVER:
		out.state = DELIVERY_FAILED;
		out.charged = true;
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
	case SMTP_NO_SENDER: /* the relay's quarrel is with us */
		out.state = DELIVERY_QUEUED;
		out.due = now + backoff_seconds(2);
		break;
	}
	return out;
}
