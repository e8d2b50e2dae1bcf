#include "base/mem.h"

#include <gnutls/gnutls.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>

static void *checked(void *p)
{
	if (p == NULL) {
		fputs("out-of-memory\n", stderr);
		_Exit(EX_OSERR);
	}
	return p;
}

void *mem_calloc(size_t n, size_t size)
{
	return checked(calloc(n ? n : 1, size ? size : 1));
}

void *mem_realloc(void *p, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		return checked(NULL);
	return checked(realloc(p, n == 0 || size == 0 ? 1 : n * size));
}

char *mem_strdup(const char *s)
{
	return s == NULL ? NULL : checked(strdup(s));
}

char *mem_strndup(const char *s, size_t n)
{
	char *copy = mem_calloc(n + 1, 1);

	if (n > 0)
		memcpy(copy, s, n);
	return copy;
}

char *mem_printf(const char *fmt, ...)
{
	va_list ap;
	va_list again;
	char *text;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	text = mem_calloc(n < 0 ? 1 : (size_t)n + 1, 1);
	if (n >= 0)
		(void)vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	return text;
}

void mem_wipe(void *p, size_t n)
{
	gnutls_memset(p, 0, n);
}

void mem_no_core(void)
{
	const struct rlimit none = { 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
}
