/*
 * What a reader gets of a newsletter: twins, topics, headings, empty variants.
 * Newsletters are written as short texts here: "M:words" is Markdown, "I1:ab"
 * an item with id 1 and topics a and b, "E1@5:a" an event that starts at 5,
 * "B:" a button without an id; "|" parts them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "news/borrow.h"
#include "news/choose.h"

enum { TOPICS = 3, NOW = 100 };

static enum news_kind kind_of(char c)
{
	switch (c) {
	case 'I':
		return NEWS_ITEM;
	case 'E':
		return NEWS_EVENT;
	case 'B':
		return NEWS_BUTTON;
	default:
		return NEWS_MARKDOWN;
	}
}

/* Of topics by their letters. */
static uint64_t bits(const char *letters)
{
	uint64_t out = 0;

	for (const char *c = letters; *c != '\0'; c++)
		out |= UINT64_C(1) << (*c - 'a');
	return out;
}

static struct news_block read_block(
    struct arena *arena, struct str text, enum lang language)
{
	size_t colon = str_findc(text, ':');
	struct str head = str_sub(text, 0, colon);
	struct str body = str_from(text, colon + 1);
	size_t at = str_findc(head, '@');
	struct news_block out = {
		.kind = kind_of(head.p[0]),
		.language = language,
	};
	uint64_t start = 0;

	if (at != SIZE_MAX)
		(void)str_u64(str_from(head, at + 1), 1000, &start);
	out.event.start.at = (int64_t)start * 1000;
	if (str_sub(head, 1, at - 1).n > 0 && head.n > 1 && at != 1)
		out.values[NEWS_ID].text =
		    arena_dup(arena, str_sub(head, 1, at - 1));
	if (out.kind == NEWS_MARKDOWN)
		out.body = str_c(arena_dup(arena, body));
	else
		out.topics = bits(arena_dup(arena, body));
	return out;
}

static struct news_edition read_edition(
    struct arena *arena, const char *text, enum lang language)
{
	struct news_edition out = { .source = "x", .language = language };
	struct str rest = str_c(text);
	struct str part;

	out.blocks = arena_calloc(arena, 100, sizeof(*out.blocks));
	while (rest.n > 0 && str_split(&rest, '|', &part))
		out.blocks[out.block_count++] =
		    read_block(arena, part, language);
	return out;
}

/* Back to such a text; borrowed blocks end in '*'. */
static const char *written(
    struct arena *arena, const struct news_block *blocks, size_t count)
{
	const char *out = "";

	for (size_t i = 0; i < count; i++) {
		const struct news_block *b = &blocks[i];
		const char *id = b->values[NEWS_ID].text;
		out = arena_printf(arena, "%s%s%c%s%s%.*s", out,
		    i == 0 ? "" : "|", "MIE_____B"[b->kind],
		    id == NULL ? "" : id, b->borrowed ? "*" : "",
		    STR_ARG(str_trim(b->body)));
	}
	return out;
}

/* What a reader of these topics gets; "-" = nothing. */
static const char *chosen(struct arena *arena, const char *own,
    const char *other, const char *topics, const char *front)
{
	struct news_edition editions[2] = {
		read_edition(arena, own, LANG_FR),
		read_edition(arena, other == NULL ? "" : other, LANG_EN),
	};
	struct news_choice choice = {
		.edition = &editions[0],
		.other = other == NULL ? NULL : &editions[1],
		.as_of = NOW,
	};
	struct news_chosen out;

	editions[0].topics = bits(front == NULL ? "" : front);
	choice.topics = bits(topics);
	news_choose(arena, &choice, &out);
	return out.empty ? "-" : written(arena, out.blocks, out.count);
}

struct row {
	const char *own;
	const char *other;
	const char *topics;
	const char *front;
	const char *want;
};

static void check(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct arena arena = { 0 };
		const char *got = chosen(&arena, rows[i].own, rows[i].other,
		    rows[i].topics, rows[i].front);
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("row %zu, %s: wanted \"%s\", got \"%s\"", i,
			    rows[i].own, rows[i].want, got);
		arena_free(&arena);
	}
}

static void topics(void **state)
{
	static const struct row rows[] = {
		{ "I1:|I2:a|I3:ab|I4:c", NULL, "a", NULL, "I1|I2|I3" },
		{ "I1:|I2:a|I3:ab|I4:c", NULL, "", NULL, "I1" },
		{ "I1:|I2:a|I3:ab|I4:c", NULL, "abc", NULL, "I1|I2|I3|I4" },
		{ "I1:a", NULL, "b", NULL, "-" },
		{ "I1:", NULL, "b", "a", "-" },
		{ "I1:", NULL, "b", "ab", "I1" },
		{ "I1:", NULL, "b", "ac", "-" },
		/* Events that are over. */
		{ "E1@1:|I2:", NULL, "", NULL, "E1|I2" },
	};

	(void)state;
	check(rows, sizeof(rows) / sizeof(*rows));
}

static void headings(void **state)
{
	static const struct row rows[] = {
		{ "M:# A\n|I1:a|M:# B\n|I2:b", NULL, "a", NULL, "M# A|I1" },
		{ "M:# A\n|I1:a|M:# B\n|I2:b", NULL, "b", NULL, "M# B|I2" },
		{ "M:# A\n|I1:a|M:# B\n|I2:b", NULL, "c", NULL, "-" },
		{ "M:A\n===\n|I1:a|M:x", NULL, "c", NULL, "Mx" },
		/* Words right below a heading keep it, others do not. */
		{ "M:# A\n|I1:a|M:x\n|I2:b", NULL, "b", NULL, "M# A|Mx|I2" },
		{ "M:# A\n\n## B\n|I1:a|M:## C\n\nx", NULL, "b", NULL,
		    "M# A|M## C\n\nx" },
		{ "M:# A\n\nwords\n|I1:a|I2:b", NULL, "b", NULL,
		    "M# A\n\nwords|I2" },
		/* It keeps those above it, not those beside it. */
		{ "M:# A\n\n## B\n|I1:a|M:## C\n|I2:b", NULL, "b", NULL,
		    "M# A|M## C|I2" },
		{ "M:# A\n\n## B\n|I1:a|M:# C\n|I2:b", NULL, "b", NULL,
		    "M# C|I2" },
		/* One that never had anything below stays as it was written. */
		{ "M:# A\n|I1:|M:# B\n", NULL, "b", NULL, "M# A|I1|M# B" },
		{ "I1:|M:# B\n|I2:a|M:# C\n\nwords\n", NULL, "b", NULL,
		    "I1|M# C\n\nwords" },
		/* Not a heading. */
		{ "M:    # A\n|I1:a|I2:", NULL, "b", NULL, "M# A|I2" },
		{ "M:- # A\n|I1:a|I2:", NULL, "b", NULL, "M- # A|I2" },
	};

	(void)state;
	check(rows, sizeof(rows) / sizeof(*rows));
}

static void empty_variants(void **state)
{
	static const struct row rows[] = {
		{ "M:Bonjour {{name}},\n|I1:a|M:À bientôt !\n", NULL, "b", NULL,
		    "-" },
		{ "M:Bonjour {{name}},\n|I1:a|M:À bientôt,\n\n*nous*\n", NULL,
		    "b", NULL, "-" },
		{ "M:Bonjour,\n\nvoici un mot.\n\nUn autre.\n|I1:a", NULL, "b",
		    NULL, "MBonjour,\n\nvoici un mot.\n\nUn autre." },
		{ "M:Bonjour {{name}}.\n\nUne phrase.\n|I1:a", NULL, "b", NULL,
		    "MBonjour {{name}}.\n\nUne phrase." },
		/* Where nothing was left out, a greeting is a letter. */
		{ "M:Bonjour !\n", NULL, "b", NULL, "MBonjour !" },
		{ "M:---\n\n# Titre\n", NULL, "", NULL, "-" },
		{ "", NULL, "", NULL, "-" },
	};

	(void)state;
	check(rows, sizeof(rows) / sizeof(*rows));
}

static void twins(void **state)
{
	static const struct row rows[] = {
		{ "I1:|I2:", "I1:|I2:", "", NULL, "I1|I2" },
		{ "I1:|I2:", "I1:|I3:|I2:", "", NULL, "I1|I3*|I2" },
		{ "I1:|I2:", "I3:|I1:|I4:a", "", NULL, "I3*|I1|I2" },
		{ "I1:|I2:", "I3:|I1:|I4:a", "a", NULL, "I3*|I1|I4*|I2" },
		{ "I1:|I2:", "I2:|I3:|I1:|I4:|I5:", "", NULL,
		    "I1|I4*|I5*|I2|I3*" },
		/* Its place is after the words that it follows. */
		{ "M:un\n|I1:|M:deux\n|I2:", "M:one\n|M:two\n|I3:|I2:", "",
		    NULL, "Mun|I1|Mdeux|I3*|I2" },
		/* Markdown is each edition's own. */
		{ "I1:", "M:words\n|I1:|M:more\n", "", NULL, "I1" },
		/* Without ids: events by start, others by their number. */
		{ "E@5:|E@7:", "E@7:|E@6:|E@5:", "", NULL, "E|E|E*" },
		{ "E@5:", "E@5:|E@5:", "", NULL, "E|E*" },
		{ "I:|I:", "I:|I:", "", NULL, "I|I" },
		{ "I:|I:", "I:|I:|I:", "", NULL, "I|I" },
		{ "M:x", "I:|I:", "", NULL, "I*|I*|Mx" },
		{ "B:|I1:", "I1:|B:", "", NULL, "B|I1" },
		/* The same id of another kind is another block. */
		{ "I1:", "E1@5:", "", NULL, "E1*|I1" },
		/* A heading whose blocks are all borrowed stays. */
		{ "M:# A\n|I1:a", "M:# A\n|I1:a|I2:", "b", NULL, "M# A|I2*" },
	};

	(void)state;
	check(rows, sizeof(rows) / sizeof(*rows));
}

static unsigned dice(uint32_t *seed, unsigned below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

/* Random newsletters: items 0..9, each with topics, each in some edition. */
static const char *random_edition(struct arena *arena, uint32_t *seed,
    const unsigned masks[10], unsigned *there)
{
	const char *out = "M:Bonjour.\n";

	*there = 0;
	for (unsigned i = 0; i < 10; i++) {
		char topic_keys[TOPICS + 1] = "";
		size_t n = 0;
		if (dice(seed, 4) == 0)
			continue;
		for (unsigned t = 0; t < TOPICS; t++)
			if (masks[i] >> t & 1)
				topic_keys[n++] = (char)('a' + t);
		topic_keys[n] = '\0';
		if (dice(seed, 3) == 0)
			out = arena_printf(arena, "%s|M:## H\n", out);
		out = arena_printf(arena, "%s|I%u:%s", out, i, topic_keys);
		*there |= 1U << i;
	}
	return out;
}

/* Which of the items stand in what was chosen, each at most once. */
static unsigned items_in(const struct news_chosen *chosen_blocks)
{
	unsigned out = 0;

	for (size_t i = 0; i < chosen_blocks->count; i++) {
		const struct news_block *b = &chosen_blocks->blocks[i];
		unsigned bit;
		if (b->kind != NEWS_ITEM)
			continue;
		bit = 1U << (b->values[NEWS_ID].text[0] - '0');
		assert_int_equal(out & bit, 0);
		out |= bit;
	}
	return out;
}

static void one_newsletter(uint32_t seed)
{
	struct arena arena = { 0 };
	struct news_edition editions[2];
	unsigned masks[10];
	unsigned there[2];

	for (unsigned i = 0; i < 10; i++)
		masks[i] = dice(&seed, 1U << TOPICS);
	for (int i = 0; i < 2; i++)
		editions[i] = read_edition(&arena,
		    random_edition(&arena, &seed, masks, &there[i]),
		    i == 0 ? LANG_FR : LANG_EN);
	for (unsigned mask = 0; mask < 1U << TOPICS; mask++) {
		const struct news_choice choice = {
			.edition = &editions[0],
			.other = &editions[1],
			.topics = mask,
			.as_of = NOW,
		};
		struct news_chosen out;
		unsigned want = 0;
		for (unsigned i = 0; i < 10; i++)
			if (masks[i] == 0 || (masks[i] & mask) != 0)
				want |= 1U << i;
		news_choose(&arena, &choice, &out);
		assert_int_equal(items_in(&out), want & (there[0] | there[1]));
		assert_false(out.empty); /* "Bonjour." is for all */
	}
	arena_free(&arena);
}

/* Exactly the union of what is for all and of their topics, never another. */
static void every_reader_gets_exactly_theirs(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 300; i++)
		one_newsletter(i * 7919 + 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topics),
		cmocka_unit_test(headings),
		cmocka_unit_test(empty_variants),
		cmocka_unit_test(twins),
		cmocka_unit_test(every_reader_gets_exactly_theirs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
