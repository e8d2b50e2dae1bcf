#include "core/op_inbox.h"

#include <stdio.h>

#include "base/clock.h"
#include "core/inbound_effects.h"
#include "store/ledger.h"

/* Somebody did this to the message. */
static enum err_code note(struct ctx *ctx, const struct inbox_entry *entry,
    const char *verb, struct err *err)
{
	char detail[32];

	(void)snprintf(
	    detail, sizeof(detail), "inbox=%lld", (long long)entry->id);
	return event_add(ctx->db, ctx->actor, verb, entry->held.list, detail,
	    clock_now(), err);
}

/* What waited waits no longer, and no alarm is left behind. */
static enum err_code settle_held(struct ctx *ctx,
    const struct inbox_entry *entry, const char *how, struct err *err)
{
	int64_t failed = 0;
	enum err_code rc = held_settle(ctx->db, entry->id, how, err);

	if (rc == ERR_OK)
		rc = held_count(ctx->db, "failed", &failed, err);
	if (rc == ERR_OK && failed == 0)
		rc = alarm_clear(ctx->db, INBOUND_ALARM, err);
	return rc;
}

/*
 * A copy that came by another way may have had its effect by now; where the
 * end is the same as before, its effects were had before.
 */
static enum err_code effects(struct ctx *ctx, struct arena *arena,
    const struct inbox_entry *entry, const struct inbound *inbound,
    enum inbox_state *state, struct err *err)
{
	bool known;
	enum inbox_state other;
	enum err_code rc =
	    inbox_known(ctx->db, inbound->hash, entry->id, &known, &other, err);

	if (rc != ERR_OK)
		return rc;
	*state = inbound_folder(&inbound->decision);
	if (known && other == INBOX_DONE)
		*state = INBOX_DONE;
	else if (*state != entry->state)
		return inbound_effects(ctx, arena, inbound, entry->id, err);
	return ERR_OK;
}

static enum err_code again(struct ctx *ctx, struct arena *arena,
    const struct inbox_entry *entry, const struct inbound *inbound,
    enum inbox_state *state, struct err *err)
{
	enum err_code rc = inbox_reopen(ctx->db, entry, err);

	if (rc == ERR_OK)
		rc = effects(ctx, arena, entry, inbound, state, err);
	if (rc == ERR_OK)
		rc = inbound_settle(ctx, inbound, entry->id, *state, err);
	if (rc == ERR_OK)
		rc = inbox_follow(ctx->db, entry, *state, err);
	if (rc == ERR_OK && !inbox_is_undecided(*state))
		rc = settle_held(ctx, entry, "released", err);
	if (rc == ERR_OK)
		rc = note(ctx, entry, "inbox retry", err);
	return rc;
}

enum err_code op_inbox_retry(struct ctx *ctx, struct arena *arena,
    const struct inbox_entry *entry, struct inbound *inbound,
    enum inbox_state *state, struct err *err)
{
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	inbound->had = entry->held.applied;
	rc = again(ctx, arena, entry, inbound, state, err);
	return db_end(ctx->db, rc, err);
}

static enum err_code drop(
    struct ctx *ctx, const struct inbox_entry *entry, struct err *err)
{
	const struct inbox_outcome outcome = {
		.state = INBOX_DONE,
		.hash = entry->hash,
		.kind = entry->kind,
		.action = entry->action,
		.reason = entry->reason,
		.message_id = entry->message_id,
		.size = entry->size,
	};
	enum err_code rc = inbox_reopen(ctx->db, entry, err);

	if (rc == ERR_OK)
		rc = inbox_settle(
		    ctx->db, entry->id, &outcome, clock_now(), err);
	if (rc == ERR_OK)
		rc = inbox_follow(ctx->db, entry, INBOX_DONE, err);
	if (rc == ERR_OK)
		rc = settle_held(ctx, entry, "rejected", err);
	if (rc == ERR_OK)
		rc = note(ctx, entry, "inbox drop", err);
	return rc;
}

enum err_code op_inbox_drop(
    struct ctx *ctx, const struct inbox_entry *entry, struct err *err)
{
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = drop(ctx, entry, err);
	return db_end(ctx->db, rc, err);
}
