#include "worker/settling.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "worker/outcome.h"

static void log_delivery(const struct delivery *d,
    const struct delivery_outcome *outcome, const struct smtp_reply *reply)
{
	log_event(LOG_INFO, "delivery",
	    "mailing=%lld delivery=%lld status=%s code=%d enhanced=%s "
	    "verdict=%s delay=%lld",
	    (long long)d->mailing, (long long)d->id,
	    delivery_state_name(outcome->state), reply->code, reply->enhanced,
	    outcome->verdict, (long long)(clock_now() - d->created));
	/* Servers name people in their replies. */
	log_event(LOG_DEBUG, "reply", "delivery=%lld address=%s text=\"%s\"",
	    (long long)d->id, d->address, reply->text);
}

enum delivery_state settling_add(struct settling *settling,
    const struct delivery *delivery, const struct smtp_reply *reply,
    enum verdict verdict)
{
	const int64_t now = clock_now();
	const int64_t excuse = outcome_excuse(delivery, settling->limited, now);
	struct delivery waited = *delivery;
	struct settled *settled;

	waited.since += waited.since == 0 ? 0 : excuse;
	if (settling->count == settling->room) {
		settling->room = settling->room * 2 + 16;
		settling->list = mem_realloc(
		    settling->list, settling->room, sizeof(*settling->list));
	}
	settled = &settling->list[settling->count++];
	settled->id = delivery->id;
	settled->reply = *reply;
	settled->outcome = outcome_of(&waited, reply, verdict, now);
	settled->outcome.excuse = excuse;
	if (settled->outcome.state == DELIVERY_UNCERTAIN &&
	    delivery->doubts + 1 >= settling->max_doubts)
		settled->outcome.state = DELIVERY_HELD;
	settled->outcome.code = reply->code;
	settled->outcome.lease = delivery->lease;
	log_delivery(delivery, &settled->outcome, reply);
	return settled->outcome.state;
}

static bool is_alike(const struct settled *a, const struct settled *b)
{
	return b->outcome.state == DELIVERY_SENT &&
	       a->outcome.charged == b->outcome.charged &&
	       a->outcome.code == b->outcome.code &&
	       strcmp(a->reply.enhanced, b->reply.enhanced) == 0 &&
	       strcmp(a->outcome.verdict, b->outcome.verdict) == 0;
}

/* Those from `first` on that were sent and are settled together. */
static void sent_alike(
    const struct settling *settling, size_t first, struct delivery_sent *out)
{
	const struct settled *settled = &settling->list[first];

	out->count = 0;
	while (first + out->count < settling->count &&
	       out->count < DELIVERY_TOGETHER &&
	       is_alike(&settling->list[first], settled)) {
		out->ids[out->count] = settled->id;
		out->replies[out->count++] = settled->reply.text;
		settled++;
	}
}

enum err_code settling_record(
    const struct settling *settling, struct db *db, struct err *err)
{
	struct delivery_sent sent;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < settling->count;) {
		struct settled *settled = &settling->list[i];
		settled->outcome.enhanced = settled->reply.enhanced;
		settled->outcome.reply = settled->reply.text;
		sent_alike(settling, i, &sent);
		rc = sent.count > 1 ? delivery_settle_sent(db, &sent,
					  &settled->outcome, clock_now(), err)
				    : delivery_settle(db, settled->id,
					  &settled->outcome, clock_now(), err);
		i += sent.count > 1 ? sent.count : 1;
	}
	return rc;
}

void settling_reset(struct settling *settling)
{
	settling->count = 0;
}

void settling_clear(struct settling *settling)
{
	free(settling->list);
	*settling = (struct settling){ 0 };
}
