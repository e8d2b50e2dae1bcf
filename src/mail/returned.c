#include "mail/returned.h"

#include "base/token.h"
#include "mail/mime.h"

enum { FOUND_MAX = 16, PART_MAX = 256 * 1024, PARTS_MAX = 64 };

enum field {
	FIELD_NONE,
	FIELD_ID,
	FIELD_ELSEWHERE, /* of another mail */
	FIELD_OTHER
};

struct scan {
	struct arena *arena;
	struct returned_token *found;
	size_t count;
};

static bool is_name_byte(char c)
{
	c = str_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_';
}

/* A citation mark and blanks before the line count for nothing. */
static struct str unquote(struct str line)
{
	while (line.n > 0 && (str_is_space(line.p[0]) || line.p[0] == '>'))
		line = str_from(line, 1);
	return line;
}

/* Which field begins here; FIELD_NONE: none does. */
static enum field field_of(struct str line)
{
	static const char *const elsewhere[] = { "in-reply-to", "references",
		"subject", "thread-topic" };
	size_t colon = str_findc(line, ':');
	struct str name = str_sub(line, 0, colon);

	if (colon == SIZE_MAX || colon == 0)
		return FIELD_NONE;
	for (size_t i = 0; i < name.n; i++)
		if (!is_name_byte(name.p[i]))
			return FIELD_NONE;
	if (str_iis(name, "message-id"))
		return FIELD_ID;
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(*elsewhere); i++)
		if (str_iis(name, elsewhere[i]))
			return FIELD_ELSEWHERE;
	return FIELD_OTHER;
}

static void add(struct scan *scan, struct str text, enum field field)
{
	struct token token;

	if (text.n != TOKEN_LENGTH || !token_read(text, &token))
		return;
	for (size_t i = 0; i < scan->count; i++)
		if (str_iis(text, scan->found[i].text)) {
			scan->found[i].is_id |= field == FIELD_ID;
			return;
		}
	if (scan->count < FOUND_MAX)
		scan->found[scan->count++] = (struct returned_token){
			.text = arena_dup(scan->arena, text),
			.is_id = field == FIELD_ID,
		};
}

static bool is_alnum(char c)
{
	return is_name_byte(c) && c != '-' && c != '_';
}

/* Runs of letters and digits; "%20" of a URI stands between two of them. */
static void scan_line(struct scan *scan, struct str line, enum field field)
{
	size_t n;

	while (line.n > 0) {
		for (n = 0; n < line.n && is_alnum(line.p[n]);)
			n++;
		add(scan, str_sub(line, 0, n), field);
		if (n == 0)
			n = line.p[0] == '%' && line.n > 3 ? 3 : 1;
		line = str_from(line, n);
	}
}

/* `header`: nothing but a header, or one and then a body. */
static void scan_text(struct scan *scan, struct str text, bool header)
{
	enum field field = FIELD_NONE;
	struct str line;

	while (str_line(&text, &line)) {
		struct str rest = unquote(line);
		enum field begins = field_of(rest);
		if (rest.n == 0 && header && field != FIELD_NONE)
			return;
		if (rest.n == 0)
			field = FIELD_NONE;
		else if (begins != FIELD_NONE)
			field = begins;
		if (field == FIELD_ID || field == FIELD_OTHER)
			scan_line(scan, rest, field);
	}
}

static bool is_header(const char *type)
{
	static const char *const types[] = { "message/rfc822",
		"message/rfc822-headers", "text/rfc822-headers",
		"message/global", "message/global-headers" };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (str_is(str_c(type), types[i]))
			return true;
	return false;
}

static bool is_read(const char *type)
{
	return str_starts(str_c(type), str_c("text/")) ||
	       str_starts(str_c(type), str_c("message/"));
}

size_t returned_tokens(struct arena *arena, const struct message *message,
    struct returned_token **out)
{
	struct scan scan = { .arena = arena };
	struct mime mime;

	scan.found = arena_calloc(arena, FOUND_MAX, sizeof(*scan.found));
	mime_open(arena, message->raw, &mime);
	for (size_t i = 0; i < mime.leaf_count && i < PARTS_MAX; i++) {
		const struct mime_leaf *leaf = &mime.leaf[i];
		if (is_read(leaf->type))
			scan_text(&scan, mime_bytes(arena, leaf, PART_MAX),
			    is_header(leaf->type));
	}
	mime_close(&mime);
	*out = scan.found;
	return scan.count;
}
