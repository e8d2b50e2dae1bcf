#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

enum { BLOCK = 8192, ALIGN = 16, SMALL = 256 };

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	_Alignas(ALIGN) unsigned char bytes[];
};

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->head;
	size_t need;
	void *p;

	if (size > SIZE_MAX / 2)
		return mem_calloc(SIZE_MAX, 1); /* ends the process */
	need = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (block == NULL || block->size - block->used < need) {
		size_t room = need > BLOCK ? need : BLOCK;
		block = mem_calloc(1, sizeof(*block) + room);
		block->size = room;
		block->next = arena->head;
		arena->head = block;
	}
	p = block->bytes + block->used;
	block->used += need;
	arena->used += need;
	return p;
}

void *arena_calloc(struct arena *arena, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		n = SIZE_MAX / size; /* arena_alloc refuses it */
	return arena_alloc(arena, n * size);
}

char *arena_dup(struct arena *arena, struct str s)
{
	char *copy = arena_alloc(arena, s.n + 1);

	if (s.n > 0)
		memcpy(copy, s.p, s.n);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *s)
{
	return s == NULL ? NULL : arena_dup(arena, str_c(s));
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	char small[SMALL];
	va_list ap;
	va_list again;
	char *text;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	text = arena_alloc(arena, n < 0 ? 1 : (size_t)n + 1);
	if (n >= 0 && n < SMALL)
		memcpy(text, small, (size_t)n);
	else if (n >= 0)
		(void)vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	return text;
}

static char *put(char *to, struct str s)
{
	if (s.n > 0)
		memcpy(to, s.p, s.n);
	return to + s.n;
}

/* The last one is parted by `last`. */
static char *join(struct arena *arena, const char *const *words, size_t n,
    const char *between, const char *last)
{
	size_t size = strlen(last) + 1;
	char *text;
	char *end;

	for (size_t i = 0; i < n; i++)
		size += strlen(words[i]) + strlen(between);
	text = end = arena_alloc(arena, size);
	for (size_t i = 0; i < n; i++) {
		const char *before = i == 0 ? "" : i + 1 < n ? between : last;
		end = put(put(end, str_c(before)), str_c(words[i]));
	}
	return text;
}

char *arena_join(struct arena *arena, const char *const *words, size_t n,
    const char *between)
{
	return join(arena, words, n, between, between);
}

char *arena_choice(struct arena *arena, const char *const *words, size_t n)
{
	return join(arena, words, n, ", ", _(" or "));
}

const char *arena_list(struct arena *arena, const char *list, const char *word)
{
	const char *const words[] = { list, word };

	return *list == '\0' ? word : arena_join(arena, words, 2, ", ");
}

void arena_reset(struct arena *arena)
{
	struct arena kept = *arena;

	if (kept.head == NULL)
		return;
	arena->head = kept.head->next;
	arena_free(arena);
	kept.head->next = NULL;
	memset(kept.head->bytes, 0, kept.head->used);
	kept.head->used = 0;
	arena->head = kept.head;
}

void arena_free(struct arena *arena)
{
	struct arena_block *block = arena->head;

	while (block != NULL) {
		struct arena_block *next = block->next;
		free(block);
		block = next;
	}
	arena->head = NULL;
	arena->used = 0;
}
