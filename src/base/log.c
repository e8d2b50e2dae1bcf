#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"

enum { LINE_MAX_BYTES = 4096 };

static enum log_level shown = LOG_WARN;

void log_set_level(enum log_level level)
{
	shown = level;
}

static void escape(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c < 0x20 || c == 0x7f)
			(void)buf_printf(out, "\\x%02x", (unsigned)c);
		else
			(void)buf_putc(out, (char)c);
	}
}

void log_event(enum log_level level, const char *event, const char *fmt, ...)
{
	static const char *const names[] = { "error ", "warning ", "", "" };
	struct buf text;
	struct buf line;
	va_list ap;

	if (level > shown)
		return;
	buf_init(&text, LINE_MAX_BYTES);
	buf_init(&line, 5 * LINE_MAX_BYTES);
	va_start(ap, fmt);
	if (!buf_vprintf(&text, fmt, ap))
		(void)buf_puts(&line, "cut ");
	va_end(ap);
	(void)buf_printf(&line, "%s%s ", names[level], event);
	escape(&line, buf_get(&text));
	(void)buf_putc(&line, '\n');
	/* Nobody can be told that standard error is gone. */
	if (write(STDERR_FILENO, line.data, line.len) < 0)
		shown = LOG_ERROR;
	buf_clear(&text);
	buf_clear(&line);
}
