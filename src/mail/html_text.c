#include "mail/html_text.h"

#include <string.h>

#include "base/buf.h"
#include "base/url.h"
#include "mail/html_look.h"
#include "mail/html_word.h"

enum { QUOTES_MAX = 20, EMPTY_LINES_MAX = 2, FIRST_DEPTH = 8 };

struct writer {
	struct buf out;
	size_t quotes;     /* "> " in front of a line begun now */
	size_t was_quotes; /* of the line before */
	size_t breaks;     /* line ends before the next word */
	size_t pre;        /* inside <pre> */
	bool blank;        /* a space before the next word of the line */
	bool signature;    /* a signature's first words come now */
	bool rest_quoted;  /* Outlook: all that follows is quoted */
};

/* How elements are laid out: line ends around them, 0 for running text. */
struct layout {
	const char *name;
	unsigned char breaks;
	bool skip;
};

static const struct layout *find_layout(const xmlNode *node)
{
	static const struct layout table[] = {
		{ "p", 2, false },
		{ "div", 1, false },
		{ "li", 1, false },
		{ "tr", 1, false },
		{ "ul", 1, false },
		{ "ol", 1, false },
		{ "h1", 2, false },
		{ "h2", 2, false },
		{ "h3", 2, false },
		{ "h4", 2, false },
		{ "h5", 2, false },
		{ "h6", 2, false },
		{ "hr", 2, false },
		{ "table", 1, false },
		{ "blockquote", 1, false },
		{ "pre", 1, false },
		{ "address", 1, false },
		{ "article", 1, false },
		{ "section", 1, false },
		{ "header", 1, false },
		{ "footer", 1, false },
		{ "center", 1, false },
		{ "form", 1, false },
		{ "dl", 1, false },
		{ "dt", 1, false },
		{ "dd", 1, false },
		{ "head", 0, true },
		{ "title", 0, true },
		{ "style", 0, true },
		{ "script", 0, true },
		{ "template", 0, true },
		{ "noscript", 0, true },
		{ "object", 0, true },
		{ "select", 0, true },
		{ "textarea", 0, true },
	};
	static const struct layout inline_layout = { "", 0, false };

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp((const char *)node->name, table[i].name) == 0)
			return &table[i];
	return &inline_layout;
}

/*
 * What clients mark as quoted.  gmail_quote itself is not here: an answer
 * written below the quotation is inside it too.
 */
static bool is_quote(const xmlNode *node)
{
	static const char *const marks[] = { "gmail_attr", "moz-cite-prefix",
		"yahoo_quoted", "reply-intro", "isForwardContent",
		"moz-forward-container", "mail-editor-reference-message",
		"ms-outlook-mobile-reference-message", "__QUOTED_TEXT__",
		"__HEADERS__" };

	return html_is(node, "blockquote") || HTML_HAS_MARK(node, marks);
}

/* The first text inside. */
static const char *first_text(const xmlNode *node)
{
	const xmlNode *in = node->children;

	for (size_t i = 0;
	     i < FIRST_DEPTH && in != NULL && in->type == XML_ELEMENT_NODE; i++)
		in = in->children;
	return in == NULL || in->type != XML_TEXT_NODE || in->content == NULL
		   ? ""
		   : (const char *)in->content;
}

/* Gmail gives the heading of a forwarded mail the class of an attribution. */
static bool is_forwarding(const xmlNode *node)
{
	static const char *const marks[] = { "gmail_attr" };

	return HTML_HAS_MARK(node, marks) &&
	       str_starts(str_trim(str_c(first_text(node))), str_c("-----"));
}

/* Outlook puts a heading, then the quoted mail as it was. */
static bool begins_quoted_rest(const xmlNode *node)
{
	static const char *const marks[] = { "divRplyFwdMsg", "appendonsend",
		"OutlookMessageHeader", "OLK_SRC_BODY_SECTION", "zwchr",
		"__DIVIDER__" };

	return HTML_HAS_MARK(node, marks) || is_forwarding(node);
}

static void put_quotes(struct writer *w, size_t n, bool empty)
{
	for (size_t i = 0; i < n && i < QUOTES_MAX; i++)
		(void)buf_puts(&w->out, empty && i + 1 == n ? ">" : "> ");
}

/* Everything that has to stand before the next character. */
static void begin_word(struct writer *w)
{
	size_t quotes = w->quotes == 0 && w->rest_quoted ? 1 : w->quotes;
	size_t least = quotes < w->was_quotes ? quotes : w->was_quotes;

	if (w->out.len > 0 && w->breaks > 0) {
		(void)buf_putc(&w->out, '\n');
		for (size_t i = 1; i < w->breaks; i++) {
			put_quotes(w, least, true);
			(void)buf_putc(&w->out, '\n');
		}
	}
	if (w->out.len == 0 || w->breaks > 0) {
		put_quotes(w, quotes, false);
		w->was_quotes = quotes;
	} else if (w->blank) {
		(void)buf_putc(&w->out, ' ');
	}
	w->blank = false;
	w->breaks = 0;
}

static void need_breaks(struct writer *w, size_t n)
{
	if (w->breaks < n)
		w->breaks = n;
}

static void put_break(struct writer *w)
{
	if (w->breaks < EMPTY_LINES_MAX)
		w->breaks++;
}

/* Running text: blanks collapse, no-break spaces too. */
static void put_text(struct writer *w, const char *text)
{
	for (const char *p = text; *p != '\0';) {
		bool wide = strncmp(p, "\xc2\xa0", 2) == 0;
		if (w->pre > 0 && *p == '\n') {
			put_break(w);
			p++;
		} else if (wide || (str_is_space(*p) && w->pre == 0)) {
			w->blank = true;
			p += wide ? 2 : 1;
		} else {
			size_t n = strcspn(p, " \t\r\n\f\v\xc2");
			n += n == 0; /* 0xc2 of another character */
			begin_word(w);
			(void)buf_add(&w->out, p, n);
			p += n;
		}
	}
}

static void put_signature_mark(struct writer *w)
{
	w->signature = false;
	need_breaks(w, 1);
	begin_word(w);
	(void)buf_puts(&w->out, "-- ");
	need_breaks(w, 1);
}

/* False when what is inside is not to be read. */
static bool enter(void *ctx, const xmlNode *node)
{
	struct writer *w = ctx;
	const struct layout *layout;

	if (node->type == XML_TEXT_NODE ||
	    node->type == XML_CDATA_SECTION_NODE) {
		const char *text = (const char *)node->content;
		if (text == NULL)
			return false;
		if (w->signature && !html_word_blank(text))
			put_signature_mark(w);
		put_text(w, text);
		return false;
	}
	if (node->type != XML_ELEMENT_NODE)
		return node->type == XML_HTML_DOCUMENT_NODE;
	layout = find_layout(node);
	if (layout->skip || html_is_hidden(node))
		return false;
	need_breaks(w, layout->breaks);
	if (begins_quoted_rest(node))
		w->rest_quoted = true;
	w->quotes += is_quote(node);
	w->signature = w->signature || html_is_signature(node);
	w->pre += html_is(node, "pre");
	if (html_is(node, "br"))
		put_break(w);
	else if (html_is(node, "li"))
		put_text(w, "- ");
	else if (html_is(node, "img"))
		put_text(w, html_attribute(node, "alt"));
	return true;
}

/* "text <address>" for a link whose text is not the address itself. */
static void put_link(struct writer *w, const xmlNode *node)
{
	struct str href = str_trim(str_c(html_attribute(node, "href")));
	struct str bare = str_from(href, str_find(href, str_c("//")));
	struct str text = buf_get(&w->out);

	if (!url_is_web(href))
		return;
	bare = str_from(bare, 2);
	if (bare.n > 0 && bare.p[bare.n - 1] == '/')
		bare.n--;
	if (text.n > 0 && text.p[text.n - 1] == '/')
		text.n--;
	if (bare.n == 0 || str_iends(text, bare) || node->children == NULL)
		return;
	w->blank = true;
	begin_word(w);
	(void)buf_printf(&w->out, "<%.*s>", STR_ARG(href));
}

static void leave(void *ctx, const xmlNode *node)
{
	struct writer *w = ctx;

	if (node->type != XML_ELEMENT_NODE)
		return;
	if (html_is(node, "a"))
		put_link(w, node);
	if (html_is(node, "td") || html_is(node, "th"))
		w->blank = true;
	w->quotes -= is_quote(node);
	w->pre -= html_is(node, "pre");
	if (html_is_signature(node))
		w->signature = false;
	need_breaks(w, find_layout(node)->breaks);
}

char *html_text(struct arena *arena, struct str html, size_t max)
{
	struct writer w = { 0 };
	char *text;

	buf_init(&w.out, max);
	html_walk(arena, html, enter, leave, &w);
	if (w.out.len > 0)
		(void)buf_putc(&w.out, '\n');
	text = arena_dup(arena, buf_get(&w.out));
	buf_clear(&w.out);
	return text;
}
