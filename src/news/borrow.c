#include "news/borrow.h"

#include <string.h>

/* Two editions, and what is known of the blocks of b. */
struct matching {
	const struct news_edition *a;
	const struct news_edition *b;
	int *match;  /* of b's in a */
	bool *taken; /* of a's */
};

static const char *id_of(const struct news_block *block)
{
	return block->values[NEWS_ID].text;
}

static void set(struct matching *m, size_t of_b, size_t of_a)
{
	m->match[of_b] = (int)of_a;
	m->taken[of_a] = true;
}

static bool same_id(const struct news_block *a, const struct news_block *b)
{
	return a->kind == b->kind && id_of(a) != NULL && id_of(b) != NULL &&
	       strcmp(id_of(a), id_of(b)) == 0;
}

static bool same_start(const struct news_block *a, const struct news_block *b)
{
	return a->kind == NEWS_EVENT && b->kind == NEWS_EVENT &&
	       id_of(a) == NULL && id_of(b) == NULL &&
	       a->event.start.at == b->event.start.at;
}

static void match_by(struct matching *m,
    bool (*same)(const struct news_block *a, const struct news_block *b))
{
	for (size_t i = 0; i < m->b->block_count; i++)
		for (size_t j = 0; j < m->a->block_count; j++)
			if (m->match[i] == NEWS_MATCH_NONE && !m->taken[j] &&
			    same(&m->a->blocks[j], &m->b->blocks[i]))
				set(m, i, j);
}

/* Is it matched by its place among those of its kind? */
static bool by_order(const struct news_block *block, enum news_kind kind)
{
	return block->kind == kind && kind != NEWS_EVENT &&
	       id_of(block) == NULL;
}

static size_t count_kind(
    const struct news_edition *edition, enum news_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < edition->block_count; i++)
		if (by_order(&edition->blocks[i], kind))
			n++;
	return n;
}

static void match_kind(struct matching *m, enum news_kind kind)
{
	size_t in_a = count_kind(m->a, kind);
	bool clear = in_a == count_kind(m->b, kind);
	size_t j = 0;

	for (size_t i = 0; i < m->b->block_count; i++) {
		if (!by_order(&m->b->blocks[i], kind))
			continue;
		if (!clear) {
			m->match[i] =
			    in_a == 0 ? NEWS_MATCH_NONE : NEWS_MATCH_UNCLEAR;
			continue;
		}
		while (!by_order(&m->a->blocks[j], kind))
			j++;
		set(m, i, j++);
	}
}

int *news_match(struct arena *arena, const struct news_edition *a,
    const struct news_edition *b)
{
	struct matching m = {
		.a = a,
		.b = b,
		.match = arena_calloc(arena, b->block_count + 1, sizeof(int)),
		.taken = arena_calloc(arena, a->block_count + 1, sizeof(bool)),
	};

	for (size_t i = 0; i < b->block_count; i++)
		m.match[i] = NEWS_MATCH_NONE;
	match_by(&m, same_id);
	match_by(&m, same_start);
	for (int kind = 0; kind < NEWS_KIND__MAX; kind++)
		match_kind(&m, (enum news_kind)kind);
	return m.match;
}

static bool is_borrowed(const struct news_block *block, int match)
{
	return match == NEWS_MATCH_NONE && block->kind != NEWS_MARKDOWN;
}

/* Adds those that follow block `after` of `own` (-1 = none) in `other`. */
static size_t add_borrowed(const struct news_edition *other, const int *match,
    int after, struct news_block *out)
{
	int place = -1;
	size_t n = 0;

	for (size_t i = 0; i < other->block_count; i++) {
		if (match[i] >= 0)
			place = match[i];
		if (place != after || !is_borrowed(&other->blocks[i], match[i]))
			continue;
		out[n] = other->blocks[i];
		out[n++].borrowed = true;
	}
	return n;
}

struct news_block *news_borrow(struct arena *arena,
    const struct news_edition *own, const struct news_edition *other,
    size_t *count)
{
	size_t room =
	    own->block_count + (other == NULL ? 0 : other->block_count);
	struct news_block *out = arena_calloc(arena, room + 1, sizeof(*out));
	int *match = other == NULL ? NULL : news_match(arena, own, other);
	size_t n = 0;

	if (match != NULL)
		n += add_borrowed(other, match, -1, out);
	for (size_t i = 0; i < own->block_count; i++) {
		out[n++] = own->blocks[i];
		if (match != NULL)
			n += add_borrowed(other, match, (int)i, &out[n]);
	}
	*count = n;
	return out;
}
