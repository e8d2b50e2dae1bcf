#include "tmpl/look.h"

#include <cmark.h>

#include "base/buf.h"
#include "tmpl/markdown_place.h"
#include "tmpl/tmpl.h"
#include "tmpl/unwritten.h"

enum { BLOCK_MAX = TMPL_OUT };

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

/* The words of a paragraph line by line, without links, images and code. */
static void put_words(struct buf *out, cmark_node *block)
{
	cmark_iter *iter = cmark_iter_new(block);
	cmark_event_type event;
	int hidden = 0;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);
		if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
			hidden += event == CMARK_EVENT_ENTER ? 1 : -1;
		else if (type == CMARK_NODE_SOFTBREAK ||
			 type == CMARK_NODE_LINEBREAK)
			(void)buf_putc(out, '\n');
		else if (type == CMARK_NODE_TEXT && hidden == 0)
			(void)buf_puts(out, cmark_node_get_literal(node));
	}
	cmark_iter_free(iter);
}

static size_t line_of(cmark_node *node)
{
	int line = cmark_node_get_start_line(node);

	return line > 0 ? (size_t)line : 1;
}

/* A look at a text. */
struct work {
	struct markdown_place place;
	look_fn *each;
	void *ctx;
};

static void tell(
    struct work *work, enum look_kind kind, int level, size_t line, size_t byte)
{
	const struct look seen = {
		.kind = kind,
		.level = level,
		.line = line,
		.column = markdown_column(&work->place, line, byte),
	};

	work->each(work->ctx, &seen);
}

/* The marks of [[what is to be written]]. */
static void look_for_marks(struct work *work, struct str text, size_t number)
{
	size_t from = 0; /* in the line, behind the mark before */
	struct str mark;

	while ((mark = unwritten_find(text)).n > 0) {
		struct look seen = { .kind = LOOK_UNWRITTEN, .words = mark };
		size_t byte;
		for (; text.p < mark.p; text = str_from(text, 1)) {
			if (*text.p != '\n')
				continue;
			number++;
			from = 0;
		}
		byte = str_find(
		    str_from(markdown_line(&work->place, number), from),
		    str_c("[["));
		from += byte == SIZE_MAX ? 0 : byte;
		seen.line = number;
		seen.column = markdown_column(&work->place, number, from + 1);
		work->each(work->ctx, &seen);
		from += 2;
		text = str_from(text, 2);
	}
}

/* Which of the signs these words have, or NULL. */
static const char *sign_in(
    struct str words, const char *const *signs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_find(words, str_c(signs[i])) != SIZE_MAX)
			return signs[i];
	return NULL;
}

/* Points at the sign, if the line has one alone, else at its first word. */
static void tell_sign(
    struct work *work, enum look_kind kind, size_t number, const char *sign)
{
	struct str line = markdown_line(&work->place, number);
	size_t at = str_find(line, str_c(sign));

	if (at == SIZE_MAX ||
	    str_find(str_from(line, at + 1), str_c(sign)) != SIZE_MAX)
		for (at = 0; at < line.n && str_is_space(line.p[at]);)
			at++;
	tell(work, kind, 0, number, at + 1);
}

/* "|:--|--:|", as other kinds of Markdown have below the head of a table. */
static bool is_table_rule(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (str_findc(str_c("|-: "), line.p[i]) == SIZE_MAX)
			return false;
	return str_findc(line, '|') != SIZE_MAX &&
	       str_find(line, str_c("--")) != SIZE_MAX;
}

static void look_at_words(struct work *work, cmark_node *block)
{
	/* "[words](https://e x ample" and the like. */
	static const char *const links[] = { "](", "] (http", "] (mailto:" };
	static const char *const bare[] = { "https://", "http://", "www." };
	size_t number = line_of(block);
	struct buf text;
	struct str rest;
	struct str line;

	buf_init(&text, BLOCK_MAX);
	put_words(&text, block);
	look_for_marks(work, buf_get(&text), number);
	for (rest = buf_get(&text); str_line(&rest, &line); number++) {
		const char *link = sign_in(line, links, LENGTH(links));
		const char *address = sign_in(line, bare, LENGTH(bare));
		if (link != NULL)
			tell_sign(work, LOOK_LINK, number, link);
		else if (address != NULL)
			tell_sign(work, LOOK_BARE, number, address);
		if (is_table_rule(line))
			tell_sign(work, LOOK_TABLE, number, "|");
	}
	buf_clear(&text);
}

/* HTML that is more than a remark. */
static bool is_html(cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);
	struct str html = { "", 0 };

	if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)
		html = str_trim(str_c(cmark_node_get_literal(node)));
	return html.n > 0 && !str_starts(html, str_c("<!--"));
}

void look_at(struct str markdown, look_fn *each, void *ctx)
{
	cmark_node *root = cmark_parse_document(
	    markdown.p, markdown.n, CMARK_OPT_VALIDATE_UTF8);
	cmark_iter *iter = cmark_iter_new(root);
	struct work work = { { .text = markdown, .line = 1 }, each, ctx };
	cmark_event_type event;
	bool told = false; /* of the HTML in this block */

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);
		size_t byte = (size_t)cmark_node_get_start_column(node);
		if (event != CMARK_EVENT_ENTER)
			continue;
		if (type < CMARK_NODE_FIRST_INLINE)
			told = false;
		if (type == CMARK_NODE_HEADING)
			tell(&work, LOOK_HEADING,
			    cmark_node_get_heading_level(node), line_of(node),
			    byte);
		if (type == CMARK_NODE_HEADING || type == CMARK_NODE_PARAGRAPH)
			look_at_words(&work, node);
		if (!told && is_html(node)) {
			told = true;
			tell(&work, LOOK_HTML, 0, line_of(node), byte);
		}
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
}
