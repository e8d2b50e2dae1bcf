#include "tmpl/markdown_walk.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "tmpl/hidden.h"
#include "tmpl/plain.h"

enum {
	PREFIX_MAX = 40, /* deeper quotes and lists are not indented more */
	MARKER_MAX = 320 /* "- - 1. " of items that begin together */
};

struct walk {
	struct buf *out;
	struct buf prefix; /* before each line, of quotes and items */
	struct buf marker; /* instead of it on the next line: "- " */
	struct buf text;   /* the paragraph or heading being read */
	size_t link;       /* where the open link's text began */
	size_t image;      /* the same of the image inside it */
	struct plain_notes *notes;
	size_t *lengths; /* of prefix, outside each open quote and item */
	size_t count;
	size_t room;
	bool gap; /* an empty line comes before the next block */
};

static void push_prefix(struct walk *w, struct str more)
{
	if (w->count == w->room) {
		w->room = w->room == 0 ? 16 : 2 * w->room;
		w->lengths =
		    mem_realloc(w->lengths, w->room, sizeof(*w->lengths));
	}
	w->lengths[w->count++] = w->prefix.len;
	if (w->prefix.len + more.n <= PREFIX_MAX)
		(void)buf_str(&w->prefix, more);
}

static void pop_prefix(struct walk *w)
{
	buf_truncate(&w->prefix, w->lengths[--w->count]);
	buf_reset(&w->marker);
}

/* The empty line between two blocks. */
static void put_gap(struct walk *w)
{
	struct str prefix = buf_get(&w->prefix);

	if (!w->gap || w->out->len == 0)
		return;
	/* The new item's own indentation is no part of the gap. */
	if (w->marker.len > 0 && w->count > 0)
		prefix.n = w->lengths[w->count - 1];
	while (prefix.n > 0 && prefix.p[prefix.n - 1] == ' ')
		prefix.n--;
	(void)buf_str(w->out, prefix);
	(void)buf_putc(w->out, '\n');
}

/* Writes one line or wrapped paragraph of the open block. */
static void put_line(struct walk *w, struct str text, bool wrap)
{
	struct str next = buf_get(&w->prefix);
	struct str first = w->marker.len > 0 ? buf_get(&w->marker) : next;

	if (wrap) {
		plain_paragraph(w->out, text, first, next);
	} else {
		(void)buf_str(w->out, first);
		(void)buf_str(w->out, text);
		(void)buf_putc(w->out, '\n');
	}
	buf_reset(&w->marker);
}

/* Of a table drawn with bars, as people write them. */
static bool is_row(struct str line)
{
	return str_starts(line, str_c("|"));
}

/* The text read so far, one paragraph for each hard line break. */
static void put_block(struct walk *w)
{
	struct str rest = buf_get(&w->text);
	struct str line;

	if (rest.n > 0)
		put_gap(w);
	while (str_line(&rest, &line)) {
		put_line(w, line, !is_row(line));
		w->gap = true;
	}
	buf_reset(&w->text);
}

static void put_heading(struct walk *w, int level)
{
	size_t width = utf8_width(buf_get(&w->text));
	char rule[PLAIN_WIDTH];

	if (width > PLAIN_WIDTH - w->prefix.len)
		width = PLAIN_WIDTH - w->prefix.len;
	put_block(w);
	if (level > 2 || width == 0)
		return;
	memset(rule, level == 1 ? '=' : '-', width);
	put_line(w, str_n(rule, width), false);
}

static void put_code(struct walk *w, struct str code)
{
	struct str line;

	put_gap(w);
	push_prefix(w, str_c("    "));
	while (str_line(&code, &line))
		put_line(w, line, false);
	buf_truncate(&w->prefix, w->lengths[--w->count]);
	w->gap = true;
}

/* "- ", or the number of an item in its list. */
static void start_item(struct walk *w, cmark_node *item)
{
	static const char blanks[] = "                ";
	cmark_node *list = cmark_node_parent(item);
	cmark_node *before = cmark_node_previous(item);
	const int tight = cmark_node_get_list_tight(list);
	struct buf bullet;
	uintptr_t n;

	buf_init(&bullet, sizeof(blanks) - 1);
	if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST) {
		n = before == NULL
			? (uintptr_t)cmark_node_get_list_start(list)
			: (uintptr_t)cmark_node_get_user_data(before) + 1;
		(void)cmark_node_set_user_data(item, (void *)n);
		(void)buf_printf(&bullet, "%ju. ", (uintmax_t)n);
	} else {
		(void)buf_puts(&bullet, "- ");
	}
	if (before != NULL && tight)
		w->gap = false;
	if (w->marker.len == 0)
		(void)buf_str(&w->marker, buf_get(&w->prefix));
	(void)buf_str(&w->marker, buf_get(&bullet));
	push_prefix(w, str_n(blanks, bullet.len));
	buf_clear(&bullet);
}

/* A list inside a tight item follows its text at once. */
static void start_list(struct walk *w, cmark_node *list)
{
	cmark_node *item = cmark_node_parent(list);

	if (cmark_node_get_type(item) == CMARK_NODE_ITEM &&
	    cmark_node_get_list_tight(cmark_node_parent(item)))
		w->gap = false;
}

/* Not what cmark empties in the HTML either: other schemes run code. */
static bool may_show(struct str url)
{
	static const char *const schemes[] = { "https:", "http:", "mailto:" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (str_istarts(url, str_c(schemes[i])))
			return true;
	return url.n > 0 && str_findc(url, ':') == SIZE_MAX;
}

/* The number of a note for it; 0 = it is to stand in the text. */
static size_t note_number(struct walk *w, struct str url)
{
	struct buf shown;
	size_t number;

	if (w->notes == NULL)
		return 0;
	buf_init(&shown, w->text.max);
	hidden_show(&shown, url, HIDDEN_URL);
	number = plain_note(w->notes, buf_get(&shown));
	buf_clear(&shown);
	return number;
}

/* ` [1]` or ` <url>` after the words, unless they are the same. */
static void end_link(struct walk *w, cmark_node *node)
{
	struct str url = str_c(cmark_node_get_url(node));
	struct str words = str_from(buf_get(&w->text), w->link);
	const bool mail = str_istarts(url, str_c("mailto:"));
	struct str bare = mail ? str_from(url, strlen("mailto:")) : url;
	const char *blank = words.n > 0 ? " " : "";
	size_t number = 0;

	if (mail && w->notes != NULL)
		bare = str_sub(bare, 0, str_findc(bare, '?'));
	if (!may_show(url) || str_eq(words, url) || str_eq(words, bare))
		return;
	if (!mail)
		number = note_number(w, url);
	if (number > 0)
		(void)buf_printf(&w->text, "%s[%zu]", blank, number);
	else
		(void)buf_printf(&w->text, "%s<%.*s>", blank, STR_ARG(bare));
}

/* What an image shows, in brackets; a mere ornament shows nothing. */
static void image_node(struct walk *w, bool enter)
{
	if (enter) {
		w->image = w->text.len;
		(void)buf_putc(&w->text, '[');
	} else if (w->text.len == w->image + 1) {
		buf_truncate(&w->text, w->image);
	} else {
		(void)buf_putc(&w->text, ']');
	}
}

static void inline_node(struct walk *w, cmark_node *node, bool enter)
{
	const char *literal = cmark_node_get_literal(node);

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		(void)buf_puts(&w->text, literal == NULL ? "" : literal);
		break;
	case CMARK_NODE_SOFTBREAK:
		(void)buf_putc(
		    &w->text, is_row(buf_get(&w->text)) ? '\n' : ' ');
		break;
	case CMARK_NODE_LINEBREAK:
		(void)buf_putc(&w->text, '\n');
		break;
	case CMARK_NODE_STRONG:
		(void)buf_putc(&w->text, '*');
		break;
	case CMARK_NODE_EMPH:
		(void)buf_putc(&w->text, '_');
		break;
	case CMARK_NODE_LINK:
		if (enter)
			w->link = w->text.len;
		else
			end_link(w, node);
		break;
	case CMARK_NODE_IMAGE:
		image_node(w, enter);
		break;
	default: /* raw HTML is left out */
		break;
	}
}

static void enter_block(struct walk *w, cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_BLOCK_QUOTE:
		put_gap(w);
		w->gap = false;
		push_prefix(w, str_c("> "));
		if (w->marker.len > 0)
			(void)buf_puts(&w->marker, "> ");
		break;
	case CMARK_NODE_LIST:
		start_list(w, node);
		break;
	case CMARK_NODE_ITEM:
		start_item(w, node);
		break;
	case CMARK_NODE_CODE_BLOCK:
		put_code(w, str_c(literal));
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		put_gap(w);
		put_line(w, str_c("* * *"), false);
		w->gap = true;
		break;
	default:
		break;
	}
}

static void leave_block(struct walk *w, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_BLOCK_QUOTE:
	case CMARK_NODE_ITEM:
		pop_prefix(w);
		break;
	case CMARK_NODE_LIST:
		w->gap = true;
		break;
	case CMARK_NODE_PARAGRAPH:
		put_block(w);
		break;
	case CMARK_NODE_HEADING:
		put_heading(w, cmark_node_get_heading_level(node));
		break;
	default:
		break;
	}
}

static bool is_inline(cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);

	return type >= CMARK_NODE_FIRST_INLINE &&
	       type <= CMARK_NODE_LAST_INLINE;
}

void markdown_walk(struct buf *out, cmark_node *root, struct plain_notes *notes)
{
	struct walk w = { .out = out, .notes = notes };
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	buf_init(&w.prefix, PREFIX_MAX);
	buf_init(&w.marker, MARKER_MAX);
	buf_init(&w.text, out->max);
	while (
	    (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE && !out->over) {
		cmark_node *node = cmark_iter_get_node(iter);
		if (is_inline(node))
			inline_node(&w, node, event == CMARK_EVENT_ENTER);
		else if (event == CMARK_EVENT_ENTER)
			enter_block(&w, node);
		else
			leave_block(&w, node);
	}
	if (w.text.over)
		out->over = true;
	cmark_iter_free(iter);
	free(w.lengths);
	buf_clear(&w.prefix);
	buf_clear(&w.marker);
	buf_clear(&w.text);
}
