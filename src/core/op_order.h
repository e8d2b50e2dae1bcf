/*
 * Orders to send a newsletter: its files are frozen in the database, and it
 * leaves at its hour, or once a proof of it was approved, or both.  What
 * leaves is read from the frozen files and made anew.
 *
 * Its hour is what was written, in a zone: the moment is found anew whenever
 * the timer looks, since the rules of zones change.  What is due and not late
 * is sent exactly once, wherever a process is killed.  What is late by more
 * than OP_ORDER_LATE (the machine slept) is not: nobody wants Monday's letter
 * on Friday.  The editors get a proof instead, and whoever approves it sends
 * it at once.
 */
#ifndef CORE_OP_ORDER_H
#define CORE_OP_ORDER_H

#include "core/ctx.h"
#include "core/op_newsletter.h"
#include "store/newsletter.h"

enum {
	OP_ORDER_LATE = 12 * 3600,          /* seconds */
	OP_ORDER_PROOF_SECONDS = 14 * 86400 /* a proof may be answered */
};

struct op_order {
	struct news_source source;
	const struct conf_list *const *lists; /* count 0: as the file says */
	size_t list_count;
	const char *origin;  /* its folder, absolute; or who mailed it */
	const char *editor;  /* address of who orders it; "" = not known */
	const char *send_at; /* op_order_hour(); NULL = as the file says;
				"" = once it may */
	const char *hash;    /* of the files that were shown; NULL = any */
	bool again;          /* even if the same was sent within a day */
	bool proof;          /* whatever the list asks for */
	/* In the transaction that stores it, first; NULL = nothing. */
	enum err_code (*also)(void *arg, struct err *err);
	void *also_arg;
};

struct op_ordered {
	int64_t id;
	enum newsletter_state state; /* proof, or scheduled: also for now */
	int64_t due;                 /* 0 = once it may */
	size_t proofs;               /* that were mailed */
	size_t withdrawn;            /* earlier orders of the same file */
};

/* Does one of the lists ask for a second editor? */
bool op_order_needs_approval(const struct op_newsletter *newsletter);

/*
 * May this address order newsletters of these lists (names, one blank
 * between)?  Asked only where another one must approve them: ERR_USAGE when it
 * is "" or no editor's.
 */
enum err_code op_order_editor(struct ctx *ctx, struct arena *arena,
    const char *lists, const char *editor, struct err *err);

/* An hour to come. */
struct op_hour {
	const char *text; /* as the clocks of its zone show it; "" = at once */
	int64_t at;       /* 0 = at once */
	const char *remark; /* of one that they show twice or never, or NULL */
};

/* "now", "maintenant" or nothing: at once. */
bool op_order_is_now(const char *text);

/*
 * What people mean by "2026-12-07 08:00", "tomorrow 08:00", "now" (which is
 * ""), or a rule of core/rule.h ("monday 08:00"): its next time.  Texts in the
 * arena. ERR_USAGE for what is no time, or is past.
 */
enum err_code op_order_hour(struct arena *arena, const char *text,
    const char *zone, struct op_hour *out, struct err *err);

/*
 * The zone of its hour: that of the list, unless the hour is the file's
 * (send_at NULL), which may name another one.
 */
const char *op_order_zone(
    const struct op_newsletter *newsletter, const char *send_at);

/*
 * Freezes it and leaves proofs, or schedules it; earlier orders of the same
 * file are withdrawn, see op_order_withdraw().  ERR_INPUT for its first
 * mistake, ERR_BUSY when the files are not those of `hash` any more, ERR_EXISTS
 * when the same went out within a day, ERR_USAGE when somebody must approve it
 * and nobody knows who orders it, or who sends it by mail (`proof`) is no
 * editor of one of its lists.
 */
enum err_code op_order_place(struct ctx *ctx, struct arena *arena,
    const struct op_order *order, struct op_ordered *out, struct err *err);

/*
 * Withdraws the orders of this file (`name` in the folder `origin`) that have
 * not left and go to one of its lists: in the transaction in which it is
 * ordered again, or sent at once.  *withdrawn: how many.
 */
enum err_code op_order_withdraw(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, const char *origin,
    const char *name, size_t *withdrawn, struct err *err);

/*
 * Reads a frozen newsletter again and makes it.  ERR_NOT_FOUND when one of its
 * lists is gone; errors of op_newsletter_make().
 */
enum err_code op_order_open(struct ctx *ctx, struct arena *arena,
    const struct newsletter *row, struct op_newsletter *out, struct err *err);

/* Sends one that is scheduled, now; ERR_REFUSED when it is not (any more). */
enum err_code op_order_send(struct ctx *ctx, struct arena *arena,
    const struct newsletter *row, struct op_queued *queued, struct err *err);

/* What people call it, in their language. */
const char *op_order_state_words(enum newsletter_state state);

/*
 * proof, scheduled, paused -> cancelled; scheduled <-> paused.  ERR_REFUSED
 * with a sentence when its state does not allow it.
 */
enum err_code op_order_set_state(struct ctx *ctx, struct arena *arena,
    int64_t id, enum newsletter_state state, struct err *err);

/* The timer: sends what is due; *count of them.  See above. */
enum err_code op_order_due(struct ctx *ctx, int64_t *count, struct err *err);

#endif
