#include "core/slow.h"

#include "base/clock.h"
#include "core/backoff.h"

enum {
	HINTS = 3,     /* in a row */
	FEW_GAPS = 10, /* so many of them are looked ahead */
	SHRINK = 4     /* a quarter of the gap per mail taken */
};

struct slow_effect slow_effect_of(enum verdict verdict, int code, bool session)
{
	struct slow_effect out = { SLOW_NOT, SLOW_NOT };
	const enum slow sure = session ? SLOW_HINT : SLOW_DOWN;
	const bool temporary = code / 100 == 4;

	switch (verdict) {
	case VERDICT_LATER:
		out.domain = SLOW_HINT;
		break;
	case VERDICT_ADDRESS:
		out.domain = temporary ? SLOW_HINT : SLOW_NOT;
		break;
	case VERDICT_DOMAIN:
		out.domain = sure;
		break;
	case VERDICT_RELAY:
		out.relay = sure;
		break;
	case VERDICT_QUOTA:
		out.relay = SLOW_STOP;
		break;
	case VERDICT_OTHER:
		out.relay = temporary ? SLOW_HINT : SLOW_NOT;
		break;
	case VERDICT_NONE:
	case VERDICT_FULL:
	case VERDICT_SESSION:
	case VERDICT_POLICY:
	case VERDICT_LOGIN:
	case VERDICT_MESSAGE:
	case VERDICT__MAX:
		break;
	}
	return out;
}

static void widen(struct brake *brake, int64_t now)
{
	brake->gap = brake->gap == 0 ? 1 : 2 * brake->gap;
	if (brake->gap > SLOW_GAP_MAX)
		brake->gap = SLOW_GAP_MAX;
	brake->until = now + brake->gap;
}

static void stop(struct brake *brake, int64_t now)
{
	static const int steps[] = { 15 * CLOCK_MINUTE, CLOCK_HOUR,
		2 * CLOCK_HOUR, SLOW_QUOTA_MAX };
	const int last = (int)(sizeof(steps) / sizeof(steps[0])) - 1;

	brake->until = now + steps[brake->quota < last ? brake->quota : last];
	brake->quota = brake->quota < last ? brake->quota + 1 : last + 1;
}

void slow_down(struct brake *brake, enum slow slow, int64_t now)
{
	if (slow == SLOW_NOT)
		return;
	if (brake->strikes < HINTS)
		brake->strikes++;
	if (slow == SLOW_STOP)
		stop(brake, now);
	else if (slow == SLOW_DOWN || brake->strikes == HINTS)
		widen(brake, now);
}

void slow_went_well(struct brake *brake)
{
	int64_t less = brake->gap / SHRINK;

	brake->strikes = 0;
	if (brake->quota > 0)
		brake->until = 0;
	brake->quota = 0;
	brake->gap -= less > 0 ? less : brake->gap > 0;
	if (brake->gap == 0)
		brake->until = 0;
}

void slow_started(struct brake *brake, int64_t now)
{
	if (brake->gap > 0 && brake->until < now + brake->gap)
		brake->until = now + brake->gap;
}

int64_t slow_until(const struct brake *brake, int64_t now)
{
	const int longest = brake->quota > 0 ? SLOW_QUOTA_MAX : SLOW_GAP_MAX;

	if (brake->until <= now || brake->until > now + longest)
		return now;
	return brake->until;
}

int64_t slow_place(
    const struct brake *brake, int64_t n, uint64_t seed, int64_t now)
{
	const int64_t from = slow_until(brake, now);
	int64_t reach = FEW_GAPS * brake->gap;

	if (reach > SLOW_SPREAD_MAX)
		reach = SLOW_SPREAD_MAX;
	if (n * brake->gap < reach)
		return from + n * brake->gap +
		       backoff_random(seed, brake->gap / 2 + 1);
	return from + backoff_random(seed, reach + 1);
}

bool slow_is_over(const struct brake *brake)
{
	return brake->gap == 0 && brake->quota == 0 && brake->strikes == 0;
}
