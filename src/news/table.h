/* The lines of a table: "| a | b |", the first one the head. */
#ifndef NEWS_TABLE_H
#define NEWS_TABLE_H

#include "news/lines.h"

enum { TABLE_COLUMNS = 12, TABLE_ROWS = 500 };

enum table_align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

/* What stands between the bars at both ends of a line. */
struct str table_line(struct str line);

/* Takes the cell up to the next bar off the front; "\|" is no bar. */
bool table_cell(struct str *rest, struct str *cell);

/*
 * Is it the line under the head, "|:--|--:|"?  Then how the columns stand;
 * those that it does not name stand left.
 */
bool table_rule(struct str line, enum table_align align[TABLE_COLUMNS]);

/* Says what of the table could not be shown. */
void table_check(
    const struct news_lines *lines, const struct news_block *block);

#endif
