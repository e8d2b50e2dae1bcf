#include "core/estimate.h"

#include <stdbool.h>

/* After so many turns the rest goes as fast as what was followed so far. */
enum { TURNS = 20000 };

/* Sending as it will go. */
struct course {
	struct estimate e;
	int64_t passed; /* milliseconds from now */
	int64_t sent;
};

static void forget(
    struct estimate_window *window, enum pace_span span, int64_t now)
{
	int64_t oldest = pace_oldest(span, now);
	size_t gone = 0;

	while (gone < window->count && window->buckets[gone].at < oldest)
		gone++;
	window->count -= gone;
	for (size_t i = 0; gone > 0 && i < window->count; i++)
		window->buckets[i] = window->buckets[i + gone];
}

/* How many may leave now, at most `most`; else how long to wait. */
static int64_t room(struct course *course, int64_t most, int64_t *wait)
{
	const int64_t now = course->e.pace + course->passed;

	*wait = 0;
	for (int i = 0; i < PACE_SPAN__MAX; i++) {
		enum pace_span span = (enum pace_span)i;
		struct estimate_window *window = &course->e.windows[i];
		int allowed =
		    pace_allowed(span, course->e.limits.starts[i], true);
		int64_t left;
		int64_t this;
		if (allowed == 0)
			continue;
		forget(window, span, now);
		left = allowed - pace_used(window->buckets, window->count);
		this = pace_wait(
		    span, window->buckets, window->count, allowed, 0, now);
		most = left < most ? left : most;
		*wait = this > *wait ? this : *wait;
	}
	return most;
}

static void count(struct course *course, int64_t mails)
{
	for (int i = 0; i < PACE_SPAN__MAX; i++) {
		enum pace_span span = (enum pace_span)i;
		struct estimate_window *window = &course->e.windows[i];
		int64_t at = pace_bucket(span, course->e.pace + course->passed);
		if (course->e.limits.starts[i] == 0)
			continue;
		if (window->count == 0 ||
		    window->buckets[window->count - 1].at < at) {
			if (window->count == PACE_BUCKETS)
				continue;
			window->buckets[window->count++] =
			    (struct pace_bucket){ at, 0 };
		}
		window->buckets[window->count - 1].starts += mails;
	}
	course->sent += mails;
}

static int64_t wall(const struct course *course)
{
	return course->e.now + course->passed / 1000;
}

/* Outside of the hours time passes until they begin. */
static void wait_for_hours(struct course *course)
{
	const struct estimate *e = &course->e;
	int64_t then;

	if (hours_open(&e->hours, e->zone, wall(course)))
		return;
	then = hours_next(&e->hours, e->zone, wall(course), true);
	course->passed = (then - e->now) * 1000;
}

/* How many leave in one go before the hours end. */
static int64_t before_closing(const struct course *course, int64_t mails)
{
	const struct estimate *e = &course->e;
	double most;

	if (e->rate <= 0 || e->hours.count == 0)
		return mails;
	most = (double)(hours_next(&e->hours, e->zone, wall(course), false) -
			wall(course)) *
	       e->rate;
	if (most < 1)
		return 1;
	return most < (double)mails ? (int64_t)most : mails;
}

static void turn(struct course *course, int64_t mails)
{
	int64_t wait;
	int64_t now;

	wait_for_hours(course);
	now = room(course, mails - course->sent, &wait);
	if (wait > 0 || now <= 0) {
		course->passed += wait > 0 ? wait : 1;
		return;
	}
	now = before_closing(course, now);
	count(course, now);
	if (course->e.rate > 0)
		course->passed +=
		    (int64_t)((double)now * 1000 / course->e.rate);
}

static bool is_known(const struct estimate *e)
{
	bool limited = false;

	for (int i = 0; i < PACE_SPAN__MAX; i++)
		limited = limited || e->limits.starts[i] > 0;
	return limited || e->rate > 0 || e->hours.count > 0;
}

int64_t estimate_end(const struct estimate *estimate, int64_t mails)
{
	struct course course = { .e = *estimate };
	double rest;

	if (!is_known(estimate))
		return 0;
	if (estimate->not_before > estimate->now)
		course.passed = (estimate->not_before - estimate->now) * 1000;
	for (int i = 0; i < TURNS && course.sent < mails; i++)
		turn(&course, mails);
	if (course.sent == 0)
		return 0;
	rest = (double)course.passed / (double)course.sent *
	       (double)(mails - course.sent) / 1000;
	return wall(&course) + (int64_t)rest;
}

int64_t estimate_ahead(const struct estimate_rival *ours,
    const struct estimate_rival *rivals, size_t count)
{
	int64_t all = ours->left;

	for (size_t i = 0; i < count; i++) {
		double meanwhile = (double)ours->left *
				   (double)rivals[i].weight /
				   (double)ours->weight;
		all += meanwhile < (double)rivals[i].left ? (int64_t)meanwhile
							  : rivals[i].left;
	}
	return all;
}
