/*
 * Mailings and their deliveries: the outgoing ledger (architecture section 3).
 * Every transition of a delivery is one function here.
 */
#ifndef STORE_MAILING_H
#define STORE_MAILING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "store/db.h"
#include "store/subscription.h"

enum mailing_kind {
	MAILING_NOTICE,
	MAILING_NEWSLETTER,
	MAILING_DIGEST,
	MAILING_POST,
	MAILING_KIND__MAX
};

enum mailing_state {
	MAILING_PREPARING,
	MAILING_RUNNING,
	MAILING_PAUSED,
	MAILING_DONE,
	MAILING_CANCELLED,
	MAILING_STATE__MAX
};

enum mailing_envelope {
	MAILING_NULL, /* <>: notices */
	MAILING_VERP, /* a signed address per delivery */
	MAILING_FIXED /* the site's address */
};

enum delivery_state {
	DELIVERY_QUEUED,
	DELIVERY_CLAIMED,
	DELIVERY_SENDING,
	DELIVERY_SENT,
	DELIVERY_DEFERRED,
	DELIVERY_FAILED,
	DELIVERY_UNCERTAIN,
	DELIVERY_HELD,
	DELIVERY_CANCELLED,
	DELIVERY_STATE__MAX
};

const char *mailing_kind_name(enum mailing_kind kind);
const char *mailing_state_name(enum mailing_state state);
const char *mailing_state_word(enum mailing_state state); /* translated */
const char *delivery_state_name(enum delivery_state state);
bool delivery_state_parse(const char *word, enum delivery_state *out);

struct mailing {
	int64_t id;
	int64_t list; /* 0 = none */
	enum mailing_kind kind;
	enum mailing_state state;
	int priority;
	enum mailing_envelope envelope;
	const char *subject;
	const char *author;
	const char *content_hash; /* of each edition, a blank between */
	/* The personal fields of its content by the number of their hole,
	   a blank between: settings may change before it has left. */
	const char *fields;
	int64_t created;
	int64_t started;
	int64_t finished;
	int64_t newsletter; /* its frozen files, 0 = none */
	/* Keys of topics, one blank between: its variants depend on them. */
	const char *topics;
	int64_t first; /* of several lists, of which each person gets one: the
			  first mailing; 0 = itself */
	int64_t counts[DELIVERY_STATE__MAX]; /* filled by get and each */
};

/* Makes a mailing in state preparing; its id is filled in. */
enum err_code mailing_add(
    struct db *db, struct mailing *mailing, struct err *err);

/*
 * Stores the compiled message of one variant; ERR_EXISTS.  What is large in it
 * and stands between lines of MIME boundaries, images and attachments, is kept
 * once for all variants of the mailing.
 */
enum err_code mailing_add_content(struct db *db, int64_t mailing,
    const char *variant, struct str compiled, struct err *err);
/* As it was stored; ERR_NOT_FOUND, ERR_INPUT when it is damaged. */
enum err_code mailing_content(struct db *db, struct arena *arena,
    int64_t mailing, const char *variant, struct str *out, struct err *err);

/* The names of its variants, in the arena. */
enum err_code mailing_variants(struct db *db, struct arena *arena,
    int64_t mailing, const char ***out, size_t *count, struct err *err);

/* One delivery to an address (notices); due = not before. */
enum err_code delivery_add(struct db *db, int64_t mailing, const char *address,
    const char *variant, int64_t due, int64_t *id, struct err *err);

/* A mailing to the people of a list, chunk by chunk. */
struct delivery_fill {
	int64_t mailing;
	int64_t list;
	int64_t first; /* who gets one of it, or of others that have the same
			  `first`, gets none; 0 = they do */
	enum sub_delivery mode;
	int64_t due;
	/* The topics that its variants depend on, at most VARIANT_TOPICS, and
	   the masks of them (store/variant.h) whose readers get nothing. */
	const char *const *topics;
	size_t topic_count;
	uint64_t empty[LANG__MAX];
	int64_t after; /* the last subscription that was looked at; 0 first */
	int64_t added; /* by the last chunk */
	uint64_t used[LANG__MAX]; /* masks of all that were added */
};

/*
 * Queues the next chunk of at most `max` active subscriptions of the list with
 * this delivery mode and id > after, each with its variant; `after` moves on.
 * Needs a transaction; call until `added` is 0.  ERR_REFUSED when the mailing
 * is no longer preparing (cancelled meanwhile).
 */
enum err_code delivery_fill(
    struct db *db, struct delivery_fill *fill, size_t max, struct err *err);

/* ERR_NOT_FOUND. */
enum err_code mailing_state_of(
    struct db *db, int64_t id, enum mailing_state *out, struct err *err);

/*
 * preparing -> running, and by hand: running <-> paused, any unfinished ->
 * cancelled (its deliveries that are queued, deferred or only claimed with
 * it).  ERR_REFUSED with a sentence when the state does not allow it.
 */
enum err_code mailing_set_state(struct db *db, int64_t id,
    enum mailing_state state, int64_t now, struct err *err);

/*
 * 1 (before others) ... 9: its weight beside other mailings is 10 - priority
 * from the next claim on.  ERR_REFUSED when it is over, or is a notice: these
 * go first anyway.
 */
enum err_code mailing_set_priority(
    struct db *db, int64_t id, int priority, struct err *err);

enum err_code mailing_get(struct db *db, struct arena *arena, int64_t id,
    struct mailing *out, struct err *err);
/* Newest first; kind MAILING_KIND__MAX = all but notices; list 0 = all. */
typedef enum err_code mailing_fn(
    void *ctx, const struct mailing *mailing, struct err *err);
enum err_code mailing_each(struct db *db, int64_t list, enum mailing_kind kind,
    size_t max, mailing_fn *each, void *ctx, struct err *err);
/* What is under way or paused, but notices; the most urgent first. */
enum err_code mailing_unfinished(
    struct db *db, mailing_fn *each, void *ctx, struct err *err);
/*
 * The newest newsletter created after `since` of these contents, at most two
 * with a blank between, or with one of the two less or more; 0 = none.
 */
enum err_code mailing_same_content(struct db *db, int64_t list,
    const char *content_hash, int64_t since, int64_t *id, struct err *err);

struct delivery {
	int64_t id;
	int64_t mailing;
	int64_t subscription;  /* 0 = none */
	int64_t list;          /* of the mailing, 0 = none */
	const char *list_name; /* "" = none */
	enum mailing_envelope envelope;
	const char *address;
	const char *address_key; /* of the subscriber; "" for notices */
	const char *name;        /* of the subscriber; "" for notices */
	const char *variant;
	const char *field_names; /* of its mailing: struct mailing */
	const char *fields;      /* of the subscription, as there */
	enum delivery_state state;
	int attempts;
	int doubts;
	int64_t created; /* of the mailing: a stable date for tokens */
	int64_t since;   /* when it was put off first, 0 = never */
	int64_t due;
	int64_t lease; /* of our claim; delivery_start() compares it */
	int code;
	const char *enhanced;
	const char *reply;
	const char *verdict; /* a word of core/verdict.h, "" = none */
	int64_t settled;
};

/* Which mailings the sender of a relay carries. */
struct mailing_scope {
	const char *relay; /* its name; stands in the rows it claims */
	char *lists;       /* " a b ": names, each between blanks */
	bool named;        /* of these lists; else all but of these lists */
};

/* A running mailing with something to send. */
struct runnable {
	int64_t mailing;
	int64_t list; /* 0 = none */
	enum mailing_kind kind;
	int priority;
	int64_t served; /* of its fair share: mailing_serve() */
};

struct runnables {
	struct runnable *rows; /* in the arena */
	size_t count;
};

/*
 * The running mailings in the scope with deliveries that are due, the most
 * urgent first (priority, then age).
 */
enum err_code mailing_runnable(struct db *db, struct arena *arena,
    const struct mailing_scope *scope, int64_t now, struct runnables *out,
    struct err *err);

/* What it has had so far, in units of core/share.h. */
enum err_code mailing_serve(
    struct db *db, int64_t id, int64_t served, struct err *err);

/* What is claimed at once: at most `max` deliveries of one mailing. */
struct delivery_claim {
	int64_t mailing;
	const char *relay; /* whose sender claims */
	size_t max;
	int lease_seconds;
	struct delivery *rows; /* the result, in the arena of the call */
	size_t count;
};

/*
 * Claims what is due of a mailing, the longest due first, but up to half of it
 * what was put off behind the backlog: queued or deferred -> claimed, until
 * now + lease_seconds; nothing if it does not run.  The rows
 * know of their last outcome only its verdict.  In the open transaction or its
 * own.
 */
enum err_code delivery_claim(struct db *db, struct arena *arena,
    struct delivery_claim *claim, int64_t now, struct err *err);

/*
 * claimed -> sending, if the claim is still ours (lease), the mailing still
 * running and, for a subscription, the person still active on the list;
 * *go false otherwise: a person who left becomes cancelled, else a claim that
 * was ours is queued again.  In the caller's transaction, which commits
 * before the body leaves.
 */
enum err_code delivery_start(struct db *db, const struct delivery *delivery,
    int64_t now, bool *go, struct err *err);

/*
 * claimed -> queued, if the claim is still ours: it was not its turn.  Due at
 * `due`, 0 = as before.  In the caller's transaction.
 */
enum err_code delivery_give_back(
    struct db *db, int64_t id, int64_t lease, int64_t due, struct err *err);

struct delivery_put_off {
	int64_t id;
	int64_t lease;
	int64_t due;
	int64_t since;  /* who was put off first by then has waited enough */
	int64_t excuse; /* seconds of its wait that do not count */
	const char *verdict; /* if it has none yet */
};

/*
 * The same for a mail whose domain takes none: claimed -> queued, or failed
 * if it was put off that long ago.  In the caller's transaction.
 */
enum err_code delivery_put_off(struct db *db,
    const struct delivery_put_off *off, int64_t now, struct err *err);

/* Several rows in one statement; it has room for so many. */
enum { DELIVERY_TOGETHER = 10 };

struct delivery_start {
	const struct delivery *delivery;
	bool go; /* the result */
};

/* delivery_start() for any number of rows, with fewer statements. */
enum err_code delivery_start_all(struct db *db, struct delivery_start *starts,
    size_t count, int64_t now, struct err *err);

struct delivery_outcome {
	enum delivery_state state; /* SENT, DEFERRED, FAILED, UNCERTAIN, HELD
				      (too much doubt), or QUEUED: given back,
				      nothing charged */
	int64_t due;               /* for DEFERRED, UNCERTAIN and QUEUED */
	bool charged;              /* counts as an attempt */
	bool waits;    /* was put off: its patience begins, if it did not yet */
	int64_t lease; /* of the claim that came to this */
	int64_t excuse; /* seconds of its wait that do not count for it */
	int code;
	const char *enhanced;
	const char *reply;
	const char *verdict;
};

/*
 * sending -> outcome, or claimed -> QUEUED, DEFERRED, FAILED (the body never
 * left), in the caller's transaction.  UNCERTAIN and HELD add a doubt.  What
 * would wait again for a mailing that was cancelled becomes cancelled.  A row
 * that was cancelled, taken back or claimed anew meanwhile stays as it is; only
 * SENT holds even then, when it was given up for lost (a doubt).
 */
enum err_code delivery_settle(struct db *db, int64_t id,
    const struct delivery_outcome *outcome, int64_t now, struct err *err);

struct delivery_sent {
	int64_t ids[DELIVERY_TOGETHER];
	const char *replies[DELIVERY_TOGETHER];
	size_t count;
};

/*
 * delivery_settle() for several that were sent: each has its own reply, all
 * else is as in the outcome.
 */
enum err_code delivery_settle_sent(struct db *db,
    const struct delivery_sent *sent, const struct delivery_outcome *outcome,
    int64_t now, struct err *err);

/*
 * With `orphans`, the name of a relay, at the start of its sender, which is
 * alone (the lock of the relay): its rows left in `sending` become uncertain
 * (doubts + 1, due after retry_seconds) and all its claims are queued again.
 * Then, and now and later (`orphans` NULL), of every relay: claims past their
 * lease are queued, and rows in `sending` an hour past it become uncertain (a
 * sender beside the one with the lock died); uncertain ones with max_doubts, or
 * of a mailing that ended, are held, the others queued when due.  A transaction
 * of its own.  *uncertain: how many became uncertain.
 */
enum err_code delivery_recover(struct db *db, int64_t now, const char *orphans,
    int max_doubts, int64_t retry_seconds, int64_t *uncertain, struct err *err);

/* Queued, deferred, claimed deliveries of a subscription -> cancelled. */
enum err_code delivery_cancel_for(
    struct db *db, int64_t subscription, int64_t now, struct err *err);

/* Running mailings without unfinished deliveries -> done; *count of them. */
enum err_code mailing_finish(
    struct db *db, int64_t now, int64_t *count, struct err *err);

/*
 * By hand, in the caller's transaction.  Retry: held, uncertain, failed,
 * deferred or queued -> queued, due now, its doubts and how long it waited
 * forgotten; a mailing that was done runs again.  Drop: held, uncertain,
 * deferred, queued or claimed -> cancelled.  ERR_NOT_FOUND; ERR_REFUSED with a
 * sentence for other states and for retrying in a cancelled mailing.
 */
enum err_code delivery_retry(
    struct db *db, int64_t id, int64_t now, struct err *err);
enum err_code delivery_drop(
    struct db *db, int64_t id, int64_t now, struct err *err);

/* When the next delivery in the scope is due; 0 = none waits. */
enum err_code delivery_next_due(struct db *db,
    const struct mailing_scope *scope, int64_t *due, struct err *err);

/*
 * Deliveries by state (DELIVERY_STATE__MAX = all), oldest first; mailing 0 =
 * of all mailings.
 */
typedef enum err_code delivery_fn(
    void *ctx, const struct delivery *delivery, struct err *err);
enum err_code delivery_each(struct db *db, int64_t mailing,
    enum delivery_state state, delivery_fn *each, void *ctx, struct err *err);

/*
 * Why deliveries of a mailing (0 = of all) failed or are deferred: calls back
 * with each of the verdicts, by state, the most frequent first.
 */
typedef void delivery_verdict_fn(
    void *ctx, enum delivery_state state, const char *verdict, int64_t count);
enum err_code delivery_verdicts(struct db *db, int64_t mailing,
    delivery_verdict_fn *each, void *ctx, struct err *err);

/* Counts over all mailings (array of DELIVERY_STATE__MAX). */
enum err_code delivery_count(struct db *db, int64_t counts[], struct err *err);

/* The delivery with this id; ERR_NOT_FOUND. */
enum err_code delivery_get(struct db *db, struct arena *arena, int64_t id,
    struct delivery *out, struct err *err);

/* Erases finished notices settled before `until` (their texts, tokens). */
enum err_code mailing_purge_notices(
    struct db *db, int64_t until, struct err *err);

#endif
