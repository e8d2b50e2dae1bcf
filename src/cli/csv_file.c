#include "cli/csv_file.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/utf8.h"

struct reader {
	const char *path;
	const struct csv_file_column *columns;
	size_t count;
	csv_file_fn *each;
	void *ctx;
	size_t line;
	bool named;                     /* the first row was read */
	size_t column;                  /* of the row at hand */
	size_t place[CSV_FILE_COLUMNS]; /* file's column -> ours + 1 */
	struct str values[CSV_FILE_COLUMNS];
	struct arena row;
	enum err_code rc;
	struct err *err;
};

static bool is_name(const struct csv_file_column *column, const char *word)
{
	for (size_t i = 0; column->names[i] != NULL; i++)
		if (strcmp(column->names[i], word) == 0)
			return true;
	return false;
}

static void name_column(struct reader *r, struct str field)
{
	const char *word = utf8_fold(&r->row, field);

	if (r->column >= CSV_FILE_COLUMNS)
		return;
	for (size_t i = 0; i < r->count; i++)
		if (is_name(&r->columns[i], word))
			r->place[r->column] = i + 1;
}

static void on_field(void *data, size_t n, void *ctx)
{
	struct reader *r = ctx;
	struct str field = str_trim(str_n(data, n));

	if (r->rc != ERR_OK)
		return;
	if (!utf8_valid(field)) {
		r->rc = err_set(r->err, ERR_INPUT,
		    _("%s:%zu: the text is not UTF-8; save the file as UTF-8"),
		    r->path, r->line);
		return;
	}
	if (!r->named)
		name_column(r, field);
	else if (r->column < CSV_FILE_COLUMNS && r->place[r->column] != 0)
		r->values[r->place[r->column] - 1] =
		    str_n(arena_dup(&r->row, field), field.n);
	r->column++;
}

static enum err_code check_columns(struct reader *r)
{
	for (size_t i = 0; i < r->count; i++) {
		bool found = false;
		for (size_t j = 0; j < CSV_FILE_COLUMNS; j++)
			found = found || r->place[j] == i + 1;
		if (!found && r->columns[i].required)
			return err_set(r->err, ERR_INPUT,
			    _("%s:1: no column is called \"%s\"; the first "
			      "line names the columns"),
			    r->path, r->columns[i].names[0]);
	}
	return ERR_OK;
}

static void on_row(int last, void *ctx)
{
	struct reader *r = ctx;
	bool empty = r->column == 0;

	(void)last;
	r->column = 0;
	if (r->rc == ERR_OK && !r->named) {
		r->named = true;
		r->rc = check_columns(r);
	} else if (r->rc == ERR_OK && !empty) {
		r->rc = r->each(r->ctx, r->line, r->values, r->err);
	}
	memset(r->values, 0, sizeof(r->values));
	arena_free(&r->row);
}

/* The separator that the first line has most of. */
static unsigned char guess(const char *line)
{
	static const char candidates[] = ",;\t";
	unsigned char best = ',';
	size_t most = 0;

	for (const char *c = candidates; *c != '\0'; c++) {
		size_t n = 0;
		for (const char *p = line; *p != '\0'; p++)
			n += *p == *c ? 1 : 0;
		if (n > most) {
			most = n;
			best = (unsigned char)*c;
		}
	}
	return best;
}

static enum err_code feed(
    struct reader *r, struct csv_parser *parser, char *line, size_t n)
{
	static const char mark[] = "\xef\xbb\xbf";

	r->line++;
	if (memchr(line, '\0', n) != NULL)
		return err_set(r->err, ERR_INPUT,
		    _("%s:%zu: the text is not UTF-8; save the file as UTF-8"),
		    r->path, r->line);
	if (n == CSV_FILE_LINE - 1 && line[n - 1] != '\n')
		return err_set(r->err, ERR_LIMIT,
		    _("%s:%zu: the line is longer than %d bytes"), r->path,
		    r->line, CSV_FILE_LINE);
	if (r->line == 1) {
		csv_set_delim(parser, guess(line));
		if (n >= 3 && memcmp(line, mark, 3) == 0) {
			line += 3;
			n -= 3;
		}
	}
	if (csv_parse(parser, line, n, on_field, on_row, r) != n &&
	    r->rc == ERR_OK)
		return err_set(r->err, ERR_INPUT,
		    _("%s:%zu: a quote is out of place; a value with quotes "
		      "stands in quotes, its own ones are doubled"),
		    r->path, r->line);
	return r->rc;
}

/* One line with its end, at most CSV_FILE_LINE - 1 bytes; 0 at the end. */
static size_t next_line(FILE *file, char *line)
{
	size_t n = 0;
	int c = 0;

	while (n < CSV_FILE_LINE - 1 && c != '\n' && (c = getc(file)) != EOF)
		line[n++] = (char)c;
	line[n] = '\0';
	return n;
}

static enum err_code read_lines(struct reader *r, FILE *file)
{
	char *line = malloc(CSV_FILE_LINE);
	struct csv_parser parser;
	enum err_code rc = ERR_OK;
	size_t n = 1;

	if (line == NULL ||
	    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		free(line);
		return err_set(r->err, ERR_IO, "%s", strerror(ENOMEM));
	}
	while (rc == ERR_OK && (n = next_line(file, line)) > 0)
		rc = feed(r, &parser, line, n);
	if (rc == ERR_OK && ferror(file))
		rc =
		    err_set(r->err, ERR_IO, "%s: %s", r->path, strerror(errno));
	if (rc == ERR_OK && csv_fini(&parser, on_field, on_row, r) != 0)
		rc = err_set(r->err, ERR_INPUT,
		    _("%s:%zu: a quote is opened and not closed"), r->path,
		    r->line);
	if (rc == ERR_OK)
		rc = r->rc;
	csv_free(&parser);
	free(line);
	return rc;
}

enum err_code csv_file_read(const char *path,
    const struct csv_file_column *columns, size_t count, csv_file_fn *each,
    void *ctx, struct err *err)
{
	struct reader r = {
		.path = path,
		.columns = columns,
		.count = count,
		.each = each,
		.ctx = ctx,
		.err = err,
	};
	FILE *file = fopen(path, "re");
	enum err_code rc;

	if (file == NULL)
		return err_set(
		    err, ERR_NOT_FOUND, "%s: %s", path, strerror(errno));
	rc = read_lines(&r, file);
	(void)fclose(file);
	arena_free(&r.row);
	return rc;
}
