/*
 * Allocation that does not return NULL: out of memory is logged and ends the
 * process (the open transaction rolls back, the supervisor restarts us).
 * Memory of unknown, hostile size goes into a struct buf with a ceiling.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Zeroed memory for n items; free() it. */
void *mem_calloc(size_t n, size_t size);

/* As realloc(3) for n items; the new part is not initialised. */
void *mem_realloc(void *p, size_t n, size_t size);

/* A copy of a C string, or NULL for NULL; free() it. */
char *mem_strdup(const char *s);

/* n bytes and a final NUL; free() it. */
char *mem_strndup(const char *s, size_t n);

/* printf into fresh memory; free() it. */
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A crash leaves no core file, which would hold passwords and addresses. */
void mem_no_core(void);

/* Overwrites a secret before its memory is given back. */
void mem_wipe(void *p, size_t n);

#endif
