#include "cli/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "cli/local_time.h"
#include "cli/out.h"
#include "cli/progress_line.h"

enum { TERMINAL_MS = 100, LOG_MS = 60 * 1000, USUAL_WIDTH = 80 };

void progress_begin(
    struct progress *progress, bool quiet, const char *label, int64_t total)
{
	int64_t now = clock_mono_ms();

	*progress = (struct progress){
		.label = label,
		.total = total,
		.quiet = quiet,
		.terminal = isatty(STDERR_FILENO) == 1,
		.shown = now,
	};
	meter_add(&progress->meter, now, 0);
}

/* Not the last column: some terminals go to the next line there. */
static size_t terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return USUAL_WIDTH - 1;
	return size.ws_col - 1U;
}

static void compose(const struct progress *p, size_t width, int64_t now,
    char out[PROGRESS_LINE_SIZE])
{
	char until[LOCAL_TIME_SIZE];
	struct progress_line line = {
		.label = p->label,
		.done = p->done,
		.total =
		    p->total > 0 && p->total < p->done ? p->done : p->total,
		.failed = p->failed,
		.later = p->later,
		.rate = meter_rate(&p->meter, now, p->done),
	};

	if (p->until > clock_now()) {
		local_time(p->until, clock_now(), until);
		line.waiting = until;
	}
	progress_line(&line, width, out, PROGRESS_LINE_SIZE);
}

/* The cursor goes back to the start, so that whatever else is printed stands
   over this line. */
static void rewrite(struct progress *p, const char *text)
{
	size_t columns = utf8_width(str_c(text));
	int rest = p->columns > columns ? (int)(p->columns - columns) : 0;

	(void)fprintf(stderr, "\r%s%*s\r", text, rest, "");
	p->columns = columns;
}

static void tell(struct progress *p, int64_t now)
{
	char text[PROGRESS_LINE_SIZE];

	compose(p, SIZE_MAX, now, text);
	out_remark("%s", text);
	p->told = true;
}

/* What stands on the terminal then stands there for long. */
static bool begins_to_wait(const struct progress *p)
{
	return p->terminal && p->until > p->shown_until;
}

void progress_set(struct progress *p, int64_t done)
{
	int64_t now = clock_mono_ms();
	char text[PROGRESS_LINE_SIZE];

	p->done = done;
	if (p->quiet ||
	    (now - p->shown < (p->terminal ? TERMINAL_MS : LOG_MS) &&
		!begins_to_wait(p)))
		return;
	p->shown = now;
	p->shown_until = p->until;
	if (p->terminal) {
		compose(p, terminal_width(), now, text);
		rewrite(p, text);
	} else {
		tell(p, now);
	}
	meter_add(&p->meter, now, done);
}

void progress_step(struct progress *progress)
{
	progress_set(progress, progress->done + 1);
}

void progress_clear(struct progress *progress)
{
	if (progress->columns > 0)
		rewrite(progress, "");
}

void progress_end(struct progress *progress)
{
	progress_clear(progress);
	if (progress->told)
		tell(progress, clock_mono_ms());
}
