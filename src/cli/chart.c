#include "cli/chart.h"

#include <langinfo.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { EIGHTHS = 8, BYTES = 3 };

/* U+2588 full block, then U+258F to U+2589: one eighth to seven. */
static const char blocks_utf8[EIGHTHS][BYTES + 1] = { "\xe2\x96\x88",
	"\xe2\x96\x8f", "\xe2\x96\x8e", "\xe2\x96\x8d", "\xe2\x96\x8c",
	"\xe2\x96\x8b", "\xe2\x96\x8a", "\xe2\x96\x89" };

/* How many of `steps` stand for part of whole. */
static size_t scale(int64_t part, int64_t whole, size_t steps)
{
	double share = whole > 0 ? (double)part / (double)whole : 0;
	size_t n;

	if (part <= 0 || whole <= 0 || steps == 0)
		return 0;
	if (part >= whole)
		return steps;
	n = (size_t)(share * (double)steps + 0.5);
	if (n == 0)
		return 1;
	return n == steps && steps > 1 ? steps - 1 : n;
}

static size_t put_blocks(size_t eighths, char *out)
{
	size_t n = 0;

	for (; eighths >= EIGHTHS; eighths -= EIGHTHS, n += BYTES)
		memcpy(out + n, blocks_utf8[0], BYTES);
	if (eighths == 0)
		return n;
	memcpy(out + n, blocks_utf8[eighths], BYTES);
	return n + BYTES;
}

void chart_bar(int64_t part, int64_t whole, size_t width, bool blocks,
    char out[CHART_SIZE])
{
	size_t steps;
	size_t bytes;
	size_t used;

	if (width > CHART_WIDTH_MAX)
		width = CHART_WIDTH_MAX;
	steps = scale(part, whole, blocks ? width * EIGHTHS : width);
	used = blocks ? (steps + EIGHTHS - 1) / EIGHTHS : steps;
	bytes = steps;
	if (blocks)
		bytes = put_blocks(steps, out);
	else
		memset(out, '#', steps);
	memset(out + bytes, ' ', width - used);
	out[bytes + width - used] = '\0';
}

size_t chart_room(size_t taken, size_t width)
{
	struct winsize size;
	size_t left;

	if (isatty(STDOUT_FILENO) != 1 ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return width;
	left = size.ws_col > taken ? size.ws_col - taken : 0;
	return left < width ? left : width;
}

bool chart_has_blocks(void)
{
	return isatty(STDOUT_FILENO) == 1 &&
	       strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
