#include "tmpl/plain.h"

#include <stdint.h>
#include <string.h>

#include "base/hole.h"
#include "base/url.h"
#include "base/utf8.h"

/* A copy in which a blank does not end the address. */
static const char *in_one_piece(struct arena *arena, struct str url)
{
	char *copy = arena_alloc(arena, 3 * url.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < url.n; i++) {
		if (str_is_space(url.p[i])) {
			memcpy(copy + n, "%20", 3);
			n += 3;
		} else {
			copy[n++] = url.p[i];
		}
	}
	copy[n] = '\0';
	return copy;
}

size_t plain_note(struct plain_notes *notes, struct str url)
{
	const char *copy = in_one_piece(notes->arena, url);

	for (size_t i = 0; i < notes->count; i++)
		if (strcmp(copy, notes->urls[i]) == 0)
			return i + 1;
	if (notes->count == PLAIN_NOTES_MAX)
		return 0;
	if (notes->urls == NULL)
		notes->urls = arena_calloc(
		    notes->arena, PLAIN_NOTES_MAX, sizeof(*notes->urls));
	notes->urls[notes->count++] = copy;
	return notes->count;
}

void plain_notes_list(struct buf *out, const struct plain_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		(void)buf_printf(out, "[%zu] %s\n", i + 1, notes->urls[i]);
}

/* Bytes of a note's number, "[1]", at the front; 0 = there is none. */
static size_t note_length(struct str text)
{
	size_t n = 1;

	if (text.n == 0 || text.p[0] != '[')
		return 0;
	while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	return n > 1 && n < text.n && text.p[n] == ']' ? n + 1 : 0;
}

/* A sign alone that French has behind a blank: no line begins with it. */
static bool is_mark(struct str text)
{
	static const char *const marks[] = { ";", ":", "!", "?", "\u00bb" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		struct str rest = str_from(text, strlen(marks[i]));
		if (str_starts(text, str_c(marks[i])) &&
		    (rest.n == 0 || rest.p[0] == ' '))
			return true;
	}
	return false;
}

/* Does what comes next stay with these words?  Marks do up to a line of them.
 */
static bool stays(struct str word, struct str text)
{
	if (word.n == 0 || text.n == 0)
		return false;
	return note_length(text) > 0 ||
	       (word.n < PLAIN_WIDTH &&
		   (is_mark(text) || str_ends(word, str_c("\u00ab"))));
}

/* The next word, what stays with it included. */
static bool next_word(struct str *text, struct str *word)
{
	const char *begin = text->p;
	struct str more;

	if (text->n == 0 || !str_split(text, ' ', word))
		return false;
	while (stays(*word, *text)) {
		(void)str_split(text, ' ', &more);
		*word = str_n(begin, (size_t)(more.p + more.n - begin));
	}
	return true;
}

/*
 * A hole's marker counts as one, as the character does that stands for it
 * while Markdown is read: or what was wrapped there would be wrapped again,
 * and leave lines of one word.
 */
static size_t columns(struct str text)
{
	size_t n = utf8_width(text);

	for (size_t i = 0; i < text.n; i++)
		if (hole_mark(str_from(text, i)) != HOLE_NONE)
			n -= HOLE_MARKER - 1;
	return n;
}

/* The line that is being filled. */
struct line {
	struct buf *out;
	struct str next; /* what the lines after it begin with */
	size_t column;
	bool empty;
};

/* Adds a word, or a piece of one, behind a blank or not. */
static void put_piece(struct line *line, struct str piece, bool blank)
{
	const size_t width = columns(piece);
	const size_t gap = blank && !line->empty;

	if (!line->empty && line->column + gap + width > PLAIN_WIDTH) {
		(void)buf_putc(line->out, '\n');
		(void)buf_str(line->out, line->next);
		line->column = utf8_width(line->next);
	} else if (gap > 0) {
		(void)buf_putc(line->out, ' ');
		line->column++;
	}
	(void)buf_str(line->out, piece);
	line->column += width;
	line->empty = false;
}

void plain_paragraph(
    struct buf *out, struct str text, struct str first, struct str next)
{
	struct line line = { out, next, utf8_width(first), true };
	struct str word;

	(void)buf_str(out, first);
	while (next_word(&text, &word)) {
		bool blank = true;
		if (str_find(word, str_c("://")) != SIZE_MAX) {
			put_piece(&line, word, true);
			continue;
		}
		while (word.n > 0) {
			const size_t n = utf8_break(word);
			put_piece(&line, str_sub(word, 0, n), blank);
			word = str_from(word, n);
			blank = false;
		}
	}
	(void)buf_putc(out, '\n');
}

/* What a line is, by how it begins. */
enum kind { KIND_EMPTY, KIND_TEXT, KIND_ITEM, KIND_QUOTE, KIND_KEPT };

static enum kind line_kind(struct str line)
{
	if (str_trim(line).n == 0)
		return KIND_EMPTY;
	if (str_starts(line, str_c("    ")) || line.p[0] == '|')
		return KIND_KEPT;
	if (str_starts(line, str_c("- ")) || str_starts(line, str_c("* ")))
		return KIND_ITEM;
	if (line.p[0] == '>')
		return KIND_QUOTE;
	return KIND_TEXT;
}

static struct str trim_end(struct str line)
{
	while (line.n > 0 && str_is_space(line.p[line.n - 1]))
		line.n--;
	return line;
}

static bool is_foot_line(struct str line)
{
	return str_is(line, "-- ") || str_is(line, "--");
}

/* A note and the address it stands for: they stay in one line. */
static bool is_note(struct str line)
{
	const size_t n = note_length(line);

	return n > 0 && n < line.n && line.p[n] == ' ' &&
	       str_findc(str_from(line, n + 1), ' ') == SIZE_MAX;
}

static void wrap_line(struct buf *out, struct str line)
{
	size_t indent = 0;

	if (is_foot_line(line)) {
		(void)buf_puts(out, "-- \n");
		return;
	}
	line = trim_end(line);
	if (columns(line) <= PLAIN_WIDTH || is_note(line)) {
		(void)buf_str(out, line);
		(void)buf_putc(out, '\n');
		return;
	}
	switch (line_kind(line)) {
	case KIND_ITEM:
		plain_paragraph(
		    out, str_from(line, 2), str_sub(line, 0, 2), str_c("  "));
		break;
	case KIND_QUOTE:
		while (indent < line.n &&
		       (line.p[indent] == '>' || line.p[indent] == ' '))
			indent++;
		plain_paragraph(out, str_from(line, indent),
		    str_sub(line, 0, indent), str_sub(line, 0, indent));
		break;
	case KIND_TEXT:
		while (indent < line.n && line.p[indent] == ' ')
			indent++;
		plain_paragraph(out, str_from(line, indent),
		    str_sub(line, 0, indent), str_sub(line, 0, indent));
		break;
	case KIND_KEPT:
	case KIND_EMPTY:
		(void)buf_str(out, line);
		(void)buf_putc(out, '\n');
		break;
	}
}

void plain_wrap(struct buf *out, struct str text)
{
	bool gap = false;
	bool begun = false;
	struct str line;

	while (str_line(&text, &line)) {
		if (line_kind(line) == KIND_EMPTY) {
			gap = begun;
			continue;
		}
		if (gap)
			(void)buf_putc(out, '\n');
		wrap_line(out, line);
		gap = false;
		begun = true;
	}
}

void plain_escape(struct buf *out, struct str text)
{
	static const char special[] = "&<>\"'";
	static const char *const entity[] = { "&amp;", "&lt;", "&gt;", "&quot;",
		"&#39;" };

	for (size_t i = 0; i < text.n; i++) {
		size_t at = str_findc(str_c(special), text.p[i]);
		if (at == SIZE_MAX)
			(void)buf_putc(out, text.p[i]);
		else
			(void)buf_puts(out, entity[at]);
	}
}

/* Good enough to make a link of: one '@' between plain characters. */
static bool is_address(struct str word)
{
	size_t at = str_findc(word, '@');
	struct str domain;

	if (at == SIZE_MAX || at == 0)
		return false;
	domain = str_from(word, at + 1);
	if (str_findc(domain, '.') == SIZE_MAX)
		return false;
	for (size_t i = 0; i < word.n; i++) {
		char c = str_lower(word.p[i]);
		bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (i == at || letter)
			continue;
		if (c == '\0' || strchr(i < at ? "._%+=-" : ".-", c) == NULL)
			return false;
	}
	return domain.p[0] != '.' && domain.p[domain.n - 1] != '.';
}

/* What surrounds a link in a sentence and is no part of it. */
static bool is_around(char c, bool before)
{
	return c != '\0' && strchr(before ? "<(\"'" : ".,;:!?)>\"'", c) != NULL;
}

static void put_word(struct buf *out, struct str word)
{
	size_t from = 0;
	size_t to = word.n;
	struct str link;
	bool web;

	while (from < to && is_around(word.p[from], true))
		from++;
	while (to > from && is_around(word.p[to - 1], false))
		to--;
	link = str_sub(word, from, to - from);
	web = url_is_web(link);
	if (!web && !is_address(link)) {
		plain_escape(out, word);
		return;
	}
	/* The angle brackets of `text <link>` are for plain text. */
	if (from > 0 && word.p[from - 1] == '<' && to < word.n &&
	    word.p[to] == '>') {
		plain_escape(out, str_sub(word, 0, from - 1));
		word = str_from(word, to + 1);
	} else {
		plain_escape(out, str_sub(word, 0, from));
		word = str_from(word, to);
	}
	(void)buf_puts(out, web ? "<a href=\"" : "<a href=\"mailto:");
	plain_escape(out, link);
	(void)buf_puts(out, "\">");
	plain_escape(out, link);
	(void)buf_puts(out, "</a>");
	plain_escape(out, word);
}

/* What stands between blanks; a no-break space ends a link too. */
static void put_words(struct buf *out, struct str words)
{
	while (words.n > 0) {
		const size_t wide = str_find(words, str_c("\u00a0"));
		const size_t narrow = str_find(words, str_c("\u202f"));
		const size_t at = wide < narrow ? wide : narrow;
		put_word(out, str_sub(words, 0, at));
		words = str_from(words, at);
		if (words.n == 0)
			break;
		(void)buf_puts(out, wide < narrow ? "\u00a0" : "\u202f");
		words = str_from(words, wide < narrow ? 2 : 3);
	}
}

/* A line's text, blanks as they are, with its links. */
static void put_line(struct buf *out, struct str line)
{
	struct str word;

	for (bool first = true; line.p != NULL && str_split(&line, ' ', &word);
	     first = false) {
		if (!first)
			(void)buf_putc(out, ' ');
		put_words(out, word);
	}
}

static const struct {
	const char *open;
	const char *between;
	const char *close;
} frame[] = {
	[KIND_EMPTY] = { "", "", "" },
	[KIND_TEXT] = { "<p>", "<br>\n", "</p>\n" },
	[KIND_ITEM] = { "<ul>\n<li>", "</li>\n<li>", "</li>\n</ul>\n" },
	[KIND_QUOTE] = { "<blockquote>\n<p>", "<br>\n",
	    "</p>\n</blockquote>\n" },
	[KIND_KEPT] = { "<pre>", "\n", "</pre>\n" },
};

void plain_html(struct buf *out, struct str text)
{
	enum kind open = KIND_EMPTY;
	struct str line;

	while (str_line(&text, &line)) {
		enum kind kind = line_kind(line);
		size_t skip = 0;
		if (kind != open) {
			(void)buf_puts(out, frame[open].close);
			(void)buf_puts(out, frame[kind].open);
		} else {
			(void)buf_puts(out, frame[kind].between);
		}
		open = kind;
		if (kind == KIND_ITEM)
			skip = 2;
		while (kind == KIND_QUOTE && skip < line.n &&
		       (line.p[skip] == '>' || line.p[skip] == ' '))
			skip++;
		if (kind == KIND_KEPT)
			plain_escape(out, trim_end(line));
		else if (kind != KIND_EMPTY)
			put_line(out, trim_end(str_from(line, skip)));
	}
	(void)buf_puts(out, frame[open].close);
}
