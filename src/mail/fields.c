#include "mail/fields.h"

#include <string.h>

#include "mail/words.h"

/* Lines that some gateway may have put between fields. */
enum { NOISE_MAX = 20 };

bool fields_line(struct str *rest, struct str *line)
{
	const char *lf;
	size_t n;

	if (rest->n == 0)
		return false;
	lf = memchr(rest->p, '\n', rest->n);
	n = lf == NULL ? rest->n : (size_t)(lf - rest->p);
	*line = str_sub(*rest, 0, n);
	*rest = str_from(*rest, lf == NULL ? n : n + 1);
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

struct str fields_skip_mbox(struct str raw)
{
	struct str line;

	if (str_starts(raw, str_c("From ")) || str_starts(raw, str_c(">From ")))
		(void)fields_line(&raw, &line);
	return raw;
}

/* Length of the field name in front of the colon, 0 when there is none. */
static size_t name_length(struct str line)
{
	size_t n = 0;
	size_t i;

	while (n < line.n && line.p[n] > 0x20 && line.p[n] < 0x7f &&
	       line.p[n] != ':')
		n++;
	for (i = n; i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'); i++)
		continue;
	return i < line.n && line.p[i] == ':' ? n : 0;
}

bool fields_is_field(struct str line)
{
	return name_length(line) > 0;
}

static bool is_folded(struct str rest)
{
	return rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t');
}

/* Takes the continuation lines too; the result has no CR, LF or NUL. */
static struct str unfold(
    struct arena *arena, struct str first, struct str *rest)
{
	const char *end = first.p + first.n;
	struct str line = { 0 };
	char *copy;
	size_t n = 0;

	while (is_folded(*rest) && fields_line(rest, &line))
		end = line.p + line.n;
	copy = arena_alloc(arena, (size_t)(end - first.p) + 1);
	for (const char *p = first.p; p < end; p++) {
		if (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n'))
			continue;
		copy[n++] = *p == '\r' || *p == '\0' ? ' ' : *p;
	}
	copy[n] = '\0';
	return str_trim(str_n(copy, n));
}

static void add_field(struct arena *arena, struct message_field *field,
    struct str line, struct str *rest)
{
	size_t n = name_length(line);
	size_t colon = n + str_findc(str_from(line, n), ':');

	field->name = arena_dup(arena, str_sub(line, 0, n));
	field->raw = unfold(arena, str_from(line, colon + 1), rest);
	field->value = words_decode(arena, field->raw);
}

/* Upper bound of the fields, so that one array is enough. */
static size_t count_lines(struct str raw)
{
	struct str line;
	size_t n = 0;

	while (n < FIELDS_MAX && fields_line(&raw, &line) && line.n > 0)
		n++;
	return n;
}

/*
 * A line that is no field: noise of some gateway when fields still follow it
 * before the empty line, else the body begins without an empty line.
 */
static bool begins_body(struct str line, struct str rest)
{
	if (str_starts(line, str_c("--")))
		return true;
	if (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
		return false;
	for (size_t n = 0; n < NOISE_MAX && fields_line(&rest, &line); n++) {
		if (line.n == 0)
			return true;
		if (name_length(line) > 0)
			return false;
	}
	return true;
}

size_t fields_read(struct arena *arena, struct str raw,
    struct message_field **out, struct str *body)
{
	struct str rest = fields_skip_mbox(raw);
	size_t max = count_lines(rest);
	struct message_field *fields =
	    arena_calloc(arena, max + 1, sizeof(*fields));
	struct str line;
	size_t n = 0;

	*body = rest;
	while (fields_line(&rest, &line) && line.n > 0) {
		if (name_length(line) == 0 && begins_body(line, rest)) {
			rest = *body;
			break;
		}
		if (n < max && name_length(line) > 0)
			add_field(arena, &fields[n++], line, &rest);
		*body = rest;
	}
	*out = fields;
	*body = rest;
	return n;
}

const struct message_field *fields_find(
    const struct message_field *fields, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_iis(str_c(fields[i].name), name))
			return &fields[i];
	return NULL;
}
