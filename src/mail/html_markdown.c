#include "mail/html_markdown.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/url.h"
#include "mail/html_look.h"
#include "mail/html_word.h"

enum { NEST_MAX = 8, HEADINGS = 6 };

enum mark { MARK_BOLD = 1, MARK_ITALIC = 2 };

/* A list or quotation that is open. */
struct nest {
	const xmlNode *node;
	bool quote;
	bool numbered;
};

struct writer {
	struct arena *arena;
	struct buf out;
	const struct html_image *images;
	size_t image_count;
	struct nest nests[NEST_MAX];
	size_t depth;
	size_t bold;   /* elements that are open */
	size_t italic; /* the same */
	size_t pre;
	unsigned marks;        /* that are written and not closed */
	size_t breaks;         /* line ends before the next word: 0, 1 or 2 */
	bool hard;             /* a single one is meant: <br> */
	bool blank;            /* a space before it */
	bool item;             /* it is the first of its item */
	size_t heading;        /* its signs come first */
	const xmlNode *title;  /* the heading that is open */
	const xmlNode *listed; /* the paragraph of Word that was an item */
	const xmlNode *table;  /* of things, that is open */
	size_t cell;           /* where its text begins */
	struct html_sizes sizes;
	const xmlNode *link; /* that is open */
	bool linked;         /* its text has begun */
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
	/* A row is one line. */
	if (w->table != NULL) {
		w->blank = true;
		return;
	}
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

/* Bold and italic begin and end inside. */
static void open_link(struct writer *w)
{
	if (w->link == NULL || w->linked || w->pre > 0)
		return;
	(void)buf_putc(&w->out, '[');
	w->linked = true;
}

static void close_link(struct writer *w)
{
	struct str href;

	if (!w->linked)
		return;
	close_marks(w);
	href = str_trim(str_c(html_attribute(w->link, "href")));
	(void)buf_puts(&w->out, "](");
	for (size_t i = 0; i < href.n; i++)
		if (!str_is_space(href.p[i]) &&
		    str_findc(str_c("()<>"), href.p[i]) == SIZE_MAX)
			(void)buf_putc(&w->out, href.p[i]);
		else
			(void)buf_printf(&w->out, "%%%02X",
			    (unsigned)(unsigned char)href.p[i]);
	(void)buf_putc(&w->out, ')');
	w->linked = false;
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

	if (w->title != NULL || w->pre > 0)
		wanted = 0;
	if (w->marks != wanted || w->breaks > 0 ||
	    (w->link != NULL && !w->linked))
		close_marks(w);
	/* A link is inside one paragraph; one around several is several. */
	if (w->breaks > 1 || w->item)
		close_link(w);
	if (!first && w->breaks == 1 && w->hard && !w->item)
		(void)buf_putc(&w->out, '\\');
	if (!first && w->breaks > 0)
		(void)buf_putc(&w->out, '\n');
	if (!first && w->breaks > 1)
		empty_line(w);
	if (first || w->breaks > 0)
		begin_line(w);
	else if (w->blank && w->out.len > w->cell)
		(void)buf_putc(&w->out, ' ');
	w->breaks = 0;
	w->blank = w->hard = false;
	open_link(w);
	if (w->marks != wanted)
		open_marks(w, wanted);
}

static void put_text(struct writer *w, const char *content)
{
	struct str rest = str_c(html_word_blank(content) ? " " : content);

	while (rest.n > 0 && !w->out.over) {
		size_t n;
		if (str_is_space(rest.p[0])) {
			w->blank = w->breaks == 0 && w->out.len > 0;
			rest = str_from(rest, 1);
			continue;
		}
		n = html_word_length(rest);
		begin_word(w);
		html_word_put(&w->out, str_sub(rest, 0, n), w->table != NULL);
		rest = str_from(rest, n);
	}
}

/* <pre> as code, each line as it is. */
static void put_code(struct writer *w, const char *content)
{
	struct str rest = str_c(content);

	while (rest.n > 0) {
		size_t n = str_findc(rest, '\n');
		struct str line = str_sub(rest, 0, n);
		bool begins = w->breaks > 0 || w->out.len == 0;
		if (begins && str_trim(line).n > 0) {
			w->hard = false;
			begin_word(w);
			(void)buf_puts(&w->out, "    ");
		}
		if (w->breaks == 0)
			(void)buf_str(&w->out, line);
		if (line.n < rest.n)
			need_breaks(w, w->breaks > 0 ? 2 : 1);
		rest = str_from(rest, line.n + 1);
	}
}

static const char *image_name(const struct writer *w, const xmlNode *node)
{
	struct str cid = html_cid(node);

	for (size_t i = 0; cid.n > 0 && i < w->image_count; i++)
		if (html_cid_is(cid, w->images[i].id))
			return w->images[i].name;
	return NULL;
}

static void put_image(struct writer *w, const xmlNode *node)
{
	const char *name = image_name(w, node);
	const char *alt = html_attribute(node, "alt");

	if (name == NULL) {
		put_text(w, alt);
		return;
	}
	begin_word(w);
	html_word_image(&w->out, html_word_alt(w->arena, alt, name), name,
	    w->table != NULL);
}

static void enter_link(struct writer *w, const xmlNode *node)
{
	if (w->link == NULL &&
	    url_is_link(str_trim(str_c(html_attribute(node, "href")))))
		w->link = node;
}

static void leave_link(struct writer *w, const xmlNode *node)
{
	if (w->link != node)
		return;
	close_link(w);
	w->link = NULL;
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
	while (w->depth > 0 && w->nests[w->depth - 1].node == node)
		w->depth--;
	w->item = false;
}

/* What Word shows as an item is a paragraph with a sign in front. */
static void open_item(struct writer *w, const xmlNode *node)
{
	struct html_item item;
	size_t base = w->depth;

	if (w->table != NULL || !html_word_item(node, &item))
		return;
	while (w->depth < NEST_MAX && w->depth < base + item.level)
		w->nests[w->depth++] =
		    (struct nest){ .node = node, .numbered = item.numbered };
	if (w->listed != NULL && w->breaks > 1)
		w->breaks = 1;
	w->item = true;
	w->listed = node;
}

static const char *const nests[] = { "ul", "ol", "blockquote" };
static const char *const skipped[] = { "head", "title", "style", "script",
	"template", "noscript", "object", "select", "textarea", "s", "strike",
	"del" };
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
	if (html_is(node, "div") || html_is(node, "li"))
		return 1;
	if (IS_ANY(node, nests))
		return w->depth > (itself ? 1 : 0) ? 1 : 2;
	return IS_ANY(node, blocks) || heading_of(node) > 0 ? 2 : 0;
}

/* What nobody wrote for the readers. */
static bool is_left_out(const xmlNode *node)
{
	static const char *const heads[] = { "moz-email-headers-table" };

	return IS_ANY(node, skipped) || html_is_hidden(node) ||
	       html_is_signature(node) || html_is_word_sign(node) ||
	       HTML_HAS_MARK(node, heads);
}

/* "::: table" and its rows, of news/table.h; false for other tables. */
static bool enter_table(struct writer *w, const xmlNode *node)
{
	if (html_is(node, "table") && w->table == NULL && w->depth == 0 &&
	    html_is_data_table(node)) {
		need_breaks(w, 2);
		begin_word(w);
		(void)buf_puts(&w->out, "::: table\n");
		w->table = node;
		return true;
	}
	if (w->table == NULL)
		return false;
	if (html_is(node, "tr"))
		(void)buf_puts(&w->out, "\n|");
	if (html_is(node, "td") || html_is(node, "th")) {
		(void)buf_putc(&w->out, ' ');
		w->cell = w->out.len;
	}
	return true;
}

static void leave_table(struct writer *w, const xmlNode *node)
{
	if (html_is(node, "td") || html_is(node, "th")) {
		close_link(w);
		close_marks(w);
		(void)buf_puts(&w->out, " |");
		w->blank = false;
	}
	if (w->table != node)
		return;
	w->table = NULL;
	w->cell = 0;
	(void)buf_puts(&w->out, "\n:::");
	need_breaks(w, 2);
}

static void open_title(struct writer *w, const xmlNode *node)
{
	size_t level = heading_of(node);

	if (w->title != NULL || w->table != NULL)
		return;
	if (level == 0 && w->depth == 0 &&
	    (html_is(node, "p") || html_is(node, "div")))
		level = html_large(node, &w->sizes);
	if (level == 0)
		return;
	need_breaks(w, 2);
	w->heading = level;
	w->title = node;
}

static void close_title(struct writer *w, const xmlNode *node)
{
	if (w->title != node)
		return;
	w->title = NULL;
	w->heading = 0;
	need_breaks(w, 2);
}

static void enter_element(struct writer *w, const xmlNode *node)
{
	if (breaks_of(w, node) > 0 && !w->item)
		need_breaks(w, breaks_of(w, node));
	if (IS_ANY(node, nests))
		open_nest(w, node);
	open_item(w, node);
	open_title(w, node);
	w->bold += html_is_bold(node);
	w->italic += html_is_italic(node);
	w->pre += html_is(node, "pre");
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
		enter_link(w, node);
}

/* False: what is inside is left out. */
static bool enter(void *ctx, const xmlNode *node)
{
	struct writer *w = ctx;

	if (w->sizes.body == 0)
		html_sizes_read(node, &w->sizes);
	if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
		(w->pre > 0 ? put_code : put_text)(
		    w, (const char *)node->content);
	if (node->type != XML_ELEMENT_NODE || is_left_out(node))
		return false;
	if (enter_table(w, node) && w->table == node)
		return true;
	enter_element(w, node);
	return true;
}

static void leave(void *ctx, const xmlNode *node)
{
	struct writer *w = ctx;

	if (node->type != XML_ELEMENT_NODE)
		return;
	if (html_is(node, "a"))
		leave_link(w, node);
	w->bold -= html_is_bold(node);
	w->italic -= html_is_italic(node);
	w->pre -= html_is(node, "pre");
	close_title(w, node);
	if (breaks_of(w, node) > 0)
		need_breaks(w, breaks_of(w, node));
	if (IS_ANY(node, nests) || w->listed == node)
		close_nest(w, node);
	else if (breaks_of(w, node) > 1)
		w->listed = NULL;
	if (w->table != NULL)
		leave_table(w, node);
}

char *html_markdown_image(struct arena *arena, const char *name)
{
	struct buf out;
	char *text;

	buf_init(&out, SIZE_MAX / 2);
	html_word_image(&out, html_word_alt(arena, "", name), name, false);
	text = arena_dup(arena, buf_get(&out));
	buf_clear(&out);
	return text;
}

char *html_markdown(struct arena *arena, struct str html,
    const struct html_image *images, size_t image_count, size_t max)
{
	struct writer w = {
		.arena = arena, .images = images, .image_count = image_count
	};
	char *text = NULL;

	buf_init(&w.out, max);
	html_walk(arena, html, enter, leave, &w);
	close_marks(&w);
	if (w.out.len > 0)
		(void)buf_putc(&w.out, '\n');
	if (!w.out.over)
		text = arena_dup(arena, buf_get(&w.out));
	buf_clear(&w.out);
	return text;
}
