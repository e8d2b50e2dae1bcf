#include "news/calendar_text.h"

#include <glib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hole.h"
#include "base/utf8.h"
#include "news/spoken.h"
#include "tmpl/markdown.h"
#include "tmpl/tmpl.h"

enum { LINE_MAX_BYTES = 500, DESCRIPTION_MAX = 16 * 1024 };

/* For nobody in particular: markers, and what stands only for some, go. */
static struct str impersonal(struct arena *arena, struct str text)
{
	char *out = arena_alloc(arena, text.n + 1);
	size_t n = 0;
	size_t hidden = 0; /* parts that stand only for some, open here */

	for (size_t i = 0; i < text.n; i++) {
		enum hole_mark mark = hole_mark(str_from(text, i));
		if (mark == HOLE_NONE) {
			if (hidden == 0)
				out[n++] = text.p[i];
			continue;
		}
		i += HOLE_MARKER - 1;
		/* Within a hidden part every part counts, to find its end. */
		if (mark == HOLE_IF || (hidden > 0 && mark == HOLE_UNLESS))
			hidden++;
		else if (mark == HOLE_END && hidden > 0)
			hidden--;
	}
	return str_n(out, n);
}

/* Marks that turn text about, which nobody needs in a title. */
static bool is_turning(struct str s)
{
	static const char *const marks[] = { "\u200e", "\u200f", "\u202a",
		"\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067",
		"\u2068", "\u2069", "\u061c", "\u2028", "\u2029", "\ufeff",
		/* calendar.c uses these. */
		"\ufdd0", "\ufdd1" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (str_starts(s, str_c(marks[i])))
			return true;
	return false;
}

/* Without control characters, but LF if `lines`. */
static char *clean(struct arena *arena, struct str text, bool lines)
{
	const char *valid = utf8_clean(arena, text);
	struct str rest = str_c(valid);
	char *out = arena_alloc(arena, rest.n + 1);
	size_t n = 0;

	while (rest.n > 0) {
		const unsigned char c = (unsigned char)rest.p[0];
		size_t size = (size_t)(utf8_next(rest.p) - rest.p);
		/* U+0080 to U+009F are controls too. */
		bool control = c < ' ' || c == 0x7f ||
			       (c == 0xc2 && (unsigned char)rest.p[1] < 0xa0);
		if (c == '\n' && lines)
			out[n++] = '\n';
		else if (control)
			out[n++] = ' ';
		else if (!is_turning(rest))
			for (size_t i = 0; i < size; i++)
				out[n++] = rest.p[i];
		rest = str_from(rest, size);
	}
	return out;
}

const char *calendar_line(struct arena *arena, const char *text)
{
	struct str s = str_c(text);

	if (text == NULL)
		return NULL;
	s = str_trim(str_c(clean(arena, s, false)));
	s = utf8_cut(s, LINE_MAX_BYTES);
	return s.n == 0 ? NULL : arena_dup(arena, s);
}

static const char *escaped(
    struct arena *arena, const char *text, const char *plain)
{
	char *made = g_uri_escape_string(text, plain, FALSE);
	const char *out = arena_strdup(arena, made);

	g_free(made);
	return out;
}

const char *calendar_uri(struct arena *arena, const char *url)
{
	return escaped(arena, url, ":/?#[]@!$&'()*+,;=%");
}

const char *calendar_mailto(struct arena *arena, const char *address)
{
	return arena_printf(
	    arena, "mailto:%s", escaped(arena, address, "@!$'*+,;:"));
}

const char *calendar_name(struct arena *arena, struct str name)
{
	char *out = arena_dup(arena, name);
	size_t n = 0;

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] != '"' && name.p[i] != '\\')
			out[n++] = name.p[i];
	return arena_dup(arena, str_trim(str_n(out, n)));
}

/* Did the wrapping break here?  The next word had no room. */
static bool was_wrapped(struct str line, struct str next)
{
	struct str word = str_trim(next);

	if (line.n == 0 || word.n == 0 || str_starts(word, str_c("- ")) ||
	    str_starts(word, str_c("> ")))
		return false;
	word = str_sub(word, 0, str_findc(word, ' '));
	return utf8_width(line) + 1 + utf8_width(word) > PLAIN_WIDTH;
}

/* Calendars wrap for themselves: a paragraph is one line. */
static void put_unwrapped(struct buf *out, struct str text)
{
	struct str line = { "", 0 };
	struct str next;

	while (str_line(&text, &next)) {
		if (was_wrapped(line, next)) {
			(void)buf_putc(out, ' ');
			(void)buf_str(out, str_trim(next));
		} else {
			if (out->len > 0)
				(void)buf_putc(out, '\n');
			(void)buf_str(out, next);
		}
		line = next;
	}
}

/* "LABEL: value" in a line of its own. */
static void put_fact(struct buf *out, const char *label, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	(void)buf_printf(out, "%s%s%s", out->len > 0 ? "\n" : "", label, value);
}

static void put_facts(struct arena *arena, const struct news_view *view,
    const struct news_block *block, struct buf *out)
{
	static const struct {
		const char *organiser;
		const char *language;
		const char *registration;
	} labels[LANG__MAX] = {
		[LANG_FR] = { "Organisé par ",
		    "Langue\u00a0: ", "Inscription\u00a0: " },
		[LANG_EN] = { "Organised by ", "Language: ", "Registration: " },
	};
	const struct news_value *values = block->values;
	const enum lang lang = view->language;

	if (out->len > 0)
		(void)buf_putc(out, '\n');
	put_fact(out, labels[lang].organiser, values[NEWS_ORGANISER].text);
	put_fact(out, labels[lang].language,
	    spoken_language(arena, values[NEWS_KEY_LANGUAGE].text, lang));
	if (block->event.status != NEWS_CANCELLED)
		put_fact(out, labels[lang].registration,
		    values[NEWS_REGISTRATION].text);
	put_fact(out, "", values[NEWS_KEY_RIGHTS].text);
}

static enum err_code fill(struct arena *arena, const struct news_view *view,
    const struct tmpl_part *part, enum mustache_escape escape, struct str *out,
    struct err *err)
{
	enum err_code code =
	    tmpl_fill(arena, part, view->data, escape, out, err);

	if (code == ERR_OK)
		*out = impersonal(arena, *out);
	return code;
}

enum err_code calendar_values(struct arena *arena, const struct news_view *view,
    struct news_block *block, struct err *err)
{
	enum err_code code = ERR_OK;

	for (int i = 0; code == ERR_OK && i < NEWS_KEY__MAX; i++) {
		struct news_value *value = &block->values[i];
		const struct tmpl_part part = {
			.source = view->news->editions[block->language].source,
			.line = value->line,
			.text = str_c(value->text),
		};
		struct str text;
		if (value->text == NULL)
			continue;
		code = fill(arena, view, &part, MUSTACHE_TEXT, &text, err);
		if (code == ERR_OK)
			value->text =
			    calendar_line(arena, arena_dup(arena, text));
	}
	return code;
}

enum err_code calendar_description(struct arena *arena,
    const struct news_view *view, const struct news_block *block,
    const char **out, struct err *err)
{
	const struct tmpl_part part = {
		.source = view->news->editions[block->language].source,
		.line = block->body_line,
		.text = block->body,
	};
	struct str markdown = { "", 0 };
	struct str text = { "", 0 };
	struct buf made;
	enum err_code code =
	    fill(arena, view, &part, MUSTACHE_MARKDOWN, &markdown, err);

	if (code == ERR_OK)
		/* As it was written: calendars break lines for themselves. */
		code =
		    markdown_text(arena, markdown, LANG_EN, NULL, &text, err);
	if (code != ERR_OK)
		return code;
	buf_init(&made, TMPL_OUT);
	put_unwrapped(&made, str_trim(text));
	put_facts(arena, view, block, &made);
	text = str_trim(str_c(clean(arena, buf_get(&made), true)));
	buf_clear(&made);
	*out = arena_dup(arena, utf8_cut(text, DESCRIPTION_MAX));
	return ERR_OK;
}
