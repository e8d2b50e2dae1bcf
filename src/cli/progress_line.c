#include "cli/progress_line.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

enum { PART = 80, MINUTE = 60, HOUR = 3600, SEPARATOR = 2 };

/* In the order in which they are shown. */
enum part {
	PART_COUNT,
	PART_WAITING,
	PART_RATE,
	PART_LEFT,
	PART_FAILED,
	PART_HELD,
	PART_LATER,
	PART__MAX
};

/* Which gets its room first. */
static const enum part by_weight[PART__MAX] = { PART_COUNT, PART_WAITING,
	PART_FAILED, PART_HELD, PART_LEFT, PART_LATER, PART_RATE };

static void put_count(const struct progress_line *line, char out[PART])
{
	const char *space = line->label[0] == '\0' ? "" : " ";
	long long done = (long long)line->done;
	long long total = (long long)line->total;

	if (total == 0)
		(void)snprintf(out, PART, "%s%s%lld", line->label, space, done);
	else
		(void)snprintf(out, PART, "%s%s%lld/%lld (%d %%)", line->label,
		    space, done, total,
		    (int)((double)done * 100 / (double)total));
}

/* Slow ones are told in larger units: a pace of 30 a minute is usual. */
static void put_rate(double rate, char out[PART])
{
	if (rate >= 10)
		(void)snprintf(out, PART, _("%.0f/s"), rate);
	else if (rate >= 1)
		(void)snprintf(out, PART, _("%.1f/s"), rate);
	else if (rate * MINUTE >= 1)
		(void)snprintf(out, PART, _("%.0f/min"), rate * MINUTE);
	else
		(void)snprintf(out, PART, _("%.1f/h"), rate * HOUR);
}

static void put_left(double seconds, char out[PART])
{
	char time[32];
	long long left = (long long)seconds + 1; /* 0:00 would be over */

	if (left >= HOUR)
		(void)snprintf(time, sizeof(time), "%lld:%02d:%02d",
		    left / HOUR, (int)(left % HOUR / MINUTE),
		    (int)(left % MINUTE));
	else
		(void)snprintf(time, sizeof(time), "%d:%02d",
		    (int)(left / MINUTE), (int)(left % MINUTE));
	(void)snprintf(out, PART, _("%s left"), time);
}

static void put_parts(
    const struct progress_line *line, char parts[PART__MAX][PART])
{
	double left = (double)(line->total - line->done);

	put_count(line, parts[PART_COUNT]);
	if (line->waiting != NULL)
		(void)snprintf(parts[PART_WAITING], PART, _("waiting until %s"),
		    line->waiting);
	else if (line->rate > 0)
		put_rate(line->rate, parts[PART_RATE]);
	if (line->waiting == NULL && line->rate > 0 && left > 0 &&
	    !line->no_estimate)
		put_left(left / line->rate, parts[PART_LEFT]);
	if (line->failed > 0)
		(void)snprintf(parts[PART_FAILED], PART,
		    _n("%lld failed", "%lld failed", line->failed),
		    (long long)line->failed);
	if (line->held > 0)
		(void)snprintf(parts[PART_HELD], PART,
		    _n("%lld held", "%lld held", line->held),
		    (long long)line->held);
	if (line->later > 0)
		(void)snprintf(parts[PART_LATER], PART,
		    _n("%lld to be tried later", "%lld to be tried later",
			line->later),
		    (long long)line->later);
}

void progress_line(
    const struct progress_line *line, size_t width, char *out, size_t size)
{
	char parts[PART__MAX][PART] = { 0 };
	bool shown[PART__MAX] = { 0 };
	size_t columns = 0;
	size_t used = 0;

	put_parts(line, parts);
	for (int i = 0; i < PART__MAX; i++) {
		enum part part = by_weight[i];
		size_t wants = utf8_width(str_c(parts[part]));
		if (wants == 0)
			continue;
		wants += part == PART_COUNT ? 0 : SEPARATOR;
		shown[part] = part == PART_COUNT || columns + wants <= width;
		columns += shown[part] ? wants : 0;
	}
	out[0] = '\0';
	for (int i = 0; i < PART__MAX && used < size; i++) {
		if (shown[i])
			used += (size_t)snprintf(out + used, size - used,
			    "%s%s", i == PART_COUNT ? "" : ", ", parts[i]);
	}
}
