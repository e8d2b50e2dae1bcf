/*
 * An arena: many small pieces that die together (one inbound message, one
 * rendering, one run of a command).
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/str.h"

struct arena {
	struct arena_block *head;
	size_t used; /* bytes handed out, for bounds and tests */
};

/* An arena is ready when zeroed: struct arena a = { 0 }; */

/* Zeroed memory that lives until arena_free(). */
void *arena_alloc(struct arena *arena, size_t size);

/* Zeroed memory for n items. */
void *arena_calloc(struct arena *arena, size_t n, size_t size);

/* Copies; all NUL-terminated. */
char *arena_strdup(struct arena *arena, const char *s);
char *arena_dup(struct arena *arena, struct str s);
char *arena_printf(struct arena *arena, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The n words with this between them, "a b c". */
char *arena_join(struct arena *arena, const char *const *words, size_t n,
    const char *between);

/* "a, b or c" of the n words, in the person's language. */
char *arena_choice(struct arena *arena, const char *const *words, size_t n);

/* "a, b, c" of the list "a, b" and one word more; "" begins a list. */
const char *arena_list(struct arena *arena, const char *list, const char *word);

/* Empties it, keeping a block for what comes next. */
void arena_reset(struct arena *arena);

/* Gives everything back; the arena may be used again. */
void arena_free(struct arena *arena);

#endif
