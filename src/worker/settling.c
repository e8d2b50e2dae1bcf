#include "worker/settling.h"

#include <stdlib.h>

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
	struct settled *settled;

	if (settling->count == settling->room) {
		settling->room = settling->room * 2 + 16;
		settling->list = mem_realloc(
		    settling->list, settling->room, sizeof(*settling->list));
	}
	settled = &settling->list[settling->count++];
	settled->id = delivery->id;
	settled->reply = *reply;
	settled->outcome = outcome_of(delivery, reply, verdict, clock_now());
	if (settled->outcome.state == DELIVERY_UNCERTAIN &&
	    delivery->doubts + 1 >= settling->max_doubts)
		settled->outcome.state = DELIVERY_HELD;
	settled->outcome.code = reply->code;
	log_delivery(delivery, &settled->outcome, reply);
	return settled->outcome.state;
}

enum err_code settling_record(
    const struct settling *settling, struct db *db, struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < settling->count; i++) {
		struct settled *settled = &settling->list[i];
		settled->outcome.enhanced = settled->reply.enhanced;
		settled->outcome.reply = settled->reply.text;
		rc = delivery_settle(
		    db, settled->id, &settled->outcome, clock_now(), err);
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
