#include "mail/html_markdown.h"

#include <string.h>

#include "base/buf.h"
#include "base/url.h"
#include "mail/html_tree.h"

enum { NEST_MAX = 8, HEADINGS = 6, FIELD_MAX = 100 };

enum mark { MARK_BOLD = 1, MARK_ITALIC = 2 };

/* A list or quotation that is open. */
struct nest {
	const xmlNode *node;
	bool quote;
	bool numbered;
};

struct writer {
	struct buf out;
	const struct html_image *images;
	size_t image_count;
	struct nest nests[NEST_MAX];
	size_t depth;
	size_t bold;   /* elements that are open */
	size_t italic; /* the same */
	size_t pre;
	unsigned marks; /* that are written and not closed */
	size_t breaks;  /* line ends before the next word: 0, 1 or 2 */
	bool hard;      /* a single one is meant: <br> */
	bool blank;     /* a space before it */
	bool item;      /* it is the first of its item */
	size_t heading; /* its signs come first */
	bool plain;     /* neither bold nor italic now */
	const xmlNode *link;
	size_t link_start; /* where its text begins */
};

static bool is_any(const xmlNode *node, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (html_is(node, names[i]))
			return true;
	return false;
}

#define IS_ANY(node, names)                                                    \
	is_any(node, names, sizeof(names) / sizeof((names)[0]))

static void need_breaks(struct writer *w, size_t n)
{
	if (w->breaks < n)
		w->breaks = n;
	w->blank = false;
}

static void close_marks(struct writer *w)
{
	if ((w->marks & MARK_ITALIC) != 0)
		(void)buf_putc(&w->out, '*');
	if ((w->marks & MARK_BOLD) != 0)
		(void)buf_puts(&w->out, "**");
	w->marks = 0;
}

static void open_marks(struct writer *w, unsigned marks)
{
	if ((marks & MARK_BOLD) != 0)
		(void)buf_puts(&w->out, "**");
	if ((marks & MARK_ITALIC) != 0)
		(void)buf_putc(&w->out, '*');
	w->marks = marks;
}

/* What stands in front of each line inside lists and quotations. */
static void begin_line(struct writer *w)
{
	for (size_t i = 0; i < w->depth; i++) {
		const struct nest *nest = &w->nests[i];
		bool here = i + 1 == w->depth && w->item;

		if (nest->quote)
			(void)buf_puts(&w->out, "> ");
		else if (here && nest->numbered)
			(void)buf_puts(&w->out, "1.  ");
		else if (here)
			(void)buf_puts(&w->out, "-   ");
		else
			(void)buf_puts(&w->out, "    ");
	}
	w->item = false;
	for (size_t i = 0; i < w->heading; i++)
		(void)buf_putc(&w->out, '#');
	if (w->heading > 0)
		(void)buf_putc(&w->out, ' ');
	w->heading = 0;
}

/* A quotation holds its empty lines together. */
static void empty_line(struct writer *w)
{
	for (size_t i = 0; i < w->depth && w->nests[i].quote; i++)
		(void)buf_puts(&w->out, ">");
	(void)buf_putc(&w->out, '\n');
}

/* Ends what is open, or parts from the word before; ready for a word. */
static void begin_word(struct writer *w)
{
	unsigned wanted =
	    (w->bold > 0 ? MARK_BOLD : 0U) | (w->italic > 0 ? MARK_ITALIC : 0U);
	bool first = w->out.len == 0;

	if (w->heading > 0 || w->plain)
		wanted = 0;
	if (w->marks != wanted || w->breaks > 0)
		close_marks(w);
	if (!first && w->breaks == 1 && w->hard && !w->item)
		(void)buf_putc(&w->out, '\\');
	if (!first && w->breaks > 0)
		(void)buf_putc(&w->out, '\n');
	if (!first && w->breaks > 1)
		empty_line(w);
	if (first || w->breaks > 0)
		begin_line(w);
	else if (w->blank)
		(void)buf_putc(&w->out, ' ');
	w->breaks = 0;
	w->blank = w->hard = false;
	if (w->marks != wanted)
		open_marks(w, wanted);
}

static bool at_line_start(const struct writer *w)
{
	struct str out = buf_get(&w->out);

	for (size_t i = out.n; i > 0; i--) {
		char c = out.p[i - 1];
		if (c == '\n')
			return true;
		if (c != ' ' && c != '>')
			return false;
	}
	return true;
}

/* "1." and "1)" begin lists, "#" headings, "-" and "+" lists, "=" too. */
static size_t begins_block(struct str word)
{
	size_t n = 0;

	if (word.p[0] == '#' || word.p[0] == '-' || word.p[0] == '+' ||
	    word.p[0] == '=' || word.p[0] == '~')
		return 1;
	while (n < word.n && word.p[n] >= '0' && word.p[n] <= '9')
		n++;
	return n > 0 && n < word.n && (word.p[n] == '.' || word.p[n] == ')')
		   ? n + 1
		   : 0;
}

/* The end of a {{field}} that begins here; 0 = none does. */
static size_t field_length(struct str text)
{
	size_t end;

	if (!str_starts(text, str_c("{{")))
		return 0;
	end = str_find(str_sub(text, 0, FIELD_MAX), str_c("}}"));
	return end == SIZE_MAX ? 0 : end + 2;
}

static void put_word(struct writer *w, struct str word)
{
	size_t escape = at_line_start(w) ? begins_block(word) : 0;

	for (size_t i = 0; i < word.n; i++) {
		size_t field = field_length(str_from(word, i));
		if (field > 0) {
			(void)buf_str(&w->out, str_sub(word, i, field));
			i += field - 1;
			continue;
		}
		if (strchr("\\`*_[]<>&", word.p[i]) != NULL ||
		    (escape > 0 && i + 1 == escape))
			(void)buf_putc(&w->out, '\\');
		(void)buf_putc(&w->out, word.p[i]);
	}
}

/* A {{field name}} is one word. */
static size_t word_length(struct str text)
{
	size_t n = 0;

	while (n < text.n && !str_is_space(text.p[n])) {
		size_t field = field_length(str_from(text, n));
		n += field > 0 ? field : 1;
	}
	return n;
}

static void put_text(struct writer *w, const char *content)
{
	struct str rest = str_c(content);

	while (rest.n > 0 && !w->out.over) {
		size_t n;
		if (str_is_space(rest.p[0])) {
			w->blank = w->breaks == 0 && w->out.len > 0;
			rest = str_from(rest, 1);
			continue;
		}
		n = word_length(rest);
		begin_word(w);
		put_word(w, str_sub(rest, 0, n));
		rest = str_from(rest, n);
	}
}

/* Each line of <pre> as code. */
static void put_code(struct writer *w, const char *content)
{
	struct str rest = str_c(content);
	struct str line;

	while (str_line(&rest, &line)) {
		need_breaks(w, 1);
		if (str_trim(line).n == 0)
			continue;
		begin_word(w);
		(void)buf_puts(&w->out, "    ");
		(void)buf_str(&w->out, line);
	}
}

static const char *image_name(const struct writer *w, const char *src)
{
	struct str id = str_from(str_c(src), 4);

	if (!str_istarts(str_c(src), str_c("cid:")))
		return NULL;
	for (size_t i = 0; i < w->image_count; i++)
		if (str_is(id, w->images[i].id))
			return w->images[i].name;
	return NULL;
}

static void put_image(struct writer *w, const xmlNode *node)
{
	const char *name = image_name(w, html_attribute(node, "src"));
	const char *alt = html_attribute(node, "alt");

	if (name == NULL) {
		put_text(w, alt);
		return;
	}
	begin_word(w);
	(void)buf_puts(&w->out, "![");
	put_word(w, str_c(alt));
	(void)buf_puts(&w->out, "](");
	for (const char *p = name; *p != '\0'; p++) {
		if (*p == ' ')
			(void)buf_puts(&w->out, "%20");
		else
			(void)buf_putc(&w->out, *p);
	}
	(void)buf_putc(&w->out, ')');
}

static void begin_link(struct writer *w, const xmlNode *node)
{
	if (w->link != NULL ||
	    !url_is_link(str_trim(str_c(html_attribute(node, "href")))))
		return;
	w->plain = true; /* bold and italic begin and end inside */
	begin_word(w);
	w->plain = false;
	(void)buf_putc(&w->out, '[');
	w->link = node;
	w->link_start = w->out.len;
}

static void end_link(struct writer *w, const xmlNode *node)
{
	struct str href = str_trim(str_c(html_attribute(node, "href")));

	if (w->link != node)
		return;
	close_marks(w);
	w->link = NULL;
	if (w->out.len == w->link_start) {
		buf_truncate(&w->out, w->link_start - 1);
		return;
	}
	(void)buf_puts(&w->out, "](");
	for (size_t i = 0; i < href.n; i++)
		if (!str_is_space(href.p[i]) && href.p[i] != '(' &&
		    href.p[i] != ')' && href.p[i] != '<' && href.p[i] != '>')
			(void)buf_putc(&w->out, href.p[i]);
		else
			(void)buf_printf(&w->out, "%%%02X",
			    (unsigned)(unsigned char)href.p[i]);
	(void)buf_putc(&w->out, ')');
}

static void open_nest(struct writer *w, const xmlNode *node)
{
	if (w->depth == NEST_MAX)
		return;
	w->nests[w->depth++] = (struct nest){
		.node = node,
		.quote = html_is(node, "blockquote"),
		.numbered = html_is(node, "ol"),
	};
}

static void close_nest(struct writer *w, const xmlNode *node)
{
	if (w->depth > 0 && w->nests[w->depth - 1].node == node)
		w->depth--;
	w->item = false;
}

static const char *const nests[] = { "ul", "ol", "blockquote" };
static const char *const bolds[] = { "b", "strong" };
static const char *const italics[] = { "i", "em" };
static const char *const skipped[] = { "head", "title", "style", "script",
	"template", "noscript", "object", "select", "textarea" };
static const char *const blocks[] = { "p", "div", "table", "tr", "td", "th",
	"address", "article", "section", "header", "footer", "center", "pre",
	"dl", "dt", "dd", "hr", "form" };

static size_t heading_of(const xmlNode *node)
{
	const char *name = (const char *)node->name;

	return node->type == XML_ELEMENT_NODE && name[0] == 'h' &&
		       name[1] >= '1' && name[1] <= '0' + HEADINGS &&
		       name[2] == '\0'
		   ? (size_t)(name[1] - '0')
		   : 0;
}

static size_t breaks_of(const struct writer *w, const xmlNode *node)
{
	bool itself = w->depth > 0 && w->nests[w->depth - 1].node == node;

	/* A div is a line of a mail; two of them are no paragraphs. */
	if (html_is(node, "div"))
		return 1;
	if (html_is(node, "li"))
		return 1;
	if (IS_ANY(node, nests))
		return w->depth > (itself ? 1 : 0) ? 1 : 2;
	return IS_ANY(node, blocks) || heading_of(node) > 0 ? 2 : 0;
}

/* False: what is inside is left out. */
static bool enter(void *ctx, const xmlNode *node)
{
	struct writer *w = ctx;
	if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
		(w->pre > 0 ? put_code : put_text)(
		    w, (const char *)node->content);
	if (node->type != XML_ELEMENT_NODE || IS_ANY(node, skipped))
		return false;
	if (breaks_of(w, node) > 0 && !w->item)
		need_breaks(w, breaks_of(w, node));
	if (IS_ANY(node, nests))
		open_nest(w, node);
	w->bold += IS_ANY(node, bolds);
	w->italic += IS_ANY(node, italics);
	w->pre += html_is(node, "pre");
	w->heading = heading_of(node) > 0 ? heading_of(node) : w->heading;
	if (html_is(node, "li") && w->depth > 0) {
		w->item = true;
		need_breaks(w, 1);
	}
	w->hard = w->hard || html_is(node, "br") || html_is(node, "div");
	if (html_is(node, "br"))
		need_breaks(w, w->breaks > 0 ? 2 : 1);
	else if (html_is(node, "img"))
		put_image(w, node);
	else if (html_is(node, "a"))
		begin_link(w, node);
	return true;
}

static void leave(void *ctx, const xmlNode *node)
{
	struct writer *w = ctx;

	if (node->type != XML_ELEMENT_NODE)
		return;
	if (html_is(node, "a"))
		end_link(w, node);
	w->bold -= IS_ANY(node, bolds);
	w->italic -= IS_ANY(node, italics);
	w->pre -= html_is(node, "pre");
	if (heading_of(node) > 0)
		w->heading = 0;
	if (breaks_of(w, node) > 0)
		need_breaks(w, breaks_of(w, node));
	if (IS_ANY(node, nests))
		close_nest(w, node);
}

char *html_markdown(struct arena *arena, struct str html,
    const struct html_image *images, size_t image_count, size_t max)
{
	struct writer w = { .images = images, .image_count = image_count };
	char *text;

	buf_init(&w.out, max);
	html_walk(arena, html, enter, leave, &w);
	close_marks(&w);
	if (w.out.len > 0)
		(void)buf_putc(&w.out, '\n');
	text = arena_dup(arena, buf_get(&w.out));
	buf_clear(&w.out);
	return text;
}
