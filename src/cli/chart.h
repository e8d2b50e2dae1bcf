/* Bars for terminals and plain text. */
#ifndef CLI_CHART_H
#define CLI_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHART_WIDTH_MAX = 60, CHART_SIZE = CHART_WIDTH_MAX * 3 + 1 };

/*
 * A bar of `width` columns (at most CHART_WIDTH_MAX) for part of whole, padded
 * with blanks: blocks in eighths with `blocks`, else '#'.  What is more than
 * nothing shows, and only the whole fills the bar.
 */
void chart_bar(int64_t part, int64_t whole, size_t width, bool blocks,
    char out[CHART_SIZE]);

/*
 * How wide a bar may be that begins after `taken` columns: `width`, or what
 * the terminal has left, where standard output is one.
 */
size_t chart_room(size_t taken, size_t width);

/* May standard output show blocks: a terminal, in UTF-8. */
bool chart_has_blocks(void);

#endif
