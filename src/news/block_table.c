/*
 * A table, of news/block_show.h.  For the HTML: columns (html, align) and rows
 * of cells (html, align, head: that of its column), wide, which says that a
 * phone shows it row by row, and stacked: any screen does.  For the text:
 * columns aligned where they fit, else a line "head: value" for each cell.
 */
#include "news/block_show.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "news/table.h"
#include "tmpl/markdown.h"
#include "tmpl/plain.h"
#include "tmpl/tmpl.h"

enum {
	NARROW = 3,  /* columns that a phone has room for ... */
	ROOM = 30,   /* ... if their longest words fit, a blank between them */
	COLUMN = 60, /* the same of the column of the layout */
	BETWEEN = 2  /* blanks between columns of the text */
};

struct cell {
	struct str html;
	struct str text;
};

struct table {
	struct cell (*rows)[TABLE_COLUMNS]; /* the first one is the head */
	size_t count;
	size_t columns;
	enum table_align align[TABLE_COLUMNS];
	size_t width[TABLE_COLUMNS]; /* of the text */
	size_t word[TABLE_COLUMNS];  /* width of the longest one */
};

/* The one line of a cell, out of the paragraph that Markdown makes of it. */
static enum err_code fill_cell(struct block_show *show,
    const struct news_block *block, struct str markdown, struct cell *out)
{
	struct str html;
	struct str text;
	char *line;
	enum err_code code = show_html(show, block, markdown, &html);

	if (code == ERR_OK)
		code = markdown_text(show->arena, markdown, block->language,
		    show->view->notes, &text, show->err);
	if (code != ERR_OK)
		return code;
	html = str_trim(html);
	if (str_starts(html, str_c("<p")) && str_ends(html, str_c("</p>"))) {
		html = str_from(html, str_findc(html, '>') + 1);
		html.n -= strlen("</p>");
	}
	line = arena_dup(show->arena, str_trim(text));
	for (char *c = line; *c != '\0'; c++)
		if (*c == '\n')
			*c = ' ';
	*out = (struct cell){ html, str_c(line) };
	return ERR_OK;
}

static size_t longest_word(struct str text)
{
	size_t longest = 0;
	struct str word;

	while (str_split(&text, ' ', &word)) {
		size_t width = utf8_width(word);
		if (width > longest)
			longest = width;
	}
	return longest;
}

static void measure(struct table *table, size_t column, struct str text)
{
	size_t width = utf8_width(text);
	size_t word = longest_word(text);

	if (width > table->width[column])
		table->width[column] = width;
	if (word > table->word[column])
		table->word[column] = word;
}

/* What its columns need for their longest words, a blank between them. */
static size_t least_width(const struct table *table)
{
	size_t all = 0;

	for (size_t i = 0; i < table->columns; i++)
		all += table->word[i] + (i > 0);
	return all;
}

/* Can a phone not show it as it is, without cutting words? */
static bool is_wide(const struct table *table)
{
	return table->columns > NARROW || least_width(table) > ROOM;
}

static enum err_code read_row(struct block_show *show,
    const struct news_block *block, struct table *table, struct str line)
{
	struct cell *row = table->rows[table->count];
	struct str rest = table_line(line);
	struct str markdown;
	enum err_code code = ERR_OK;
	size_t i = 0;

	for (; code == ERR_OK && i < TABLE_COLUMNS &&
	       table_cell(&rest, &markdown);
	     i++) {
		code = fill_cell(show, block, markdown, &row[i]);
		measure(table, i, row[i].text);
	}
	if (i > table->columns)
		table->columns = i;
	table->count++;
	return code;
}

static enum err_code read_table(struct block_show *show,
    const struct news_block *block, struct str text, struct table *out)
{
	struct str rest = text;
	struct str line;
	size_t lines = 0;
	enum err_code code = ERR_OK;

	while (str_line(&rest, &line))
		lines++;
	if (lines > TABLE_ROWS)
		lines = TABLE_ROWS;
	*out = (struct table){
		.rows =
		    arena_calloc(show->arena, lines + 1, sizeof(*out->rows)),
	};
	while (code == ERR_OK && out->count < lines && str_line(&text, &line)) {
		if (str_trim(line).n == 0 ||
		    (out->count == 1 && table_rule(line, out->align)))
			continue;
		code = read_row(show, block, out, line);
	}
	return code;
}

static void put_blanks(struct buf *out, size_t n)
{
	while (n-- > 0)
		(void)buf_putc(out, ' ');
}

static void put_row(
    struct buf *out, const struct table *table, const struct cell *row)
{
	for (size_t i = 0; i < table->columns; i++) {
		size_t free = table->width[i] - utf8_width(row[i].text);
		size_t before = table->align[i] == ALIGN_LEFT    ? 0
				: table->align[i] == ALIGN_RIGHT ? free
								 : free / 2;
		put_blanks(out, (i == 0 ? 0 : BETWEEN) + before);
		(void)buf_str(out, row[i].text);
		if (i + 1 < table->columns)
			put_blanks(out, free - before);
	}
	(void)buf_putc(out, '\n');
}

static void put_rule(struct buf *out, const struct table *table)
{
	for (size_t i = 0; i < table->columns; i++) {
		put_blanks(out, i == 0 ? 0 : BETWEEN);
		for (size_t j = 0; j < table->width[i]; j++)
			(void)buf_putc(out, '-');
	}
	(void)buf_putc(out, '\n');
}

/* Each cell on a line of its own, after the head of its column. */
static void put_list(struct buf *out, const struct table *table,
    const struct cell *row, enum lang language)
{
	const char *colon = language == LANG_FR ? "\u00a0: " : ": ";
	const struct cell *head = table->rows[0];

	for (size_t i = 0; i < table->columns; i++) {
		if (row[i].text.n == 0)
			continue;
		if (head[i].text.n > 0)
			(void)buf_printf(
			    out, "%.*s%s", STR_ARG(head[i].text), colon);
		(void)buf_str(out, row[i].text);
		(void)buf_putc(out, '\n');
	}
	(void)buf_putc(out, '\n');
}

static void put_text(struct buf *out, struct table *table, enum lang language)
{
	enum { RULE_MIN = 3 }; /* "--" alone would begin a foot */
	size_t width = table->columns == 0 ? 0 : BETWEEN * (table->columns - 1);

	for (size_t i = 0; i < table->columns; i++) {
		if (table->width[i] < RULE_MIN)
			table->width[i] = RULE_MIN;
		width += table->width[i];
	}
	for (size_t i = 0; i < table->count; i++) {
		if (width > PLAIN_WIDTH && i > 0)
			put_list(out, table, table->rows[i], language);
		if (width <= PLAIN_WIDTH)
			put_row(out, table, table->rows[i]);
		if (width <= PLAIN_WIDTH && i == 0)
			put_rule(out, table);
	}
}

static json_t *cells(const struct table *table, size_t row)
{
	static const char *const names[] = {
		[ALIGN_LEFT] = "left",
		[ALIGN_CENTER] = "center",
		[ALIGN_RIGHT] = "right",
	};
	json_t *all = json_array();

	for (size_t i = 0; i < table->columns; i++) {
		const struct cell *cell = &table->rows[row][i];
		json_t *one = json_object();
		show_str(one, "html", cell->html);
		show_str(one, "head", table->rows[0][i].text);
		show_set(one, "align", names[table->align[i]]);
		(void)json_array_append_new(all, one);
	}
	return all;
}

enum err_code show_table(
    struct block_show *show, const struct news_block *block, json_t *row)
{
	struct str markdown;
	struct table table = { 0 };
	json_t *rows = json_array();
	struct buf text;
	enum err_code code = show_filled(show, block, &markdown);

	if (code == ERR_OK)
		code = read_table(show, block, markdown, &table);
	buf_init(&text, TMPL_OUT);
	put_text(&text, &table, block->language);
	if (code == ERR_OK)
		code = buf_ok(&text, "a table", show->err);
	show_str(row, "text", buf_get(&text));
	buf_clear(&text);
	for (size_t i = 1; i < table.count; i++) {
		json_t *one = json_object();
		(void)json_object_set_new(one, "cells", cells(&table, i));
		(void)json_array_append_new(rows, one);
	}
	(void)json_object_set_new(
	    row, "columns", table.count == 0 ? json_array() : cells(&table, 0));
	(void)json_object_set_new(row, "rows", rows);
	(void)json_object_set_new(row, "wide", json_boolean(is_wide(&table)));
	(void)json_object_set_new(
	    row, "stacked", json_boolean(least_width(&table) > COLUMN));
	return code;
}
