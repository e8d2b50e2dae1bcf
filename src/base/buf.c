#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void buf_init(struct buf *buf, size_t max)
{
	*buf = (struct buf){ .max = max };
}

void buf_reset(struct buf *buf)
{
	buf_truncate(buf, 0);
	buf->over = false;
}

void buf_clear(struct buf *buf)
{
	free(buf->data);
	buf_init(buf, buf->max);
}

char *buf_room(struct buf *buf, size_t n)
{
	if (buf->over || n > buf->max - buf->len) {
		buf->over = true;
		return NULL;
	}
	if (buf->len + n + 1 > buf->cap) {
		size_t cap = buf->cap < 128 ? 256 : buf->cap * 2;
		if (cap < buf->len + n + 1)
			cap = buf->len + n + 1;
		buf->data = mem_realloc(buf->data, cap, 1);
		buf->data[buf->len] = '\0';
		buf->cap = cap;
	}
	return buf->data + buf->len;
}

bool buf_add(struct buf *buf, const void *bytes, size_t n)
{
	char *room = buf_room(buf, n);

	if (room == NULL)
		return false;
	if (n > 0)
		memcpy(room, bytes, n);
	buf->len += n;
	buf->data[buf->len] = '\0';
	return true;
}

bool buf_str(struct buf *buf, struct str s)
{
	return buf_add(buf, s.p, s.n);
}

bool buf_puts(struct buf *buf, const char *s)
{
	return buf_add(buf, s, strlen(s));
}

bool buf_putc(struct buf *buf, char c)
{
	return buf_add(buf, &c, 1);
}

bool buf_vprintf(struct buf *buf, const char *fmt, va_list ap)
{
	va_list again;
	char *room;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0) {
		buf->over = true;
		return false;
	}
	room = buf_room(buf, (size_t)n);
	if (room == NULL)
		return false;
	(void)vsnprintf(room, (size_t)n + 1, fmt, ap);
	buf->len += (size_t)n;
	return true;
}

bool buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list ap;
	bool ok;

	va_start(ap, fmt);
	ok = buf_vprintf(buf, fmt, ap);
	va_end(ap);
	return ok;
}

void buf_truncate(struct buf *buf, size_t len)
{
	if (len < buf->len)
		buf->len = len;
	if (buf->data != NULL)
		buf->data[buf->len] = '\0';
}

void buf_consume(struct buf *buf, size_t n)
{
	if (n >= buf->len) {
		buf_truncate(buf, 0);
		return;
	}
	memmove(buf->data, buf->data + n, buf->len - n);
	buf_truncate(buf, buf->len - n);
}

struct str buf_get(const struct buf *buf)
{
	return (struct str){ buf->data == NULL ? "" : buf->data, buf->len };
}

char *buf_steal(struct buf *buf)
{
	char *data = buf->data == NULL ? mem_strdup("") : buf->data;

	buf_init(buf, buf->max);
	return data;
}

enum err_code buf_ok(const struct buf *buf, const char *what, struct err *err)
{
	if (!buf->over)
		return ERR_OK;
	return err_set(
	    err, ERR_LIMIT, "%s is larger than %zu bytes", what, buf->max);
}
