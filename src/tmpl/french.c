#include "tmpl/french.h"

#include <string.h>

#include "base/buf.h"

/*
 * A text is changed in place first: of the blanks before a mark the first one
 * becomes one of these bytes, the others FRENCH_NONE.
 */
enum {
	FRENCH_NONE = 0x1c,
	FRENCH_WIDE = 0x1d,   /* U+00A0 */
	FRENCH_NARROW = 0x1e, /* U+202F */
	HARD_BREAK = '\v',
	OBJECT = 'x' /* stands for code or an image */
};

static const char open_mark[] = "\u00ab";
static const char close_mark[] = "\u00bb";

static bool starts_any(struct str s, const char *const *words)
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (str_starts(s, str_c(words[i])))
			return true;
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Signs of Latin-1 and General Punctuation begin with C2 and E2. */
static bool is_letter(struct str s)
{
	const unsigned char c = s.n == 0 ? ' ' : (unsigned char)s.p[0];
	const char low = str_lower((char)c);

	return (low >= 'a' && low <= 'z') || str_is_digit(low) ||
	       (c >= 0xc3 && c != 0xe2);
}

/* The character that ends before `at`, and the text from there on. */
static struct str character_before(struct str text, size_t at)
{
	size_t from = at;

	while (from > 0 && ((unsigned char)text.p[--from] & 0xc0) == 0x80)
		;
	return str_from(text, from);
}

/* May a sentence go on like this behind a ; or : of its own? */
static bool follows_colon(struct str s)
{
	static const char *const signs[] = { "\v", "\u00a0", "\u202f",
		open_mark, close_mark, "\"", "\u201c", NULL };
	/* A smiley with room in it. */
	const bool smiley = s.n > 1 && s.p[0] == ' ' && s.p[1] == ')';

	return s.n == 0 || (is_blank(s.p[0]) && !smiley) ||
	       starts_any(s, signs);
}

/* The same behind ! and ?, which may be several. */
static bool follows_cry(struct str s)
{
	static const char *const signs[] = { "\v", "\u00a0", "\u202f",
		close_mark, "\u201d", "\u2019", "\u2026", "\u2013", "\u2014",
		")", "]", "\"", "'", ".", ",", ";", ":", NULL };

	while (s.n > 0 && (s.p[0] == '!' || s.p[0] == '?'))
		s = str_from(s, 1);
	return s.n == 0 || is_blank(s.p[0]) || starts_any(s, signs);
}

/* The byte for the blank before what stands here; 0 = it stays. */
static char space_before(struct str s)
{
	switch (s.n == 0 ? '\0' : s.p[0]) {
	case ':':
		return follows_colon(str_from(s, 1)) ? FRENCH_WIDE : '\0';
	case ';':
		return follows_colon(str_from(s, 1)) ? FRENCH_NARROW : '\0';
	case '!':
	case '?':
		return follows_cry(s) ? FRENCH_NARROW : '\0';
	default:
		return str_starts(s, str_c(close_mark)) &&
			       !is_letter(str_from(s, strlen(close_mark)))
			   ? FRENCH_WIDE
			   : '\0';
	}
}

/* Is there a « that opens, before the blank at `at`? */
static bool is_opened(struct str text, size_t at)
{
	struct str mark = character_before(text, at);

	return str_starts(mark, str_c(open_mark)) &&
	       (mark.p == text.p || !is_letter(character_before(
					text, (size_t)(mark.p - text.p))));
}

/* Do words stand before `at`, that do not end with a no-break space? */
static bool has_words(struct str text, size_t at)
{
	static const char *const ends[] = { "\v", "\u00a0", "\u202f", NULL };

	return at > 0 && !starts_any(character_before(text, at), ends);
}

/* Changes the blanks of `bytes`, as many as before; was there one? */
static bool change(char *bytes, size_t n)
{
	struct str text = str_n(bytes, n);
	bool changed = false;

	for (size_t i = 0; i < n; i++) {
		size_t end = i;
		char space;
		while (end < n && is_blank(bytes[end]))
			end++;
		if (end == i)
			continue;
		space = has_words(text, i) ? space_before(str_from(text, end))
					   : '\0';
		if (space == '\0' && end < n && bytes[end] != HARD_BREAK &&
		    is_opened(text, i))
			space = FRENCH_WIDE;
		if (space != '\0') {
			memset(bytes + i, FRENCH_NONE, end - i);
			bytes[i] = space;
			changed = true;
		}
		i = end;
	}
	return changed;
}

static void show(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		switch (text.p[i]) {
		case FRENCH_NONE:
			break;
		case FRENCH_WIDE:
			(void)buf_puts(out, "\u00a0");
			break;
		case FRENCH_NARROW:
			(void)buf_puts(out, "\u202f");
			break;
		default:
			(void)buf_putc(out, text.p[i]);
		}
	}
}

struct str french_spaces(struct arena *arena, struct str text)
{
	enum { MOST = 3 /* bytes out of one */ };
	char *copy = arena_dup(arena, text);
	struct buf shown;
	struct str out;

	if (!change(copy, text.n))
		return text;
	buf_init(&shown, MOST * text.n + 1);
	show(&shown, str_n(copy, text.n));
	out = str_n(arena_dup(arena, buf_get(&shown)), shown.len);
	buf_clear(&shown);
	return out;
}

/* One step through the words of a paragraph. */
struct step {
	cmark_node *node;
	const char *bytes; /* of it, in the text of the paragraph */
	int images;        /* that are open */
};

/* The next piece of words; pieces of images are none of their own. */
static bool next_step(cmark_iter *iter, struct step *step)
{
	static const char object[] = { OBJECT, '\0' };
	static const char hard[] = { HARD_BREAK, '\0' };
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = step->node = cmark_iter_get_node(iter);
		const cmark_node_type type = cmark_node_get_type(node);
		if (type == CMARK_NODE_IMAGE)
			step->images += event == CMARK_EVENT_ENTER ? 1 : -1;
		step->bytes = NULL;
		if (type == CMARK_NODE_TEXT)
			step->bytes = cmark_node_get_literal(node);
		else if (type == CMARK_NODE_SOFTBREAK)
			step->bytes = "\n";
		else if (type == CMARK_NODE_LINEBREAK)
			step->bytes = hard;
		else if (type == CMARK_NODE_CODE || type == CMARK_NODE_IMAGE)
			step->bytes = object;
		if (step->bytes != NULL &&
		    (step->images == 0 || type == CMARK_NODE_IMAGE))
			return true;
	}
	return false;
}

/* Words where there were others, or the end of a line. */
static void put_words(cmark_node *node, const char *words)
{
	cmark_node *text = node;

	if (cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK)
		text = cmark_node_new(CMARK_NODE_TEXT);
	(void)cmark_node_set_literal(text, words);
	if (text == node)
		return;
	(void)cmark_node_replace(node, text);
	cmark_node_free(node);
}

/* Gives the pieces of a paragraph their new words. */
static void put_back(cmark_node *block, struct str changed, size_t room)
{
	cmark_iter *iter = cmark_iter_new(block);
	struct step step = { 0 };
	struct buf words;

	buf_init(&words, room);
	while (next_step(iter, &step)) {
		const size_t n = strlen(step.bytes);
		struct str part = str_sub(changed, 0, n);
		changed = str_from(changed, n);
		if (memcmp(part.p, step.bytes, n) == 0)
			continue;
		buf_reset(&words);
		show(&words, part);
		put_words(step.node, buf_get(&words).p);
	}
	buf_clear(&words);
	cmark_iter_free(iter);
}

static void change_block(cmark_node *block, size_t room)
{
	cmark_iter *iter = cmark_iter_new(block);
	struct step step = { 0 };
	struct buf text;

	buf_init(&text, room);
	while (next_step(iter, &step))
		(void)buf_puts(&text, step.bytes);
	cmark_iter_free(iter);
	if (!text.over && change(text.data, text.len))
		put_back(block, buf_get(&text), 3 * room);
	buf_clear(&text);
}

void french_markdown(cmark_node *root, size_t room)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		const cmark_node_type type = cmark_node_get_type(node);
		if (event == CMARK_EVENT_EXIT &&
		    (type == CMARK_NODE_PARAGRAPH ||
			type == CMARK_NODE_HEADING))
			change_block(node, room);
	}
	cmark_iter_free(iter);
}
