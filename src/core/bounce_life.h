/*
 * The life of an address that fails: counted by days, suspended, probed,
 * removed or back.  Each move in the caller's transaction.
 */
#ifndef CORE_BOUNCE_LIFE_H
#define CORE_BOUNCE_LIFE_H

#include "base/arena.h"
#include "base/err.h"
#include "core/ctx.h"
#include "core/op_subscription.h"
#include "store/bounce.h"

/* One more failure of this person's address, the bounce that says so. */
enum err_code bounce_life_fail(struct ctx *ctx, struct arena *arena,
    const struct bounce *bounce, struct err *err);

/* Suspends a person for it, whatever others there are. */
enum err_code bounce_life_suspend(struct ctx *ctx, struct arena *arena,
    struct failing *failing, struct err *err);

/*
 * Sends the probe: a mail of its own address, which comes back if the address
 * still fails.
 */
enum err_code bounce_life_probe(struct ctx *ctx, struct arena *arena,
    struct failing *failing, struct err *err);

/* The probe came back: the person is on no list any more, and is told. */
enum err_code bounce_life_remove(struct ctx *ctx, struct arena *arena,
    const struct failing *failing, struct err *err);

/* The occasion on which a human decided about an alarm. */
#define BOUNCE_DECIDED "bounces-decided"

/* The key of the alarm that many of a list fail. */
const char *bounce_life_alarm(struct arena *arena, const char *list);

#endif
