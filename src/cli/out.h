/*
 * What commands print: text for people, JSON for programs.  No control
 * character of a mail or of the database reaches the terminal, nor any that
 * turns the direction of writing.
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/*
 * The text on standard output, control characters as \xHH (tabs and line
 * ends too) or \uHHHH, bytes that are no UTF-8 as U+FFFD.
 */
void out_text(struct str text);
void out_puts(const char *text);

/* The same for a text of several lines, which all end. */
void out_lines(struct str text);

/* The same, filled with spaces to `width` columns, then one more space. */
void out_cell(const char *text, size_t width);

/* "LABEL: text" and a line end; nothing when text is NULL. */
void out_field(const char *label, const char *text);

/* One compact JSON object or array and a line end; takes the reference. */
void out_json(json_t *value);

/* The same without the line end, as part of something larger. */
void out_json_part(json_t *value);

/* A JSON string of any bytes (those that are no UTF-8 replaced), or null. */
json_t *out_json_string(const char *text);

/* A time as ISO 8601 in JSON; null for 0 and INT64_MAX: not yet, never. */
json_t *out_json_date(int64_t when);

/* Are both standard input and standard error a terminal? */
bool out_is_terminal(void);

/*
 * Asks on standard error ("Send it now? [y/N] ") and reads the answer; true
 * for yes.  False without a terminal.
 */
bool out_confirm(const char *question);

/*
 * Asks on standard error; is the answer this text, whatever its case and
 * blanks?  False without a terminal.
 */
bool out_ask(const char *question, const char *wanted);

/* "liaison: sentence" on standard error, each line of it. */
void out_error(const struct err *err);

/* "liaison: sentence" on standard error, while going on. */
void out_remark(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Flushes standard output; ERR_IO when something could not be written. */
enum err_code out_finish(struct err *err);

#endif
