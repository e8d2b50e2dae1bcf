#include "core/interleave.h"

#include <stdint.h>

struct seen {
	struct str domain; /* p NULL: a free slot */
	size_t times;
};

/* FNV-1a of the lower-case letters. */
static uint64_t hash(struct str s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)str_lower(s.p[i])) *
		    UINT64_C(0x100000001b3);
	return h;
}

/* How often it was there before. */
static size_t times_before(struct seen *table, size_t mask, struct str domain)
{
	size_t at = (size_t)hash(domain) & mask;

	while (table[at].times > 0 && !str_ieq(table[at].domain, domain))
		at = (at + 1) & mask;
	table[at].domain = domain;
	return table[at].times++;
}

void interleave(struct arena *scratch, const struct str *domains, size_t count,
    size_t *order)
{
	size_t size = 16;
	struct seen *table;
	size_t *round;
	size_t *first; /* where a round begins in the order */
	size_t at = 0;

	while (size < 2 * count)
		size *= 2;
	table = arena_calloc(scratch, size, sizeof(*table));
	round = arena_calloc(scratch, count + 1, sizeof(*round));
	first = arena_calloc(scratch, count + 1, sizeof(*first));
	for (size_t i = 0; i < count; i++) {
		round[i] = times_before(table, size - 1, domains[i]);
		first[round[i]]++;
	}
	for (size_t i = 0; i < count; i++) {
		size_t n = first[i];
		first[i] = at;
		at += n;
	}
	for (size_t i = 0; i < count; i++)
		order[first[round[i]]++] = i;
}
