#include "news/choose.h"

#include <string.h>

#include "news/blocks.h"
#include "news/borrow.h"
#include "tmpl/markdown_pieces.h"

enum { COURTESY_WORDS = 12 };

/* A block, or a piece of the Markdown between blocks. */
struct element {
	size_t block;
	struct markdown_piece *piece; /* NULL: the block itself */
	bool hidden;                  /* it is not for this reader */
	bool orphan;                  /* a heading without anything left */
};

/* The pieces of a block of Markdown. */
struct pieces {
	struct markdown_piece *rows;
	size_t count;
};

struct choosing {
	struct arena *arena;
	const struct news_choice *choice;
	struct news_block *blocks;
	size_t block_count;
	struct element *elements;
	size_t count;
};

/* The topics of the front matter: 0 = for all. */
static uint64_t front_topics(const struct news_choice *choice)
{
	if (choice->edition->topics == 0 && choice->other != NULL)
		return choice->other->topics;
	return choice->edition->topics;
}

static bool is_wanted(
    const struct news_choice *choice, const struct news_block *block)
{
	return block->topics == 0 || (block->topics & choice->topics) != 0;
}

static bool is_over(
    const struct news_choice *choice, const struct news_block *block)
{
	return block->kind == NEWS_EVENT &&
	       news_event_over(&block->event, choice->as_of);
}

static bool is_hidden(
    const struct news_choice *choice, const struct news_block *block)
{
	return !is_wanted(choice, block) || is_over(choice, block);
}

static bool is_words(const struct news_block *block)
{
	return block->kind == NEWS_MARKDOWN;
}

static void add(struct choosing *c, struct element element)
{
	c->elements[c->count++] = element;
}

static void make_elements(struct choosing *c)
{
	struct pieces *pieces =
	    arena_calloc(c->arena, c->block_count + 1, sizeof(*pieces));
	size_t room = c->block_count;

	for (size_t i = 0; i < c->block_count; i++) {
		if (!is_words(&c->blocks[i]))
			continue;
		pieces[i].rows = markdown_pieces(
		    c->arena, c->blocks[i].body, &pieces[i].count);
		room += pieces[i].count;
	}
	c->elements = arena_calloc(c->arena, room + 1, sizeof(*c->elements));
	for (size_t i = 0; i < c->block_count; i++) {
		bool hidden = is_hidden(c->choice, &c->blocks[i]);
		if (!is_words(&c->blocks[i]))
			add(c,
			    (struct element){ .block = i, .hidden = hidden });
		for (size_t j = 0; j < pieces[i].count; j++)
			add(c, (struct element){
				   .block = i, .piece = &pieces[i].rows[j] });
	}
}

/* Of a heading; 0 = it is none. */
static int level_of(const struct element *element)
{
	return element->piece == NULL ? 0 : element->piece->level;
}

static bool is_content(const struct element *element)
{
	if (element->piece == NULL)
		return !element->hidden;
	return element->piece->kind == PIECE_PARAGRAPH ||
	       element->piece->kind == PIECE_OTHER;
}

/*
 * Was all that the heading at `at` stands above left out?  Words right below a
 * heading are its own; those that follow blocks are not.
 */
static bool is_orphan(const struct choosing *c, size_t at)
{
	int level = level_of(&c->elements[at]);
	bool missing = false;
	bool own = true;

	for (size_t i = at + 1; i < c->count; i++) {
		const struct element *element = &c->elements[i];
		int other = level_of(element);
		if (other > 0 && other <= level)
			break;
		if (is_content(element) && (own || element->piece == NULL))
			return false;
		own = other > 0 || (own && element->piece != NULL);
		missing = missing || element->hidden;
	}
	return missing;
}

static size_t count_words(const char *text)
{
	struct str rest = str_c(text);
	struct str word;
	size_t n = 0;

	while (str_split(&rest, ' ', &word))
		if (word.n > 0)
			n++;
	return n;
}

/*
 * A greeting, a farewell or a signature.  *comma: the paragraph before ended
 * in a comma, and then whether this one does.
 */
static bool is_courtesy(const struct element *element, bool *comma)
{
	const struct markdown_piece *piece = element->piece;
	bool signature = *comma;
	struct str words;

	*comma = false;
	if (piece == NULL || piece->kind != PIECE_PARAGRAPH ||
	    count_words(piece->words) > COURTESY_WORDS)
		return false;
	words = str_trim(str_c(piece->words));
	*comma = str_ends(words, str_c(","));
	return *comma || signature || str_ends(words, str_c("!"));
}

static bool is_empty(const struct choosing *c)
{
	bool missing = false;
	bool comma = false;

	for (size_t i = 0; i < c->count; i++)
		missing = missing || c->elements[i].hidden;
	for (size_t i = 0; i < c->count; i++) {
		bool courtesy = is_courtesy(&c->elements[i], &comma);
		if (is_content(&c->elements[i]) && !(missing && courtesy))
			return false;
	}
	return true;
}

/* Blanks the lines of orphans, so that all others keep their numbers. */
static void drop_orphans(struct choosing *c)
{
	const char *source = NULL; /* of the block at hand, and its copy */
	char *copy = NULL;

	for (size_t i = 0; i < c->count; i++) {
		const struct element *element = &c->elements[i];
		struct news_block *block = &c->blocks[element->block];
		struct str piece;
		if (i == 0 || element->block != c->elements[i - 1].block)
			copy = NULL;
		if (!element->orphan)
			continue;
		if (copy == NULL) {
			source = block->body.p;
			copy = arena_dup(c->arena, block->body);
			block->body.p = copy;
		}
		piece = element->piece->source;
		for (size_t k = 0; k < piece.n; k++)
			if (piece.p[k] != '\n')
				copy[piece.p - source + (ptrdiff_t)k] = ' ';
	}
}

/* What is left, in place. */
static size_t keep(struct choosing *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->block_count; i++) {
		struct news_block *block = &c->blocks[i];
		if (is_words(block) ? str_trim(block->body).n == 0
				    : is_hidden(c->choice, block))
			continue;
		c->blocks[n++] = *block;
	}
	return n;
}

void news_choose(struct arena *arena, const struct news_choice *choice,
    struct news_chosen *out)
{
	struct choosing c = { .arena = arena, .choice = choice };
	uint64_t front = front_topics(choice);

	c.blocks =
	    news_borrow(arena, choice->edition, choice->other, &c.block_count);
	make_elements(&c);
	for (size_t i = 0; i < c.count; i++)
		c.elements[i].orphan =
		    level_of(&c.elements[i]) > 0 && is_orphan(&c, i);
	const bool wanted = front == 0 || (front & choice->topics) != 0;
	out->empty = !wanted || is_empty(&c);
	out->past = false;
	for (size_t i = 0; wanted && out->empty && i < c.block_count; i++)
		out->past = out->past || (is_wanted(choice, &c.blocks[i]) &&
					     is_over(choice, &c.blocks[i]));
	drop_orphans(&c);
	out->count = keep(&c);
	out->blocks = c.blocks;
}
