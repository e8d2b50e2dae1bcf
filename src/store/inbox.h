/* Messages seen in a mailbox: nothing is handled twice, nothing forgotten. */
#ifndef STORE_INBOX_H
#define STORE_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"

enum inbox_state {
	INBOX_RECEIVED,
	INBOX_DONE,
	INBOX_HELD,
	INBOX_UNKNOWN,
	INBOX_FAILED,
	INBOX__MAX
};

struct inbox {
	int64_t id;
	uint32_t uid;
	int attempts;
	enum inbox_state state;
	bool moved;
};

/* The state's word, which is also the name of its folder. */
const char *inbox_state_name(enum inbox_state state);

/* Does it wait for a human: held or failed? */
bool inbox_is_undecided(enum inbox_state state);

bool inbox_state_parse(const char *word, enum inbox_state *out);

/* Finds or makes the row of a message. */
enum err_code inbox_find(struct db *db, const char *mailbox,
    uint32_t uidvalidity, uint32_t uid, int64_t now, struct inbox *out,
    struct err *err);

/* It could not be handled, and that is its own fault: one more attempt. */
enum err_code inbox_charge(struct db *db, int64_t id, struct err *err);

/*
 * Was a message with this hash settled already, in another row?  What was set
 * aside had no effect, and does not count.
 */
enum err_code inbox_known(struct db *db, const char *hash, int64_t except,
    bool *known, enum inbox_state *state, struct err *err);

struct inbox_outcome {
	enum inbox_state state;
	const char *hash;
	const char *kind;
	const char *action;
	const char *reason;
	const char *message_id;
	const char *sender;  /* as written; kept unless it is done */
	const char *subject; /* the same; what is long is cut */
	int64_t size;        /* bytes */
};

/*
 * received -> its final state, in the caller's transaction with the effects.
 * ERR_REFUSED when it is settled already: roll the effects back.
 */
enum err_code inbox_settle(struct db *db, int64_t id,
    const struct inbox_outcome *outcome, int64_t now, struct err *err);

/* Settled rows of the mailbox that still lie in the inbox, by UID. */
enum err_code inbox_unmoved(struct db *db, struct arena *arena,
    const char *mailbox, uint32_t uidvalidity, struct inbox **out,
    size_t *count, struct err *err);
/* Messages that were moved to one folder of ours (or are gone). */
struct inbox_filed {
	enum inbox_state folder;
	uint32_t uidvalidity; /* of the folder; 0 = not told */
	const int64_t *ids;
	const uint32_t *uids; /* in the folder; 0 = not told, NULL = none is */
	size_t count;
};

/*
 * Records that; a transaction of its own for all.  A row that is not settled
 * does not change, one that was settled otherwise meanwhile is moved again.
 */
enum err_code inbox_set_filed(
    struct db *db, const struct inbox_filed *filed, struct err *err);

/* The last UIDVALIDITY seen for the mailbox, 0 if none. */
enum err_code inbox_last_uidvalidity(
    struct db *db, const char *mailbox, uint32_t *out, struct err *err);

/*
 * Rows moved and settled before `until` forget reason, Message-ID and who
 * wrote; their hash stays 90 days more, so that a replay is recognised.  Then
 * they go.  Those that wait for a human stay as they are.
 */
enum err_code inbox_purge(struct db *db, int64_t until, struct err *err);

#endif
