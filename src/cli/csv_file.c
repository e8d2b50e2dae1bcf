#include "cli/csv_file.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { LINE_ROOM = CSV_FILE_LINE + 1 }; /* the LF of a CRLF */

#define NOWHERE SIZE_MAX

struct reader {
	const char *path;
	const struct csv_file_column *columns;
	size_t count;
	csv_file_fn *each;
	csv_file_other_fn *other;
	void *ctx;
	FILE *file;
	size_t line;
	size_t row_line;                /* where the row at hand began, */
	size_t row_size;                /* its bytes so far, */
	size_t column;                  /* and its next field */
	bool filled;                    /* one of them has a text */
	bool named;                     /* the first row was read */
	size_t place[CSV_FILE_COLUMNS]; /* our column's in the file */
	size_t rank[CSV_FILE_COLUMNS];  /* and which of its names that has */
	struct str values[CSV_FILE_COLUMNS];
	struct arena row;
	enum err_code rc;
	struct err *err;
};

/* Which of the column's names the word is; NOWHERE for none. */
static size_t rank_of(const struct csv_file_column *column, const char *word)
{
	for (size_t i = 0; column->names[i] != NULL; i++)
		if (strcmp(column->names[i], word) == 0)
			return i;
	return NOWHERE;
}

static void name_column(struct reader *r, struct str field)
{
	const char *word = utf8_fold(&r->row, field);
	bool known = false;

	for (size_t i = 0; i < r->count; i++) {
		size_t rank = rank_of(&r->columns[i], word);
		known = known || rank != NOWHERE;
		if (rank < r->rank[i]) {
			r->rank[i] = rank;
			r->place[i] = r->column;
		}
	}
	if (!known && field.n > 0 && r->other != NULL)
		r->other(r->ctx, field);
}

/* The apostrophe before what is no formula (threat T46) is not the text's. */
static struct str without_guard(struct str field)
{
	bool guarded = field.n > 1 && field.p[0] == '\'' &&
		       strchr("=+-@", field.p[1]) != NULL;

	return str_from(field, guarded ? 1 : 0);
}

static void keep_value(struct reader *r, struct str field)
{
	for (size_t i = 0; i < r->count; i++) {
		if (r->place[i] != r->column)
			continue;
		field = without_guard(field);
		r->values[i] = str_n(arena_dup(&r->row, field), field.n);
	}
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
		    r->path, r->row_line);
		return;
	}
	if (r->named)
		keep_value(r, field);
	else
		name_column(r, field);
	r->filled = r->filled || field.n > 0;
	r->column++;
}

static enum err_code check_columns(struct reader *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->columns[i].required && r->place[i] == NOWHERE)
			return err_set(r->err, ERR_INPUT,
			    _("%s:1: no column is called \"%s\"; the first "
			      "line names the columns"),
			    r->path, r->columns[i].names[0]);
	return ERR_OK;
}

static void on_row(int last, void *ctx)
{
	struct reader *r = ctx;

	(void)last;
	if (r->rc == ERR_OK && !r->named) {
		r->named = true;
		r->rc = check_columns(r);
	} else if (r->rc == ERR_OK && r->filled) {
		r->rc = r->each(r->ctx, r->row_line, r->values, r->err);
	}
	r->column = 0;
	r->row_size = 0;
	r->filled = false;
	memset(r->values, 0, sizeof(r->values));
	arena_free(&r->row);
}

/* The separator that the first line has most of. */
static unsigned char guess(struct str line)
{
	static const char candidates[] = ",;\t";
	unsigned char best = ',';
	size_t most = 0;

	for (const char *c = candidates; *c != '\0'; c++) {
		size_t n = 0;
		for (size_t i = 0; i < line.n; i++)
			n += line.p[i] == *c ? 1 : 0;
		if (n > most) {
			most = n;
			best = (unsigned char)*c;
		}
	}
	return best;
}

/* A physical line with its end, CRLF, LF or CR; how many bytes, 0 at last. */
static size_t read_line(FILE *file, char line[LINE_ROOM])
{
	size_t n = 0;
	int c = 0;

	while (n < CSV_FILE_LINE && c != '\n' && c != '\r') {
		c = getc_unlocked(file);
		if (c == EOF)
			return n;
		line[n++] = (char)c;
	}
	if (c == '\r') {
		c = getc_unlocked(file);
		if (c == '\n')
			line[n++] = '\n';
		else
			(void)ungetc(c, file);
	}
	return n;
}

static enum err_code quote_open(struct reader *r)
{
	return err_set(r->err, ERR_INPUT,
	    _("%s:%zu: a quote is opened and not closed"), r->path,
	    r->row_line);
}

static enum err_code check_size(struct reader *r, struct str line)
{
	char end = line.p[line.n - 1];

	if (line.n >= CSV_FILE_LINE && end != '\n' && end != '\r')
		return err_set(r->err, ERR_LIMIT,
		    _("%s:%zu: the line is longer than %d bytes"), r->path,
		    r->line, CSV_FILE_LINE);
	if (r->row_size == 0)
		r->row_line = r->line;
	r->row_size += line.n;
	/* A row of many long lines is a quote that went wrong. */
	return r->row_size > 2 * (size_t)CSV_FILE_LINE ? quote_open(r) : ERR_OK;
}

static enum err_code feed(
    struct reader *r, struct csv_parser *parser, struct str line)
{
	enum err_code rc;

	r->line++;
	if (r->line == 1) {
		csv_set_delim(parser, guess(line));
		if (str_starts(line, str_c("\xef\xbb\xbf")))
			line = str_from(line, 3);
	}
	if (r->row_size == 0 && str_trim(line).n == 0)
		return ERR_OK;
	rc = check_size(r, line);
	if (rc != ERR_OK)
		return rc;
	if (csv_parse(parser, line.p, line.n, on_field, on_row, r) == line.n ||
	    r->rc != ERR_OK)
		return r->rc;
	if (csv_error(parser) != CSV_EPARSE)
		return err_set(r->err, ERR_IO, "%s:%zu: %s", r->path, r->line,
		    csv_strerror(csv_error(parser)));
	return err_set(r->err, ERR_INPUT,
	    _("%s:%zu: a quote is out of place; a value with quotes "
	      "stands in quotes, its own ones are doubled"),
	    r->path, r->line);
}

static enum err_code read_lines(struct reader *r, char line[LINE_ROOM])
{
	struct csv_parser parser;
	enum err_code rc = ERR_OK;
	size_t n;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return err_set(r->err, ERR_IO, "%s", strerror(ENOMEM));
	while (rc == ERR_OK && (n = read_line(r->file, line)) > 0)
		rc = feed(r, &parser, str_n(line, n));
	if (rc == ERR_OK && ferror(r->file))
		rc =
		    err_set(r->err, ERR_IO, "%s: %s", r->path, strerror(errno));
	if (rc == ERR_OK && csv_fini(&parser, on_field, on_row, r) != 0)
		rc = quote_open(r);
	if (rc == ERR_OK)
		rc = r->named ? r->rc : check_columns(r);
	csv_free(&parser);
	return rc;
}

static enum err_code read_file(struct reader *r)
{
	char *line = mem_calloc(1, LINE_ROOM);
	enum err_code rc;

	for (size_t i = 0; i < CSV_FILE_COLUMNS; i++)
		r->place[i] = r->rank[i] = NOWHERE;
	rc = read_lines(r, line);
	arena_free(&r->row);
	free(line);
	return rc;
}

enum err_code csv_file_read(const char *path,
    const struct csv_file_column *columns, size_t count, csv_file_fn *each,
    csv_file_other_fn *other, void *ctx, struct err *err)
{
	struct reader r = {
		.path = path,
		.columns = columns,
		.count = count,
		.each = each,
		.other = other,
		.ctx = ctx,
		.file = fopen(path, "re"),
		.err = err,
	};
	enum err_code rc;
	struct stat st;

	if (r.file == NULL)
		return err_set(err, errno == EACCES ? ERR_PERM : ERR_NOT_FOUND,
		    "%s: %s", path, strerror(errno));
	/* A pipe is empty when it is read again. */
	if (fstat(fileno(r.file), &st) != 0 || !S_ISREG(st.st_mode))
		rc = err_set(err, ERR_INPUT, _("%s: not a regular file"), path);
	else
		rc = read_file(&r);
	(void)fclose(r.file);
	return rc;
}
