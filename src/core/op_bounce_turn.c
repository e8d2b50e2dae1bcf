#include "core/op_bounce_turn.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/bounce_life.h"
#include "core/op_bounce.h"
#include "store/ledger.h"

enum {
	PROBES_UNSENT = 20, /* notices of others do not wait behind more */
	LOOK_AGAIN = CLOCK_HOUR,
	FORGET_DAYS = 7,
	KEEP_DAYS = 365
};

static enum err_code drop(
    struct ctx *ctx, const struct failing *failing, struct err *err)
{
	return failing_drop(ctx->db, failing->subscriber, err);
}

/* Not before a human has looked at an alarm of one of the lists. */
static enum err_code is_stopped(struct ctx *ctx, struct arena *arena,
    const struct failing *failing, bool *stopped, struct err *err)
{
	struct subscription *subs;
	const char **pairs;
	size_t alarms;
	size_t count;
	enum err_code rc = alarm_list(ctx->db, arena, &pairs, &alarms, err);

	*stopped = false;
	if (rc == ERR_OK)
		rc = subscription_of(ctx->db, arena, failing->subscriber, true,
		    &subs, &count, err);
	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		char *name;
		const char *key;
		rc = list_name(ctx->db, arena, subs[i].list, &name, err);
		if (rc != ERR_OK)
			break;
		key = bounce_life_alarm(arena, name);
		for (size_t k = 0; k < alarms; k++)
			*stopped = *stopped || str_is(str_c(pairs[2 * k]), key);
	}
	return rc;
}

static enum err_code probe(struct ctx *ctx, struct arena *arena,
    struct failing *failing, bool *moved, struct err *err)
{
	bool stopped;
	enum err_code rc = is_stopped(ctx, arena, failing, &stopped, err);

	*moved = rc == ERR_OK && !stopped;
	return *moved ? bounce_life_probe(ctx, arena, failing, err) : rc;
}

static bool is_under_way(const struct delivery *probe)
{
	return probe->state == DELIVERY_QUEUED ||
	       probe->state == DELIVERY_DEFERRED ||
	       probe->state == DELIVERY_CLAIMED ||
	       probe->state == DELIVERY_SENDING;
}

/* The time for the probe's answer is over. */
static enum err_code conclude(struct ctx *ctx, struct arena *arena,
    struct failing *failing, struct err *err)
{
	const struct op_proof proof = {
		.how = "bounce",
		.source = "probe not returned",
	};
	const int64_t now = clock_now();
	const int64_t wait = (int64_t)ctx->conf->bounces.probe_days * CLOCK_DAY;
	struct delivery probe = { .state = DELIVERY_CANCELLED };
	enum err_code rc =
	    delivery_get(ctx->db, arena, failing->probe, &probe, err);

	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	/* Another mail came back after it: it is asked once more. */
	if (rc == ERR_NOT_FOUND || probe.state == DELIVERY_CANCELLED ||
	    failing->last > failing->since)
		return bounce_life_probe(ctx, arena, failing, err);
	/* It has not left, or not for long enough; a refusal that is no fault
	   of the address proves nothing against it. */
	failing->due =
	    is_under_way(&probe) ? now + LOOK_AGAIN : probe.settled + wait;
	if (failing->due > now)
		return failing_put(ctx->db, failing, err);
	log_event(LOG_INFO, "probe", "subscriber=%lld returned=no",
	    (long long)failing->subscriber);
	return op_bounce_return(
	    ctx, arena, failing->subscriber, &proof, false, err);
}

static enum err_code step(struct ctx *ctx, struct arena *arena,
    struct failing *failing, bool *moved, struct err *err)
{
	*moved = true;
	switch (failing->step) {
	case FAILING_COUNTING:
		return drop(ctx, failing, err);
	case FAILING_SUSPENDED:
		return probe(ctx, arena, failing, moved, err);
	case FAILING_PROBED:
		return conclude(ctx, arena, failing, err);
	case FAILING_WAITING:
	case FAILING_STEP__MAX:
		break;
	}
	*moved = false;
	return ERR_OK;
}

/* One step of one person; looks again inside the transaction. */
static enum err_code step_alone(
    struct ctx *ctx, const struct failing *seen, bool *moved, struct err *err)
{
	struct arena arena = { 0 };
	struct failing failing;
	enum err_code rc = db_begin(ctx->db, err);

	*moved = false;
	if (rc != ERR_OK)
		return rc;
	rc = failing_get(ctx->db, seen->subscriber, &failing, err);
	if (rc == ERR_OK && failing.score > 0 && failing.due <= clock_now())
		rc = step(ctx, &arena, &failing, moved, err);
	arena_free(&arena);
	return db_end(ctx->db, rc, err);
}

/* Those who are suspended wait while too many probes have not left. */
static enum err_code steps(struct ctx *ctx, int64_t *count, struct err *err)
{
	struct failing at = { 0 };
	const int64_t now = clock_now();
	int64_t unsent = 0;
	bool moved;
	enum err_code rc = failing_unsent(ctx->db, &unsent, err);

	while (rc == ERR_OK) {
		rc = failing_next(ctx->db, now, &at, err);
		if (rc != ERR_OK || at.score == 0)
			break;
		if (at.step == FAILING_SUSPENDED && unsent >= PROBES_UNSENT)
			continue;
		rc = step_alone(ctx, &at, &moved, err);
		*count += rc == ERR_OK && moved;
		unsent += moved && at.step == FAILING_SUSPENDED;
	}
	return rc;
}

enum err_code op_bounce_turn(struct ctx *ctx, int64_t *count, struct err *err)
{
	int64_t fresh = 0;
	enum err_code rc = op_bounce_harvest(ctx, &fresh, err);

	*count = 0;
	if (rc == ERR_OK)
		rc = steps(ctx, count, err);
	if (rc == ERR_OK)
		rc = bounce_purge(
		    ctx->db, clock_now() - (int64_t)KEEP_DAYS * CLOCK_DAY, err);
	if (*count > 0)
		db_wake(ctx->db, "sender");
	return rc;
}

typedef enum err_code person_fn(struct ctx *ctx, struct arena *arena,
    struct failing *failing, struct err *err);

static enum err_code accept_one(struct ctx *ctx, struct arena *arena,
    struct failing *failing, struct err *err)
{
	if (failing->step != FAILING_WAITING)
		return ERR_OK;
	return bounce_life_suspend(ctx, arena, failing, err);
}

static enum err_code forget_one(struct ctx *ctx, struct arena *arena,
    struct failing *failing, struct err *err)
{
	const struct op_proof proof = {
		.how = "cli",
		.source = "many addresses failed at once",
	};

	return op_bounce_return(
	    ctx, arena, failing->subscriber, &proof, false, err);
}

static enum err_code each_alone(
    struct ctx *ctx, int64_t subscriber, person_fn *one, struct err *err)
{
	struct arena arena = { 0 };
	struct failing failing;
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = failing_get(ctx->db, subscriber, &failing, err);
	if (rc == ERR_OK && failing.score > 0)
		rc = one(ctx, &arena, &failing, err);
	arena_free(&arena);
	return db_end(ctx->db, rc, err);
}

static enum err_code end_alarm(struct ctx *ctx, struct arena *arena,
    const struct conf_list *list, int64_t id, struct err *err)
{
	const int64_t now = clock_now();
	enum err_code rc = db_begin(ctx->db, err);

	if (rc != ERR_OK)
		return rc;
	rc = alarm_clear(ctx->db, bounce_life_alarm(arena, list->name), err);
	if (rc == ERR_OK)
		rc = occasion_add(
		    ctx->db, id, BOUNCE_DECIDED, now, now, 0, now, err);
	return db_end(ctx->db, rc == ERR_EXISTS ? ERR_OK : rc, err);
}

static enum err_code each_waiting(struct ctx *ctx, const struct conf_list *list,
    int64_t since, person_fn *one, int64_t *count, struct err *err)
{
	struct arena arena = { 0 };
	struct failing at = { 0 };
	int64_t id = 0;
	enum err_code rc = list_find(ctx->db, list->name, &id, err);

	*count = 0;
	while (rc == ERR_OK) {
		rc = failing_waiting(ctx->db, id, since, &at, err);
		if (rc != ERR_OK || at.score == 0)
			break;
		rc = each_alone(ctx, at.subscriber, one, err);
		*count += rc == ERR_OK;
	}
	if (rc == ERR_OK)
		rc = end_alarm(ctx, &arena, list, id, err);
	arena_free(&arena);
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

enum err_code op_bounce_accept(struct ctx *ctx, const struct conf_list *list,
    int64_t *count, struct err *err)
{
	return each_waiting(ctx, list, INT64_MAX, accept_one, count, err);
}

enum err_code op_bounce_forget(struct ctx *ctx, const struct conf_list *list,
    int64_t *count, struct err *err)
{
	return each_waiting(ctx, list,
	    clock_now() - (int64_t)FORGET_DAYS * CLOCK_DAY, forget_one, count,
	    err);
}
