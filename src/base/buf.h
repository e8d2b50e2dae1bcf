/*
 * Growing bytes with a ceiling.  The content is always followed by a NUL.
 * Past the ceiling nothing more is added and `over` stays true: build a
 * whole text, then look once with buf_ok().
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct buf {
	char *data;
	size_t len;
	size_t cap;
	size_t max; /* ceiling in bytes, the final NUL not counted */
	bool over;
};

/* An empty buffer; no memory is taken yet. */
void buf_init(struct buf *buf, size_t max);

/* Empties it, keeps the memory, forgets `over`. */
void buf_reset(struct buf *buf);

/* Gives the memory back; buf_init() keeps its ceiling. */
void buf_clear(struct buf *buf);

/* Each adds all or nothing; false when the ceiling is met. */
bool buf_add(struct buf *buf, const void *bytes, size_t n);
bool buf_str(struct buf *buf, struct str s);
bool buf_puts(struct buf *buf, const char *s);
bool buf_putc(struct buf *buf, char c);
bool buf_printf(struct buf *buf, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
bool buf_vprintf(struct buf *buf, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* Room for n more bytes at data + len; NULL at the ceiling. */
char *buf_room(struct buf *buf, size_t n);

/* Cuts back to len bytes (not more than there are). */
void buf_truncate(struct buf *buf, size_t len);

/* Removes n bytes from the front. */
void buf_consume(struct buf *buf, size_t n);

/* The content; data is never NULL in the returned slice. */
struct str buf_get(const struct buf *buf);

/* The memory itself; free() it.  The buffer is empty afterwards. */
char *buf_steal(struct buf *buf);

/* ERR_OK, or ERR_LIMIT with a sentence that names `what`. */
enum err_code buf_ok(const struct buf *buf, const char *what, struct err *err);

#endif
