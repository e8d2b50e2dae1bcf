#include "news/lines.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "news/words.h"
#include "tmpl/unwritten.h"

enum {
	SENTENCE = 32 * 1024, /* bytes, with all values in it */
	SHOWN = 800,          /* of it */
	VALUE_MAX = 4000,     /* bytes */
	ITEMS_MAX = 64,
	WORD_MAX = 80
};

__attribute__((format(printf, 4, 0))) static void tell(
    const struct news_lines *lines, enum news_level level,
    const struct news_value *where, const char *format, va_list ap)
{
	struct buf text;
	struct str cut;

	buf_init(&text, SENTENCE);
	(void)buf_vprintf(&text, format, ap);
	cut = utf8_cut(buf_get(&text), SHOWN);
	news_problem(lines->problems, level, lines->source, where->line,
	    where->column,
	    arena_printf(lines->arena, "%.*s%s", STR_ARG(cut),
		cut.n < text.len ? "..." : ""));
	buf_clear(&text);
}

void news_tell(const struct news_lines *lines, enum news_level level,
    size_t line, size_t column, const char *format, ...)
{
	const struct news_value where = { .line = line, .column = column };
	va_list ap;

	va_start(ap, format);
	tell(lines, level, &where, format, ap);
	va_end(ap);
}

void news_complain(const struct news_lines *lines,
    const struct news_value *where, const char *format, ...)
{
	va_list ap;

	/* What is still to be written has no other fault. */
	if (unwritten_find(str_c(where->text)).n > 0)
		return;
	va_start(ap, format);
	tell(lines, NEWS_ERROR, where, format, ap);
	va_end(ap);
}

bool news_line_peek(const struct news_lines *lines, struct str *line)
{
	struct str rest = lines->rest;

	if (!str_line(&rest, line))
		return false;
	while (line->n > 0 && str_is_space(line->p[line->n - 1]))
		line->n--;
	return true;
}

bool news_line_take(struct news_lines *lines, struct str *line)
{
	struct str whole;

	if (!news_line_peek(lines, line))
		return false;
	(void)str_line(&lines->rest, &whole);
	lines->number++;
	return true;
}

/* Bytes of the blank that the text begins with. */
static size_t blank_here(struct str text)
{
	if (text.n > 0 && str_is_space(text.p[0]))
		return 1;
	if (str_starts(text, str_c("\u00a0")))
		return 2;
	return str_starts(text, str_c("\u202f")) ? 3 : 0;
}

struct str news_trim(struct str text)
{
	size_t n;

	while ((n = blank_here(text)) > 0)
		text = str_from(text, n);
	for (;;) {
		text = str_trim(text);
		if (str_ends(text, str_c("\u00a0")))
			text.n -= 2;
		else if (str_ends(text, str_c("\u202f")))
			text.n -= 3;
		else
			return text;
	}
}

/* The column of `at` in its line. */
static size_t column_of(struct str line, const char *at)
{
	size_t column = 1;

	for (const char *p = line.p; p < at; p++)
		if (((unsigned char)*p & 0xc0) != 0x80)
			column++;
	return column;
}

static struct news_value value_at(
    const struct news_lines *lines, struct str line, struct str text)
{
	char *copy = arena_dup(lines->arena, text);

	for (char *p = copy; *p != '\0'; p++)
		if (*p == '\t')
			*p = ' ';
	return (struct news_value){
		.text = copy,
		.line = lines->number,
		.column = column_of(line, text.p),
	};
}

bool news_entry_read(
    const struct news_lines *lines, struct str line, struct news_entry *entry)
{
	size_t colon = str_findc(line, ':');
	struct str key;

	if (colon == SIZE_MAX)
		return false;
	key = news_trim(str_sub(line, 0, colon));
	if (key.n == 0 || key.n > WORD_MAX)
		return false;
	*entry = (struct news_entry){
		.key = value_at(lines, line, key),
		.plain = news_word_plain(lines->arena, key),
		.line = line,
		.raw = news_trim(str_from(line, colon + 1)),
	};
	return true;
}

/* Where a remark begins, which ends the value; or its length. */
static size_t remark(struct str raw, enum news_sort sort)
{
	for (size_t i = 0; i < raw.n; i++) {
		bool wide =
		    i > 0 &&
		    (raw.p[i - 1] == '\t' ||
			(i > 1 && raw.p[i - 1] == ' ' && raw.p[i - 2] == ' '));
		bool blank = i + 1 == raw.n || str_is_space(raw.p[i + 1]);
		if (raw.p[i] != '#')
			continue;
		if (i == 0 && sort != NEWS_WORDS)
			return 0;
		if (i > 0 && sort != NEWS_WORDS && str_is_space(raw.p[i - 1]))
			return i;
		if (wide && blank)
			return i;
	}
	return raw.n;
}

/*
 * The end of what stands in quotes, behind them; 0 when the text is not one
 * quotation, such as: "Yes" and "no".
 */
static size_t quoted(struct str raw)
{
	char mark = raw.n > 1 ? raw.p[0] : '\0';
	struct str tail;

	if (mark != '"' && mark != '\'')
		return 0;
	for (size_t i = 1; i < raw.n; i++) {
		if (raw.p[i] == '\\' && mark == '"') {
			i++;
			continue;
		}
		if (raw.p[i] != mark)
			continue;
		if (mark == '\'' && i + 1 < raw.n && raw.p[i + 1] == mark) {
			i++;
			continue;
		}
		tail = news_trim(str_from(raw, i + 1));
		return tail.n == 0 || tail.p[0] == '#' ? i + 1 : 0;
	}
	return 0;
}

/* What stands in quotes as typesetters have them, and other programs write. */
static struct str in_quotes(struct str text)
{
	static const char *const pairs[][2] = { { "\u201c", "\u201d" },
		{ "\u2018", "\u2019" }, { "\u00ab", "\u00bb" },
		{ "\u201e", "\u201c" } };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		const size_t open = strlen(pairs[i][0]);
		const size_t close = strlen(pairs[i][1]);
		if (str_starts(text, str_c(pairs[i][0])) &&
		    str_ends(text, str_c(pairs[i][1])) &&
		    text.n >= open + close)
			return news_trim(
			    str_sub(text, open, text.n - open - close));
	}
	return text;
}

/* The text between quotes; \" \\ and '' as YAML has them. */
static const char *unquoted(struct arena *arena, const char *text, char mark)
{
	char *copy = arena_strdup(arena, text);
	char *out = copy;

	for (const char *p = text; *p != '\0'; p++) {
		bool escaped = mark == '"'
				   ? *p == '\\' && (p[1] == '"' || p[1] == '\\')
				   : *p == '\'' && p[1] == '\'';
		if (escaped)
			p++;
		*out++ = *p;
	}
	*out = '\0';
	return copy;
}

/* One value, or one item of a list. */
static struct news_value read_one(const struct news_lines *lines,
    struct str line, struct str raw, enum news_sort sort)
{
	size_t end = quoted(raw);
	struct news_value value;

	if (end == 0) {
		raw = news_trim(str_sub(raw, 0, remark(raw, sort)));
		/* In words they may belong to it. */
		return value_at(
		    lines, line, sort == NEWS_WORDS ? raw : in_quotes(raw));
	}
	value = value_at(lines, line, str_sub(raw, 1, end - 2));
	value.text = unquoted(lines->arena, value.text, raw.p[0]);
	return value;
}

struct items {
	struct news_value v[ITEMS_MAX];
	size_t n;
};

static void add_items(const struct news_lines *lines, struct str line,
    struct str raw, struct items *items)
{
	size_t end = quoted(raw);
	struct str rest;
	struct str part;

	raw = end > 0 ? str_sub(raw, 1, end - 2)
		      : news_trim(str_sub(raw, 0, remark(raw, NEWS_LIST)));
	if (raw.n > 1 && raw.p[0] == '[' && raw.p[raw.n - 1] == ']')
		raw = str_sub(raw, 1, raw.n - 2);
	for (rest = raw; str_split(&rest, ',', &part);) {
		part = news_trim(part);
		if (part.n == 0)
			continue;
		if (items->n == ITEMS_MAX) {
			news_tell(lines, NEWS_ERROR, lines->number,
			    column_of(line, part.p),
			    _("that is too many; %d can stand here"),
			    ITEMS_MAX);
			return;
		}
		items->v[items->n++] = read_one(lines, line, part, NEWS_LIST);
	}
}

/* The lines "- a" below a key. */
static void add_item_lines(struct news_lines *lines, struct items *items)
{
	struct str line;

	while (news_line_peek(lines, &line)) {
		struct str item = news_trim(line);
		bool dash =
		    item.n > 1 && item.p[0] == '-' && str_is_space(item.p[1]);
		if (!dash && (item.n == 0 || item.p[0] != '#'))
			return;
		(void)news_line_take(lines, &line);
		if (dash)
			add_items(
			    lines, line, news_trim(str_from(item, 1)), items);
	}
}

static void read_list(struct news_lines *lines, struct news_entry *entry)
{
	struct items *items = arena_alloc(lines->arena, sizeof(*items));
	const char *texts[ITEMS_MAX];

	add_items(lines, entry->line, entry->raw, items);
	if (items->n == 0)
		add_item_lines(lines, items);
	entry->items = items->v;
	entry->item_count = items->n;
	if (items->n == 0)
		return;
	for (size_t i = 0; i < items->n; i++)
		texts[i] = items->v[i].text;
	entry->value = items->v[0];
	entry->value.text = arena_join(lines->arena, texts, items->n, ", ");
}

/* "key: >", where YAML goes on below. */
static bool is_folded(struct str raw)
{
	return raw.n > 0 && raw.n <= 2 &&
	       (raw.p[0] == '>' || raw.p[0] == '|') &&
	       (raw.n == 1 || raw.p[1] == '-' || raw.p[1] == '+');
}

void news_entry_value(
    struct news_lines *lines, enum news_sort sort, struct news_entry *entry)
{
	if (entry->raw.n > VALUE_MAX) {
		news_complain(lines, &entry->key,
		    _("the value of \"%s\" is over %d bytes; long texts stand "
		      "below the keys"),
		    entry->key.text, VALUE_MAX);
		return;
	}
	if (is_folded(entry->raw)) {
		news_complain(lines, &entry->key,
		    _("a value is one line here; write all of \"%s\" behind "
		      "the colon"),
		    entry->key.text);
		return;
	}
	if (sort == NEWS_LIST)
		read_list(lines, entry);
	else
		entry->value = read_one(lines, entry->line, entry->raw, sort);
	if (entry->value.text != NULL && entry->value.text[0] != '\0')
		return;
	entry->value = (struct news_value){ 0 };
	news_complain(lines, &entry->key,
	    _("\"%s\" has no value; write one behind the colon or take the "
	      "line out"),
	    entry->key.text);
}
