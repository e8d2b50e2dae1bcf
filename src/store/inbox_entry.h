/* A message of the inbox as a human sees it, and what they make of it. */
#ifndef STORE_INBOX_ENTRY_H
#define STORE_INBOX_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"
#include "store/held.h"
#include "store/inbox.h"

struct inbox_entry {
	int64_t id;
	const char *mailbox; /* user@host/folder */
	uint32_t uidvalidity;
	uint32_t uid; /* in that folder, when it was first seen */
	int attempts;
	enum inbox_state state;
	bool moved;             /* it lies in the folder of its state */
	const char *hash;       /* message_hash(); "" = it was not read whole */
	const char *kind;       /* words of core/decide.h */
	const char *action;     /* the same */
	const char *reason;     /* in English */
	const char *message_id; /* "" = none, or forgotten */
	const char *sender;     /* "" = none, or the message is done */
	const char *subject;    /* the same */
	int64_t seen;           /* seconds since 1970 */
	int64_t settled;        /* the same; 0 = not yet */
	int64_t size;           /* bytes; 0 = not known */
	const char *folder;     /* where it lies: a state's word, "" = inbox */
	uint32_t folder_uidvalidity;
	uint32_t folder_uid; /* 0 = not known */
	const char *list;    /* name of held.list; "" = none */
	struct held held;    /* its id is 0 where nothing waited for a human */
};

/* One message, in the arena.  ERR_NOT_FOUND with a sentence. */
enum err_code inbox_get(struct db *db, struct arena *arena, int64_t id,
    struct inbox_entry *out, struct err *err);

struct inbox_filter {
	bool all;               /* else only what waits for a human */
	const char *list;       /* NULL = any */
	enum inbox_state state; /* INBOX__MAX = any */
	int64_t since;          /* seen at this time or later */
};

typedef enum err_code inbox_fn(
    void *ctx, const struct inbox_entry *entry, struct err *err);

/* Calls `each` for those, oldest first; texts last for the call. */
enum err_code inbox_each(struct db *db, const struct inbox_filter *filter,
    inbox_fn *each, void *ctx, struct err *err);

/*
 * In the caller's transaction: the message is as good as unread, so that
 * inbox_settle() can settle it anew.  ERR_REFUSED when it is no longer as
 * `entry` says: another one handled it meanwhile.
 */
enum err_code inbox_reopen(
    struct db *db, const struct inbox_entry *entry, struct err *err);

/* Copies of this message that had gone the same way go where it goes now. */
enum err_code inbox_follow(struct db *db, const struct inbox_entry *entry,
    enum inbox_state state, struct err *err);

/* Those that lie in another folder of ours than their own; in the arena. */
enum err_code inbox_misfiled(struct db *db, struct arena *arena,
    const char *mailbox, int64_t **ids, size_t *count, struct err *err);

#endif
