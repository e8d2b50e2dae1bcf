#include "mail/draft.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "mail/own_quote.h"
#include "mail/own_tail.h"

enum {
	LINES_MAX = 50000,
	FOLD_MAX = 400,   /* bytes of a line that matter */
	HEAD_LINES = 10,  /* of a forwarded mail */
	TAIL_LINES = 15,  /* of a signature or legal notice ... */
	TAIL_ALL = 60,    /* ... with empty ones */
	NOTICE_BYTES = 60 /* what is shorter may be said by the editor */
};

/* As it reads, without what Markdown puts around it. */
static struct str bare(struct arena *arena, struct str line)
{
	char *copy = arena_dup(arena, str_sub(line, 0, FOLD_MAX));
	char *to = copy;

	for (const char *p = copy; *p != '\0'; p++) {
		if (p[0] == '*' && p[1] == '*')
			p++;
		else if (p[0] != '\\')
			*to++ = *p;
	}
	*to = '\0';
	return str_c(copy);
}

static bool is_quoted(struct str line)
{
	return str_starts(str_trim(line), str_c(">"));
}

static void read_lines(
    struct arena *arena, struct str text, struct own_lines *out)
{
	struct str rest = text;
	struct str line;
	size_t count = 1;

	for (size_t i = 0; i < text.n; i++)
		count += text.p[i] == '\n';
	count = count < LINES_MAX ? count : LINES_MAX;
	*out = (struct own_lines){ .careful = true };
	out->v = arena_calloc(arena, count, sizeof(*out->v));
	while (out->n < count && str_split(&rest, '\n', &line)) {
		struct str shown = bare(arena, line);
		out->v[out->n++] = (struct own_line){
			.text = line,
			.folded = utf8_fold(arena, shown),
			.quoted = is_quoted(line),
		};
	}
}

static bool has_any(
    const struct own_lines *lines, size_t i, const char *const *words, size_t n)
{
	for (size_t k = i; k < lines->n && k < i + HEAD_LINES; k++)
		if (own_starts(own_bare(lines->v[k].folded), words, n))
			return true;
	return false;
}

/* Fields of a mail have a Subject; those of an event ("De : 14 h") do not. */
static bool has_subject(const struct own_lines *lines, size_t i)
{
	static const char *const words[] = { "objet", "subject", "sujet",
		"betreff", "asunto", "oggetto", "onderwerp" };

	return has_any(lines, i, words, OWN_COUNT(words));
}

static bool is_dated(const struct own_lines *lines, size_t i, size_t n)
{
	for (size_t k = i; k < i + n; k++)
		if (strpbrk(lines->v[k].folded, "0123456789") != NULL)
			return true;
	return false;
}

/* Apple Mail quotes the attribution, too. */
static bool is_quoted_attribution(const struct own_lines *lines, size_t i)
{
	enum { WRAPPED = 3 };
	struct own_line v[WRAPPED];
	struct own_lines inside = { .v = v };
	const struct own_line *line = &lines->v[i];
	size_t n;

	if (!line->quoted || (i > 0 && lines->v[i - 1].quoted))
		return false;
	for (; inside.n < WRAPPED && i + inside.n < lines->n; inside.n++) {
		v[inside.n] = lines->v[i + inside.n];
		v[inside.n].quoted = false;
		while (strchr("> ", v[inside.n].folded[0]) != NULL &&
		       v[inside.n].folded[0] != '\0')
			v[inside.n].folded++;
	}
	n = own_attribution(&inside, 0);
	return n > 0 && is_dated(&inside, 0, n);
}

/* Where another mail begins: poems are quoted without a date. */
static bool begins_other(const struct own_lines *lines, size_t i)
{
	size_t n = own_attribution(lines, i);

	return is_quoted_attribution(lines, i) ||
	       (n > 0 && is_dated(lines, i, n)) ||
	       (own_begins_mail(lines, i) && has_subject(lines, i));
}

/* Past the heading of a forwarded mail that begins at i; i if none does. */
static size_t past_heading(const struct own_lines *lines, size_t i)
{
	size_t n = own_attribution(lines, i);
	size_t end;

	if (n > 0 && is_dated(lines, i, n))
		return own_next(lines, i + n);
	if (!own_begins_mail(lines, i))
		return i;
	end = i;
	/* "-----Original Message-----" stands alone, the fields follow. */
	if (strchr(own_bare(lines->v[i].folded), ':') == NULL ||
	    str_starts(str_c(lines->v[i].folded), str_c("--")) ||
	    own_is_empty(&lines->v[i + 1 < lines->n ? i + 1 : i]))
		return own_next(lines, i + 1);
	while (end < lines->n && end < i + HEAD_LINES &&
	       !own_is_empty(&lines->v[end]))
		end++;
	return own_next(lines, end);
}

/* Without one "> " of each line, if all have one; else as it is. */
static struct str unquoted(struct arena *arena, struct str text)
{
	struct str rest = text;
	struct str line;
	struct buf out;

	while (str_split(&rest, '\n', &line))
		if (str_trim(line).n > 0 && !is_quoted(line))
			return text;
	buf_init(&out, text.n + 1);
	rest = text;
	while (str_split(&rest, '\n', &line)) {
		line = str_trim(line);
		line = str_from(line, str_starts(line, str_c("> ")) ? 2
				      : line.n > 0                  ? 1
								    : 0);
		(void)buf_printf(&out, "%.*s\n", STR_ARG(line));
	}
	text = str_c(arena_dup(arena, buf_get(&out)));
	buf_clear(&out);
	return text;
}

/* What is left of the text below the headings of mails at its top. */
static struct str forwarded(struct arena *arena, struct str text)
{
	enum { HEADINGS = 4 };

	for (size_t round = 0; round < HEADINGS; round++) {
		struct own_lines lines;
		size_t first;
		size_t below;

		read_lines(arena, text, &lines);
		first = own_next(&lines, 0);
		below = first < lines.n ? past_heading(&lines, first) : first;
		if (below == first)
			return text;
		text = below < lines.n
			   ? str_from(
				 text, (size_t)(lines.v[below].text.p - text.p))
			   : str_c("");
		text = unquoted(arena, text);
	}
	return text;
}

/* Do few enough lines follow for a signature or notice? */
static bool is_near_end(const struct own_lines *lines, size_t i)
{
	size_t n = 0;

	for (size_t k = i + 1; k < lines->n; k++) {
		n += !own_is_empty(&lines->v[k]);
		if (n > TAIL_LINES || k > i + TAIL_ALL)
			return false;
	}
	return true;
}

static bool is_dashes(const struct own_line *line)
{
	return strcmp(line->folded, "--") == 0;
}

/* "-- ", or a long notice that little follows; "--" may set a heading. */
static bool begins_end(const struct own_lines *lines, size_t i)
{
	const struct own_line *line = &lines->v[i];

	if (is_dashes(line))
		return is_near_end(lines, i) &&
		       (str_is(line->text, "-- ") || line->text.p[0] == '\\' ||
			   own_is_empty(&lines->v[i - 1]));
	return line->text.n >= NOTICE_BYTES && own_begins_tail(lines, i) &&
	       is_near_end(lines, i);
}

static size_t end_of(const struct own_lines *lines)
{
	size_t end = lines->n;

	for (size_t i = own_next(lines, 0) + 1; i < end; i++)
		if (begins_other(lines, i) || begins_end(lines, i))
			end = i;
	while (end > 0 && (own_is_empty(&lines->v[end - 1]) ||
			      own_is_client_line(lines, end - 1) ||
			      own_is_any_rule(lines->v[end - 1].folded)))
		end--;
	return end;
}

struct str draft_trim(struct str text)
{
	struct str inner = str_trim(text);
	size_t front = inner.n == 0 ? 0 : (size_t)(inner.p - text.p);

	while (front > 0 && text.p[front - 1] != '\n')
		front--;
	if (inner.n == 0)
		return inner;
	return str_n(
	    text.p + front, (size_t)(inner.p + inner.n - text.p) - front);
}

/* Nor a hard break that parted the last line from what is gone. */
static struct str without_break(struct str text)
{
	text = draft_trim(text);
	return str_ends(text, str_c("\\")) ? str_sub(text, 0, text.n - 1)
					   : text;
}

const char *draft_words(struct arena *arena, const char *text)
{
	struct str left = forwarded(arena, str_c(text));
	struct own_lines lines;
	size_t end;

	read_lines(arena, left, &lines);
	end = end_of(&lines);
	/* Nobody can say where a text ends that was not read to its end. */
	if (end < lines.n && lines.n < LINES_MAX)
		left.n = (size_t)(lines.v[end].text.p - left.p);
	left = without_break(left);
	return arena_printf(
	    arena, "%.*s%s", STR_ARG(left), left.n > 0 ? "\n" : "");
}
