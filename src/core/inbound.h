/*
 * One message from the mailbox: look (read, gather facts, decide; changes
 * nothing, `explain` stops here), then apply (the effects and the inbox row
 * together).
 */
#ifndef CORE_INBOUND_H
#define CORE_INBOUND_H

#include "base/arena.h"
#include "base/crypto.h"
#include "core/attribute.h"
#include "core/ctx.h"
#include "core/decide.h"
#include "store/inbox.h"

/* The alarm that stands while something set aside waits for a human. */
#define INBOUND_ALARM "inbox/failed"

struct inbound {
	struct str raw;
	char hash[CRYPTO_HEX]; /* message_hash() */
	bool readable;         /* the gate let it through */
	struct message message;
	struct report report;
	struct facts facts;
	struct decision decision;
	const char *had; /* a line for each command of it that was obeyed
			    before; NULL = none */
	struct attributed attributed; /* what a report is about */
};

/*
 * Reads, gathers facts and decides.  Works without a database or key: then
 * no token is valid and nobody is a subscriber.  Only database errors come
 * back; a message over a bound is a decision (set-aside).
 */
enum err_code inbound_look(struct ctx *ctx, struct arena *arena, struct str raw,
    struct inbound *out, struct err *err);

/*
 * The reason of the decision once more, in the language of the moment; that in
 * the decision is in the language in which it was looked at.
 */
const char *inbound_reason(
    struct ctx *ctx, struct arena *arena, const struct inbound *inbound);

/*
 * Applies the decision and settles the inbox row, all or nothing, in the open
 * transaction or one of its own.  *state: the folder the message goes to.
 */
enum err_code inbound_apply(struct ctx *ctx, struct arena *arena,
    struct inbound *inbound, int64_t inbox_id, enum inbox_state *state,
    struct err *err);

/*
 * The end of it, in the caller's transaction: the row has this state.
 * ERR_REFUSED when another one settled it.
 */
enum err_code inbound_settle(struct ctx *ctx, const struct inbound *inbound,
    int64_t inbox_id, enum inbox_state state, struct err *err);

/* A message that is not decided at all: it is set aside for a human. */
struct inbound_aside {
	int64_t inbox_id;
	const char *reason;     /* an English sentence, N_() */
	const char *hash;       /* message_hash(); "" = not known */
	int64_t size;           /* bytes */
	const char *sender;     /* "" = not known */
	const char *subject;    /* the same */
	const char *message_id; /* the same */
};

/* In the caller's transaction. */
enum err_code inbound_set_aside(struct ctx *ctx, struct arena *arena,
    const struct inbound_aside *aside, struct err *err);

/* Where a message with this decision goes. */
enum inbox_state inbound_folder(const struct decision *decision);

#endif
