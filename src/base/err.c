#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"

static const struct {
	const char *name;
	bool retry;
	int status;
} table[ERR__MAX] = {
	[ERR_OK] = { "ok", false, EX_OK },
	[ERR_USAGE] = { "usage", false, EX_USAGE },
	[ERR_CONFIG] = { "config", false, EX_CONFIG },
	[ERR_INPUT] = { "input", false, EX_DATAERR },
	[ERR_NOT_FOUND] = { "not-found", false, EX_NOINPUT },
	[ERR_EXISTS] = { "exists", false, EX_DATAERR },
	[ERR_REFUSED] = { "refused", false, EX_DATAERR },
	[ERR_LIMIT] = { "limit", false, EX_DATAERR },
	[ERR_BUSY] = { "busy", true, EX_TEMPFAIL },
	[ERR_DB] = { "database", true, EX_IOERR },
	[ERR_IO] = { "io", true, EX_IOERR },
	[ERR_PERM] = { "permission", false, EX_NOPERM },
	[ERR_NET] = { "network", true, EX_UNAVAILABLE },
	[ERR_TIMEOUT] = { "timeout", true, EX_TEMPFAIL },
	[ERR_TLS] = { "tls", true, EX_UNAVAILABLE },
	[ERR_AUTH] = { "auth", true, EX_NOPERM },
	[ERR_PROTOCOL] = { "protocol", true, EX_PROTOCOL },
	[ERR_INTERNAL] = { "internal", false, EX_SOFTWARE },
};

/* Not within a character of UTF-8. */
static void end_in_dots(char *text, size_t size)
{
	size_t cut = size - 4;

	while (cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80)
		cut--;
	memcpy(text + cut, "...", 4);
}

enum err_code err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;
	int n;

	err->code = code;
	va_start(ap, fmt);
	n = vsnprintf(err->text, sizeof(err->text), _(fmt), ap);
	va_end(ap);
	if (n < 0)
		err->text[0] = '\0';
	else if ((size_t)n >= sizeof(err->text))
		end_in_dots(err->text, sizeof(err->text));
	return code;
}

enum err_code err_prefix(struct err *err, const char *fmt, ...)
{
	char prefix[sizeof(err->text)];
	char old[sizeof(err->text)];
	va_list ap;

	va_start(ap, fmt);
	if (vsnprintf(prefix, sizeof(prefix), _(fmt), ap) < 0)
		prefix[0] = '\0';
	va_end(ap);
	memcpy(old, err->text, sizeof(old));
	return err_set(err, err->code, "%s: %s", prefix, old);
}

bool err_retry(enum err_code code)
{
	return table[code].retry;
}

int err_exit(enum err_code code)
{
	return table[code].status;
}

const char *err_name(enum err_code code)
{
	return table[code].name;
}
