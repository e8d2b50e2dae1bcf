#include "news/table.h"

#include "base/i18n.h"

bool table_cell(struct str *rest, struct str *cell)
{
	size_t n = 0;

	if (rest->p == NULL)
		return false;
	while (n < rest->n && rest->p[n] != '|')
		n += rest->p[n] == '\\' && n + 1 < rest->n ? 2 : 1;
	*cell = str_trim(str_sub(*rest, 0, n));
	*rest = n < rest->n ? str_from(*rest, n + 1) : (struct str){ NULL, 0 };
	return true;
}

struct str table_line(struct str line)
{
	line = str_trim(line);
	if (line.n > 0 && line.p[0] == '|')
		line = str_from(line, 1);
	if (line.n > 0 && line.p[line.n - 1] == '|' &&
	    (line.n < 2 || line.p[line.n - 2] != '\\'))
		line.n--;
	return line;
}

/* ":--", "--", "--:" or ":-:". */
static bool read_align(struct str cell, enum table_align *align)
{
	bool left = str_starts(cell, str_c(":"));
	bool right = cell.n > 1 && str_ends(cell, str_c(":"));
	struct str dashes = str_from(cell, left);

	dashes.n -= right;
	for (size_t i = 0; i < dashes.n; i++)
		if (dashes.p[i] != '-')
			return false;
	*align = !right ? ALIGN_LEFT : left ? ALIGN_CENTER : ALIGN_RIGHT;
	return dashes.n > 0;
}

bool table_rule(struct str line, enum table_align align[TABLE_COLUMNS])
{
	enum table_align found[TABLE_COLUMNS] = { ALIGN_LEFT };
	struct str rest = table_line(line);
	struct str cell;

	for (size_t i = 0; i < TABLE_COLUMNS && table_cell(&rest, &cell); i++)
		if (!read_align(cell, &found[i]))
			return false;
	for (size_t i = 0; i < TABLE_COLUMNS; i++)
		align[i] = found[i];
	return true;
}

static size_t count_cells(struct str line)
{
	struct str rest = table_line(line);
	struct str cell;
	size_t n = 0;

	while (table_cell(&rest, &cell))
		n++;
	return n;
}

static void check_row(
    const struct news_lines *lines, size_t line, size_t cells, size_t head)
{
	if (cells > TABLE_COLUMNS)
		news_tell(lines, NEWS_ERROR, line, 1,
		    _("a table can have %d columns, this row has %zu; make two "
		      "tables of it"),
		    TABLE_COLUMNS, cells);
	else if (cells != head)
		news_tell(lines, NEWS_WARNING, line, 1,
		    _("cells of this row: %zu, of the head of the table: %zu; "
		      "a bar that is no border is written \\|"),
		    cells, head);
}

void table_check(const struct news_lines *lines, const struct news_block *block)
{
	enum table_align align[TABLE_COLUMNS];
	struct str rest = block->body;
	struct str line;
	size_t rows = 0;
	size_t head = 0;

	for (size_t n = block->body_line; str_line(&rest, &line); n++) {
		size_t cells = count_cells(line);
		if (str_trim(line).n == 0 ||
		    (rows == 1 && table_rule(line, align)))
			continue;
		if (rows++ == 0)
			head = cells;
		check_row(lines, n, cells, head);
	}
	if (rows > TABLE_ROWS)
		news_tell(lines, NEWS_ERROR, block->body_line, 1,
		    _("the table has %zu rows; it can have %d"), rows,
		    TABLE_ROWS);
}
