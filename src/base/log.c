#include "base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { TEXT_SIZE = 4096, LINE_SIZE = 5 * TEXT_SIZE };

static enum log_level shown = LOG_WARN;

void log_set_level(enum log_level level)
{
	shown = level;
}

/* Some terminals obey the controls from U+0080 to U+009F as well. */
static bool is_control(unsigned char before, unsigned char c)
{
	return c < 0x20 || c == 0x7f || (before == 0xc2 && c < 0xa0);
}

static void escape(struct buf *out, struct str text)
{
	bool valid = utf8_valid(text);
	unsigned char before = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (is_control(before, c) || (c >= 0x80 && !valid))
			(void)buf_printf(out, "\\x%02x", (unsigned)c);
		else
			(void)buf_putc(out, (char)c);
		before = c;
	}
}

void log_event(enum log_level level, const char *event, const char *fmt, ...)
{
	static const char *const names[] = { "error ", "warning ", "", "" };
	char text[TEXT_SIZE];
	struct buf line;
	va_list ap;
	int n;

	if (level > shown)
		return;
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n < 0)
		text[0] = '\0';
	buf_init(&line, LINE_SIZE);
	(void)buf_printf(&line, "%s%s ", names[level], event);
	escape(&line, str_c(text));
	if (n >= (int)sizeof(text))
		(void)buf_puts(&line, "...");
	(void)buf_putc(&line, '\n');
	/* Nobody can be told that standard error is gone. */
	if (write(STDERR_FILENO, line.data, line.len) < 0)
		shown = LOG_ERROR;
	buf_clear(&line);
}
