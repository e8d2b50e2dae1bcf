#include "core/inbound.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/facts.h"
#include "core/inbound_effects.h"

enum { MEGABYTE = 1024 * 1024 };

enum err_code inbound_look(struct ctx *ctx, struct arena *arena, struct str raw,
    struct inbound *out, struct err *err)
{
	size_t max = (size_t)ctx->conf->limits.message_mb * MEGABYTE;
	struct err why;
	enum err_code rc;

	*out = (struct inbound){ .raw = raw };
	out->facts.conf = ctx->conf;
	out->facts.now = clock_now();
	message_hash(raw, out->hash);
	rc = message_read(arena, raw, max, &out->message, &why);
	out->readable = rc == ERR_OK;
	if (!out->readable) {
		decide(arena, NULL, &out->facts, arena_strdup(arena, why.text),
		    &out->decision);
		return ERR_OK;
	}
	rc = facts_gather(ctx, arena, out, err);
	if (rc != ERR_OK)
		return rc;
	decide(arena, &out->message, &out->facts, "", &out->decision);
	return ERR_OK;
}

const char *inbound_reason(
    struct ctx *ctx, struct arena *arena, const struct inbound *inbound)
{
	size_t max = (size_t)ctx->conf->limits.message_mb * MEGABYTE;
	struct decision again;
	struct message message;
	struct err why;

	if (inbound->readable) {
		decide(arena, &inbound->message, &inbound->facts, "", &again);
		return again.reason;
	}
	if (message_read(arena, inbound->raw, max, &message, &why) == ERR_OK)
		return inbound->decision.reason;
	return arena_strdup(arena, why.text);
}

static enum inbox_state folder_of(enum kind kind, enum action action)
{
	switch (action) {
	case ACTION_HOLD:
		return INBOX_HELD;
	case ACTION_SET_ASIDE:
		return INBOX_FAILED;
	case ACTION_NONE:
		return kind == KIND_UNKNOWN || kind == KIND_SPAM ||
			       kind == KIND_LOOP
			   ? INBOX_UNKNOWN
			   : INBOX_DONE;
	case ACTION_CONFIRM_REQUEST:
	case ACTION_APPLY:
	case ACTION_ANSWER:
	case ACTION_DISTRIBUTE:
	case ACTION_RECORD:
	case ACTION__MAX:
		break;
	}
	return INBOX_DONE;
}

enum inbox_state inbound_folder(const struct decision *decision)
{
	/* One command of several that needs a human keeps the mail in view. */
	for (size_t i = 0; i < decision->command_count; i++)
		if (decision->commands[i].action == ACTION_HOLD)
			return INBOX_HELD;
	return folder_of(decision->kind, decision->action);
}

static const char *text(const char *s)
{
	return s == NULL ? "" : s;
}

enum err_code inbound_settle(struct ctx *ctx, const struct inbound *inbound,
    int64_t inbox_id, enum inbox_state state, struct err *err)
{
	const struct inbox_outcome outcome = {
		.state = state,
		.hash = inbound->hash,
		.kind = kind_name(inbound->decision.kind),
		.action = action_name(inbound->decision.action),
		.reason = inbound->decision.reason,
		.message_id = text(inbound->message.message_id),
		.sender = text(inbound->message.sender_address),
		.subject = text(inbound->message.subject),
		.size = (int64_t)inbound->raw.n,
	};

	return inbox_settle(ctx->db, inbox_id, &outcome, clock_now(), err);
}

/* The same mail under another UID: it had its effect, it is only moved. */
static enum err_code effects(struct ctx *ctx, struct arena *arena,
    struct inbound *inbound, int64_t inbox_id, enum inbox_state *state,
    struct err *err)
{
	bool known;
	enum err_code rc =
	    inbox_known(ctx->db, inbound->hash, inbox_id, &known, state, err);

	if (rc != ERR_OK)
		return rc;
	if (known) {
		log_event(LOG_INFO, "inbound", "inbox=%lld repeated=yes",
		    (long long)inbox_id);
		return ERR_OK;
	}
	*state = inbound_folder(&inbound->decision);
	return inbound_effects(ctx, arena, inbound, inbox_id, err);
}

static enum err_code all_or_nothing(struct ctx *ctx, struct arena *arena,
    struct inbound *inbound, int64_t inbox_id, enum inbox_state *state,
    struct err *err)
{
	enum err_code rc = db_part_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = effects(ctx, arena, inbound, inbox_id, state, err);
	if (rc == ERR_OK)
		rc = inbound_settle(ctx, inbound, inbox_id, *state, err);
	return db_part_end(ctx->db, rc, err);
}

enum err_code inbound_apply(struct ctx *ctx, struct arena *arena,
    struct inbound *inbound, int64_t inbox_id, enum inbox_state *state,
    struct err *err)
{
	bool own = !db_in_transaction(ctx->db);
	enum err_code rc = own ? db_begin(ctx->db, err) : ERR_OK;

	if (rc != ERR_OK)
		return rc;
	rc = all_or_nothing(ctx, arena, inbound, inbox_id, state, err);
	if (own)
		rc = db_end(ctx->db, rc, err);
	if (rc == ERR_OK)
		log_event(LOG_INFO, "inbound",
		    "inbox=%lld kind=%s action=%s folder=%s",
		    (long long)inbox_id, kind_name(inbound->decision.kind),
		    action_name(inbound->decision.action),
		    inbox_state_name(*state));
	return rc;
}
