#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

enum { EVERY_MS = 100 };

void progress_begin(struct progress *progress, const char *label, int64_t total)
{
	*progress = (struct progress){
		.label = label,
		.total = total,
		.on = isatty(STDERR_FILENO) == 1,
	};
}

void progress_set(void *arg, int64_t done)
{
	struct progress *p = arg;
	int64_t now = clock_mono_ms();

	p->done = done;
	if (!p->on || now - p->shown < EVERY_MS)
		return;
	p->shown = now;
	if (p->total > 0)
		(void)fprintf(stderr, "\r%s %lld/%lld (%lld %%) ", p->label,
		    (long long)done, (long long)p->total,
		    (long long)(done * 100 / p->total));
	else
		(void)fprintf(stderr, "\r%s %lld ", p->label, (long long)done);
}

void progress_step(void *arg)
{
	struct progress *p = arg;

	progress_set(p, p->done + 1);
}

void progress_end(struct progress *progress)
{
	if (progress->on && progress->shown != 0)
		(void)fputs("\r\033[K", stderr);
}
