/*
 * Reading CSV as spreadsheets write it: "," ";" or TAB, quotes, a byte order
 * mark, any line ends; streaming, bounded by line.  The first row names the
 * columns.
 */
#ifndef CLI_CSV_FILE_H
#define CLI_CSV_FILE_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum {
	CSV_FILE_COLUMNS = 32,    /* that a caller may ask for */
	CSV_FILE_LINE = 64 * 1024 /* bytes of a physical line */
};

/*
 * Called for every row after the first; values[i] belongs to the i-th name
 * that csv_file_read() was given and is empty where the file has no such
 * column.  `line` is where the row begins; rows without any text are left out.
 * Another result than ERR_OK ends the reading.
 */
typedef enum err_code csv_file_fn(
    void *ctx, size_t line, const struct str *values, struct err *err);

/*
 * A column, by the names that it may have (folded: utf8_fold()).  Where the
 * file has several of them, the first of these names counts.
 */
struct csv_file_column {
	const char *const *names; /* ended by NULL */
	bool required;
};

/* Called for each column of the file that has none of these names. */
typedef void csv_file_other_fn(void *ctx, struct str name);

/*
 * Reads a regular file; `other` may be NULL.  ERR_INPUT as "FILE:LINE:
 * sentence" for a missing column, text that is not UTF-8, a quote that does not
 * end or is out of place; ERR_LIMIT for a line over CSV_FILE_LINE; the errors
 * of opening.  The apostrophe that an export puts before "=", "+", "-" and "@"
 * is taken off.
 */
enum err_code csv_file_read(const char *path,
    const struct csv_file_column *columns, size_t count, csv_file_fn *each,
    csv_file_other_fn *other, void *ctx, struct err *err);

#endif
