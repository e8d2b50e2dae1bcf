#include "core/bounce_life.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "core/notify.h"
#include "core/op_bounce.h"
#include "store/ledger.h"

enum { MANY_MIN = 10, PERCENT = 100 };

const char *bounce_life_alarm(struct arena *arena, const char *list)
{
	return arena_printf(arena, "bounces/%s", list);
}

static enum err_code stands(struct ctx *ctx, struct arena *arena,
    const char *key, bool *out, struct err *err)
{
	const char **pairs;
	size_t count;
	enum err_code rc = alarm_list(ctx->db, arena, &pairs, &count, err);

	*out = false;
	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		*out = *out || str_is(str_c(pairs[2 * i]), key);
	return rc;
}

/* The owners hear at once, and once. */
static enum err_code raise_alarm(struct ctx *ctx, struct arena *arena,
    const char *name, int64_t count, struct err *err)
{
	const struct conf_list *list = conf_list(ctx->conf, name);
	bool fresh;
	enum err_code rc = alarm_raise(ctx->db, bounce_life_alarm(arena, name),
	    arena_printf(arena,
		_("list %s: %lld addresses failed within a day; nobody else is "
		  "suspended until you say \"liaison bounce accept %s\" or "
		  "\"liaison bounce forget %s\""),
		name, (long long)count, name, name),
	    clock_now(), &fresh, err);

	if (rc != ERR_OK || !fresh || list == NULL)
		return rc;
	log_event(LOG_WARN, "alarm", "key=bounces/%s count=%lld", name,
	    (long long)count);
	return notify_owners(ctx, arena, list, "owner-many-bounces",
	    json_pack("{s:I}", "count", (json_int_t)count), err);
}

/*
 * Are so many of a list suspended within a day that something must be wrong
 * with us?  Then an alarm stands, until a human has decided.
 */
static enum err_code are_many(struct ctx *ctx, struct arena *arena,
    int64_t list, const char *name, bool *many, struct err *err)
{
	const int percent = ctx->conf->bounces.list_percent;
	int64_t since = clock_now() - CLOCK_DAY;
	int64_t counts[SUB_STATUS__MAX];
	int64_t decided = 0;
	int64_t count = 0;
	int64_t all;
	enum err_code rc =
	    stands(ctx, arena, bounce_life_alarm(arena, name), many, err);

	if (rc != ERR_OK || *many || percent == 0)
		return rc;
	/* What a human has looked at is no news. */
	rc = occasion_last(ctx->db, list, BOUNCE_DECIDED, &decided, err);
	if (rc == ERR_OK)
		rc = failing_mass(ctx->db, list,
		    decided > since ? decided : since, &count, err);
	if (rc != ERR_OK || count + 1 <= MANY_MIN)
		return rc;
	rc = subscription_count(ctx->db, list, counts, err);
	if (rc != ERR_OK)
		return rc;
	all = counts[SUB_ACTIVE] + counts[SUB_SUSPENDED];
	*many = (count + 1) * PERCENT > all * (int64_t)percent;
	return *many ? raise_alarm(ctx, arena, name, count + 1, err) : ERR_OK;
}

/* Must a human look first, on one of this person's lists? */
static enum err_code must_wait(struct ctx *ctx, struct arena *arena,
    const struct subscription *subs, size_t count, bool *wait, struct err *err)
{
	enum err_code rc = ERR_OK;
	char *name;

	*wait = false;
	for (size_t i = 0; rc == ERR_OK && i < count && !*wait; i++) {
		if (subs[i].status != SUB_ACTIVE)
			continue;
		rc = list_name(ctx->db, arena, subs[i].list, &name, err);
		if (rc == ERR_OK)
			rc =
			    are_many(ctx, arena, subs[i].list, name, wait, err);
	}
	return rc;
}

enum err_code bounce_life_suspend(struct ctx *ctx, struct arena *arena,
    struct failing *failing, struct err *err)
{
	const struct op_proof proof = {
		.how = "bounce",
		.source = arena_printf(
		    arena, "score %lld", (long long)failing->score),
	};
	const int64_t now = clock_now();
	struct subscription *subs;
	size_t count;
	size_t suspended = 0;
	enum err_code rc = subscription_of(
	    ctx->db, arena, failing->subscriber, false, &subs, &count, err);

	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		if (subs[i].status != SUB_ACTIVE)
			continue;
		suspended++;
		rc = op_move(
		    ctx, &subs[i], SUB_SUSPENDED, "suspend", &proof, err);
		if (rc == ERR_OK)
			rc = bounced_add(ctx->db, subs[i].id, err);
	}
	if (rc != ERR_OK)
		return rc;
	/* On no list, nothing more can follow. */
	failing->step = suspended > 0 ? FAILING_SUSPENDED : FAILING_COUNTING;
	failing->since = now;
	failing->due = now + (int64_t)ctx->conf->bounces.probe_days * CLOCK_DAY;
	return failing_put(ctx->db, failing, err);
}

/* The score is full. */
static enum err_code suspend_or_wait(struct ctx *ctx, struct arena *arena,
    struct failing *failing, struct err *err)
{
	struct subscription *subs;
	size_t count;
	bool wait = false;
	enum err_code rc = subscription_of(
	    ctx->db, arena, failing->subscriber, false, &subs, &count, err);

	if (rc == ERR_OK)
		rc = must_wait(ctx, arena, subs, count, &wait, err);
	if (rc != ERR_OK)
		return rc;
	if (!wait)
		return bounce_life_suspend(ctx, arena, failing, err);
	failing->step = FAILING_WAITING;
	failing->since = clock_now();
	failing->due = INT64_MAX;
	return failing_put(ctx->db, failing, err);
}

/* Days count, not mails; after a long silence it begins anew. */
static bool add_day(const struct ctx *ctx, struct failing *failing, int64_t now)
{
	const int64_t stale = (int64_t)ctx->conf->bounces.days * CLOCK_DAY;

	if (failing->score > 0 && failing->step == FAILING_COUNTING &&
	    now - failing->last > stale)
		*failing = (struct failing){
			.subscriber = failing->subscriber,
		};
	if (failing->score > 0 && failing->last / CLOCK_DAY == now / CLOCK_DAY)
		return false;
	if (failing->score == 0)
		failing->since = now;
	failing->score++;
	failing->last = now;
	if (failing->step == FAILING_COUNTING)
		failing->due = now + stale;
	return true;
}

enum err_code bounce_life_fail(struct ctx *ctx, struct arena *arena,
    const struct bounce *bounce, struct err *err)
{
	const int64_t now = clock_now();
	struct failing failing;
	bool counts;
	enum err_code rc =
	    failing_get(ctx->db, bounce->subscriber, &failing, err);

	if (rc != ERR_OK)
		return rc;
	failing.subscriber = bounce->subscriber;
	counts = add_day(ctx, &failing, now);
	/* The probe itself came back: its answer needs no waiting. */
	if (failing.step == FAILING_PROBED && failing.probe == bounce->delivery)
		return bounce_life_remove(ctx, arena, &failing, err);
	failing.last = now;
	if (counts)
		rc = bounce_count(ctx->db, bounce->id, err);
	if (rc == ERR_OK)
		rc = failing_put(ctx->db, &failing, err);
	if (rc == ERR_OK && counts && failing.step == FAILING_COUNTING &&
	    failing.score >= ctx->conf->bounces.score)
		rc = suspend_or_wait(ctx, arena, &failing, err);
	return rc;
}
