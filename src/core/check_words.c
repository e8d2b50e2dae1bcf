/* Do two texts have the same words?  Of core/check_mail.h. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "core/check_mail.h"

enum { LETTERS = 4, IDEOGRAPH = 3, SHOWN = 3, LIST_MAX = 400 };

struct words {
	struct str *v;
	size_t n;
};

/* Folded text: a letter is one of ASCII or any that is not. */
static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* What stands between blanks and brackets; false at the end. */
static bool next_chunk(struct str *rest, struct str *chunk)
{
	size_t n = 0;

	while (n < rest->n && strchr(" \n<>()\"", rest->p[n]) == NULL)
		n++;
	*chunk = str_sub(*rest, 0, n);
	*rest = str_from(*rest, n + 1);
	return n > 0 || rest->n > 0;
}

/* A place where a line may end, as plain_paragraph() breaks it, ends a word. */
static size_t word_length(struct str chunk, bool *plain)
{
	const size_t max = utf8_break(chunk);
	size_t n = 0;

	*plain = true;
	while (n < max && (is_letter(chunk.p[n]) || str_is_digit(chunk.p[n])))
		*plain = !str_is_digit(chunk.p[n++]) && *plain;
	return n;
}

/* The next word of letters alone. */
static bool next_word(struct str *chunk, struct str *word)
{
	while (chunk->n > 0) {
		bool plain;
		size_t n = word_length(*chunk, &plain);
		*word = str_sub(*chunk, 0, n);
		*chunk = str_from(*chunk, n == 0 ? 1 : n);
		if (plain && n >= IDEOGRAPH &&
		    (n >= LETTERS || (unsigned char)word->p[0] >= 0xe0))
			return true;
	}
	return false;
}

static bool is_address(struct str chunk)
{
	return str_find(chunk, str_c("://")) != SIZE_MAX ||
	       str_findc(chunk, '@') != SIZE_MAX;
}

static int compare(const void *a, const void *b)
{
	const struct str *x = a;
	const struct str *y = b;
	size_t n = x->n < y->n ? x->n : y->n;
	int order = memcmp(x->p, y->p, n);

	if (order != 0)
		return order;
	return (x->n > y->n) - (x->n < y->n);
}

static void read_words(struct arena *arena, struct str text, struct words *out)
{
	struct str rest = str_c(utf8_fold(arena, text));
	struct str chunk;
	struct str word;

	out->v = arena_alloc(arena, (rest.n / IDEOGRAPH + 1) * sizeof(*out->v));
	out->n = 0;
	while (next_chunk(&rest, &chunk)) {
		if (is_address(chunk))
			continue;
		while (next_word(&chunk, &word))
			out->v[out->n++] = word;
	}
}

size_t check_words_missing(
    struct arena *arena, struct str some, struct str all, const char **first)
{
	struct words wanted;
	struct words have;
	struct buf list;
	size_t missing = 0;

	read_words(arena, some, &wanted);
	read_words(arena, all, &have);
	qsort(have.v, have.n, sizeof(*have.v), compare);
	qsort(wanted.v, wanted.n, sizeof(*wanted.v), compare);
	buf_init(&list, LIST_MAX);
	for (size_t i = 0; i < wanted.n; i++) {
		if (i > 0 && compare(&wanted.v[i], &wanted.v[i - 1]) == 0)
			continue;
		if (bsearch(&wanted.v[i], have.v, have.n, sizeof(*have.v),
			compare) != NULL)
			continue;
		if (missing < SHOWN)
			(void)buf_printf(&list, "%s%.*s",
			    missing == 0 ? "" : ", ",
			    STR_ARG(utf8_cut(wanted.v[i], 60)));
		missing++;
	}
	*first = arena_dup(arena, buf_get(&list));
	buf_clear(&list);
	return missing;
}
