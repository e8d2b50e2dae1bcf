#include "mail/own.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "mail/own_quote.h"
#include "mail/own_tail.h"

enum {
	LINES_MAX = 20000, /* of a mail; what follows is not read */
	FOLD_MAX = 400     /* bytes of a line that matter */
};

#define SIGNED "-----BEGIN PGP SIGNED MESSAGE"

static bool is_quoted(struct str text)
{
	size_t i = 0;

	while (i < text.n && i < 3 && text.p[i] == ' ')
		i++;
	return i < text.n && text.p[i] == '>';
}

static struct own_lines read_lines(struct arena *arena, const char *text)
{
	struct own_lines lines = { 0 };
	struct str rest = str_c(text);
	struct str line;
	size_t count = 1;

	for (const char *p = text; *p != '\0'; p++)
		count += *p == '\n';
	if (count > LINES_MAX)
		count = LINES_MAX;
	lines.v = arena_calloc(arena, count, sizeof(*lines.v));
	while (lines.n < count && str_split(&rest, '\n', &line)) {
		lines.v[lines.n++] = (struct own_line){
			.text = line,
			.folded = utf8_fold(arena, str_sub(line, 0, FOLD_MAX)),
			.quoted = is_quoted(line),
		};
	}
	return lines;
}

/* Armour of PGP has no blanks, but for the fields at its head. */
static size_t skip_armour(struct own_lines *lines, size_t i)
{
	for (; i < lines->n; i++) {
		struct own_line *line = &lines->v[i];
		bool last = str_starts(line->text, str_c("-----END PGP"));
		if (!last && strchr(line->folded, ' ') != NULL &&
		    strchr(line->folded, ':') == NULL &&
		    !str_starts(line->text, str_c("-----BEGIN PGP")))
			break;
		line->armour = true;
		if (last)
			return i + 1;
	}
	return i;
}

static void without_dash(struct arena *arena, struct own_line *line)
{
	if (!str_starts(line->text, str_c("- -")))
		return;
	line->text = str_from(line->text, 2);
	line->folded = utf8_fold(arena, str_sub(line->text, 0, FOLD_MAX));
}

/* What PGP puts around a text and in front of its dashes (RFC 9580, 7.1). */
static void mark_armour(struct arena *arena, struct own_lines *lines)
{
	bool inside = false;

	for (size_t i = 0; i < lines->n;) {
		struct own_line *line = &lines->v[i];
		if (str_starts(line->text, str_c(SIGNED))) {
			inside = true;
			for (; i < lines->n && !own_is_empty(&lines->v[i]); i++)
				lines->v[i].armour = true;
		} else if (str_starts(line->text, str_c("-----BEGIN PGP "))) {
			inside = false;
			i = skip_armour(lines, i);
		} else {
			if (inside)
				without_dash(arena, line);
			i++;
		}
	}
}

static void keep_line(struct buf *out, struct str line)
{
	while (line.n > 0 && str_is_space(line.p[line.n - 1]))
		line.n--;
	/* Where something was taken out, one empty line is enough. */
	if (line.n == 0 &&
	    (out->len == 0 || str_ends(buf_get(out), str_c("\n\n"))))
		return;
	(void)buf_str(out, line);
	(void)buf_putc(out, '\n');
}

/* A rule at the end has nothing to part any more. */
static struct str without_rules(struct arena *arena, struct str own)
{
	for (;;) {
		size_t n;
		own = str_trim(own);
		for (n = own.n; n > 0 && own.p[n - 1] != '\n'; n--)
			continue;
		if (!own_is_any_rule(utf8_fold(arena, str_from(own, n))))
			return own;
		own.n = n;
	}
}

/* The lines from i on that are not the person's; 0: it is theirs to keep. */
static size_t foreign(const struct own_lines *lines, size_t i, bool *tail)
{
	const struct own_line *line = &lines->v[i];
	size_t above;
	size_t next;

	if (line->armour)
		return 1;
	above = own_attribution(lines, i);
	if (line->quoted || (!lines->careful && own_is_wrapped(lines, i))) {
		*tail = false;
		return 1;
	}
	if (above > 0) {
		next = own_next(lines, i + above);
		/* Quoted without marks: where it ends nobody knows. */
		return next < lines->n && !lines->v[next].quoted ? lines->n
								 : above;
	}
	if (own_begins_mail(lines, i))
		return lines->n;
	*tail = *tail || own_begins_tail(lines, i);
	return *tail || own_is_client_line(lines, i);
}

static char *read_own(struct arena *arena, const char *text, bool careful)
{
	struct own_lines lines = read_lines(arena, text);
	bool tail = false;
	struct buf out;
	char *own;

	lines.careful = careful;
	mark_armour(arena, &lines);
	buf_init(&out, strlen(text) + 2);
	for (size_t i = 0; i < lines.n;) {
		size_t n = foreign(&lines, i, &tail);
		if (n == 0)
			keep_line(&out, lines.v[i].text);
		i += n == 0 ? 1 : n;
	}
	own = arena_dup(arena, without_rules(arena, buf_get(&out)));
	buf_clear(&out);
	return own;
}

char *own_words(struct arena *arena, const char *text)
{
	return read_own(arena, text, false);
}

char *own_said(struct arena *arena, const char *text)
{
	return read_own(arena, text, true);
}
