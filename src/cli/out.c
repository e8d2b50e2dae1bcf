#include "cli/out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"

/*
 * What a terminal may obey, as ranges in UTF-8 (whose order is that of the
 * characters): controls, line and paragraph separators, and the marks that
 * turn the direction of writing.
 */
static const struct {
	unsigned code; /* of the first */
	const char *first;
	const char *last;
} obeyed[] = {
	{ 0x01, "\x01", "\x1f" },
	{ 0x7f, "\x7f", "\x7f" },
	{ 0x80, "\xc2\x80", "\xc2\x9f" },
	{ 0x61c, "\xd8\x9c", "\xd8\x9c" },
	{ 0x200e, "\xe2\x80\x8e", "\xe2\x80\x8f" },
	{ 0x2028, "\xe2\x80\xa8", "\xe2\x80\xae" },
	{ 0x2066, "\xe2\x81\xa6", "\xe2\x81\xa9" },
};

/* The code of a character that must not be printed, else 0. */
static unsigned obeyed_code(struct str c)
{
	for (size_t i = 0; i < sizeof(obeyed) / sizeof(obeyed[0]); i++) {
		size_t n = strlen(obeyed[i].first);
		if (c.n == n && memcmp(c.p, obeyed[i].first, n) >= 0 &&
		    memcmp(c.p, obeyed[i].last, n) <= 0)
			return obeyed[i].code + (unsigned char)c.p[n - 1] -
			       (unsigned char)obeyed[i].first[n - 1];
	}
	return 0;
}

static void put_escaped(FILE *to, struct str text)
{
	const char *end = text.p + text.n;

	for (const char *p = text.p; p < end; p = utf8_next(p)) {
		struct str c = str_n(p, (size_t)(utf8_next(p) - p));
		unsigned code = obeyed_code(c);
		if (code == 0)
			(void)fwrite(c.p, 1, c.n, to);
		else
			fprintf(to, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
	}
}

static void print_escaped(FILE *to, struct str text)
{
	struct arena arena = { 0 };

	if (!utf8_valid(text))
		text = str_c(utf8_clean(&arena, text));
	put_escaped(to, text);
	arena_free(&arena);
}

void out_text(struct str text)
{
	print_escaped(stdout, text);
}

void out_puts(const char *text)
{
	out_text(str_c(text));
}

void out_lines(struct str text)
{
	struct str line;

	while (str_line(&text, &line)) {
		out_text(line);
		putchar('\n');
	}
}

void out_cell(const char *text, size_t width)
{
	out_puts(text);
	for (size_t n = utf8_width(str_c(text)); n < width; n++)
		putchar(' ');
	putchar(' ');
}

void out_field(const char *label, const char *text)
{
	if (text == NULL)
		return;
	printf(_("%s: "), label);
	out_puts(text);
	putchar('\n');
}

void out_json_part(json_t *value)
{
	json_dumpf(value, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
	json_decref(value);
}

void out_json(json_t *value)
{
	out_json_part(value);
	putchar('\n');
}

json_t *out_json_string(const char *text)
{
	struct arena arena = { 0 };

	if (text == NULL)
		return json_null();
	json_t *value = json_string(text);
	if (value == NULL)
		value = json_string(utf8_clean(&arena, str_c(text)));
	arena_free(&arena);
	return value;
}

json_t *out_json_date(int64_t when)
{
	char text[DATE_SIZE];

	if (when == 0 || when == INT64_MAX)
		return json_null();
	date_iso(when, text);
	return json_string(text);
}

bool out_is_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* Asks at the terminal; the line that was typed. */
static bool read_answer(const char *question, char *line, int size)
{
	if (!out_is_terminal())
		return false;
	fflush(stdout);
	fputs(question, stderr);
	return fgets(line, size, stdin) != NULL;
}

bool out_confirm(const char *question)
{
	char line[64];

	if (!read_answer(question, line, sizeof(line)))
		return false;
	struct str answer = str_trim(str_c(line));
	return str_iis(answer, "y") || str_iis(answer, "yes") ||
	       str_iis(answer, _("y")) || str_iis(answer, _("yes"));
}

static bool next_letter(struct str *rest, char *out)
{
	while (rest->n > 0 && str_is_space(rest->p[0]))
		*rest = str_from(*rest, 1);
	if (rest->n == 0)
		return false;
	*out = str_lower(rest->p[0]);
	*rest = str_from(*rest, 1);
	return true;
}

bool out_ask(const char *question, const char *wanted)
{
	char line[1024];
	struct str answer;
	struct str rest = str_c(wanted);
	char one;
	char other;

	if (!read_answer(question, line, sizeof(line)))
		return false;
	answer = str_c(line);
	while (next_letter(&rest, &one))
		if (!next_letter(&answer, &other) || one != other)
			return false;
	return !next_letter(&answer, &other);
}

static void print_lines(struct str text)
{
	struct str line;

	while (str_line(&text, &line)) {
		if (line.n == 0 && text.n == 0)
			break;
		fputs("liaison: ", stderr);
		print_escaped(stderr, line);
		putc('\n', stderr);
	}
}

void out_error(const struct err *err)
{
	print_lines(str_c(err->text));
}

void out_remark(const char *fmt, ...)
{
	struct err remark;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(remark.text, sizeof(remark.text), fmt, ap);
	va_end(ap);
	print_lines(str_c(remark.text));
}

enum err_code out_finish(struct err *err)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return ERR_OK;
	if (err != NULL)
		err_set(err, ERR_IO, _("standard output: %s"), strerror(errno));
	return ERR_IO;
}
