#include "tmpl/mustache.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tmpl/mustache_node.h"

enum { DELIMITER = 8 };

struct compiler {
	struct arena *arena;
	const char *name;
	struct str text;
	size_t at; /* what is before is done */
	struct str open;
	struct str close;
	struct node *nodes;
	size_t count;
	size_t room;
	size_t stack[MUSTACHE_NEST]; /* open sections, parents, blocks */
	size_t depth;
	size_t seen; /* how far lines and columns are counted */
	size_t line;
	size_t column;
	struct err *err;
};

/* A tag in the text: where it is and what it says. */
struct tag {
	char sigil; /* 0 for a plain variable */
	struct str content;
	size_t from;
	size_t to;
	struct str blanks; /* before it on its line, if nothing else is */
	bool first;        /* nothing but blanks before it on its line */
	bool last;         /* nor after it */
	size_t next;       /* where the text goes on when it is last */
};

bool mustache_name_ok(struct str name)
{
	if (name.n == 0 || name.n > MUSTACHE_NAME)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = str_lower(name.p[i]);
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '_' && c != '-')
			return false;
	}
	return true;
}

/* Counts lines and characters up to this offset; offsets only grow. */
static void count(struct compiler *c, size_t offset)
{
	for (; c->seen < offset; c->seen++) {
		unsigned char byte = (unsigned char)c->text.p[c->seen];
		if (byte == '\n') {
			c->line++;
			c->column = 1;
		} else if ((byte & 0xc0) != 0x80) {
			c->column++;
		}
	}
}

static enum err_code fail(struct compiler *c, size_t offset, const char *what)
{
	count(c, offset);
	return err_set(c->err, ERR_INPUT, "%s:%zu:%zu: %s", c->name, c->line,
	    c->column, _(what));
}

static struct node *add(struct compiler *c, enum node_type type, size_t offset)
{
	struct node *node;

	if (c->count == c->room) {
		c->room = c->room == 0 ? 64 : c->room * 2;
		c->nodes = mem_realloc(c->nodes, c->room, sizeof(*c->nodes));
	}
	count(c, offset);
	node = &c->nodes[c->count++];
	*node =
	    (struct node){ .type = type, .line = c->line, .column = c->column };
	return node;
}

static bool is_blank(char ch)
{
	return ch == ' ' || ch == '\t';
}

static bool at_line_start(const struct compiler *c, size_t offset)
{
	return offset == 0 || c->text.p[offset - 1] == '\n';
}

/* Where the line that holds `offset` ends, its newline included. */
static size_t line_end(const struct compiler *c, size_t offset, size_t to)
{
	size_t at = str_findc(str_sub(c->text, offset, to - offset), '\n');

	return at == SIZE_MAX ? to : offset + at + 1;
}

/* The text from c->at up to `to`, line by line. */
static void add_text(struct compiler *c, size_t to)
{
	while (c->at < to) {
		size_t end = line_end(c, c->at, to);
		size_t text = c->at;
		if (at_line_start(c, c->at)) {
			while (text < end && is_blank(c->text.p[text]))
				text++;
			if (text == end || (c->text.p[text] != '\n' &&
					       c->text.p[text] != '\r'))
				add(c, NODE_LINE, c->at)->blanks =
				    str_sub(c->text, c->at, text - c->at);
			else
				text = c->at;
		}
		if (text < end)
			add(c, NODE_TEXT, text)->text =
			    str_sub(c->text, text, end - text);
		c->at = end;
	}
}

/* What stands beside the tag on its line. */
static void look_around(const struct compiler *c, struct tag *tag)
{
	size_t from = tag->from;
	size_t to = tag->to;

	while (from > 0 && is_blank(c->text.p[from - 1]))
		from--;
	tag->first = at_line_start(c, from);
	if (tag->first)
		tag->blanks = str_sub(c->text, from, tag->from - from);
	while (to < c->text.n && is_blank(c->text.p[to]))
		to++;
	if (to < c->text.n && c->text.p[to] == '\r')
		to++;
	tag->last = to == c->text.n || c->text.p[to] == '\n';
	tag->next = to < c->text.n ? to + 1 : to;
}

/* Reads the tag whose opening delimiter is at `from`. */
static enum err_code read_tag(struct compiler *c, size_t from, struct tag *tag)
{
	struct str rest = str_from(c->text, from + c->open.n);
	const char *twin = "";
	size_t end;

	*tag = (struct tag){ .from = from };
	if (rest.n > 0 && rest.p[0] != '\0' &&
	    strchr("!=#^/>&{<$", rest.p[0]) != NULL) {
		tag->sigil = rest.p[0];
		rest = str_from(rest, 1);
	}
	if (tag->sigil == '=')
		twin = "=";
	else if (tag->sigil == '{')
		twin = "}";
	end = str_find(rest,
	    str_c(arena_printf(c->arena, "%s%.*s", twin, STR_ARG(c->close))));
	if (end == SIZE_MAX)
		return fail(c, from, "this tag is not closed");
	tag->content = str_trim(str_sub(rest, 0, end));
	tag->to =
	    (size_t)(rest.p - c->text.p) + end + strlen(twin) + c->close.n;
	look_around(c, tag);
	return ERR_OK;
}

/* {{=<% %>=}} */
static enum err_code set_delimiters(struct compiler *c, const struct tag *tag)
{
	struct str open = tag->content;
	struct str close;
	size_t at = 0;

	while (at < open.n && !str_is_space(open.p[at]))
		at++;
	close = str_trim(str_from(open, at));
	open = str_sub(open, 0, at);
	if (open.n == 0 || close.n == 0 || open.n > DELIMITER ||
	    close.n > DELIMITER || str_findc(open, '=') != SIZE_MAX ||
	    str_findc(close, '=') != SIZE_MAX)
		return fail(c, tag->from,
		    "delimiters are set by two words without '=', such as "
		    "{{=<% %>=}}");
	for (size_t i = 0; i < close.n; i++)
		if (str_is_space(close.p[i]))
			return fail(
			    c, tag->from, "there are more than two delimiters");
	c->open = open;
	c->close = close;
	return ERR_OK;
}

static enum err_code check_name(struct compiler *c, const struct tag *tag)
{
	if (tag->content.n == 0)
		return fail(c, tag->from, "this tag has no name");
	if (tag->sigil != '\0' && strchr("><$", tag->sigil) != NULL &&
	    !mustache_name_ok(tag->content))
		return fail(c, tag->from,
		    "a template or block name has at most 64 letters, digits, "
		    "'_' and '-'");
	for (size_t i = 0; i < tag->content.n; i++)
		if (str_is_space(tag->content.p[i]))
			return fail(c, tag->from, "a name has no blank inside");
	return ERR_OK;
}

/* The tag is inside one of this type, that many levels up. */
static bool inside(const struct compiler *c, enum node_type type, size_t above)
{
	return c->depth > above &&
	       c->nodes[c->stack[c->depth - 1 - above]].type == type;
}

static bool in_parent(const struct compiler *c, size_t above)
{
	return inside(c, NODE_PARENT, above);
}

static enum err_code open_tag(
    struct compiler *c, const struct tag *tag, enum node_type type)
{
	struct node *node = add(c, type, tag->from);

	node->text = tag->content;
	node->blanks = tag->blanks;
	node->alone = tag->first && tag->last;
	/* An argument begins after the newline of its tag, whatever stands
	   before the tag: nothing of that is output. */
	if (type == NODE_BLOCK && in_parent(c, 0))
		node->alone = tag->last;
	if (c->depth == MUSTACHE_NEST)
		return fail(c, tag->from, "too many sections in each other");
	c->stack[c->depth++] = c->count - 1;
	return ERR_OK;
}

/* {{<parent}}...{{/parent}} with nothing around is like one tag alone. */
static bool close_parent(struct compiler *c, const struct tag *tag, size_t open)
{
	struct node *parent = &c->nodes[open];
	size_t before = open - 1;

	parent->alone = tag->last && open > 0 &&
			c->nodes[before].type == NODE_LINE &&
			c->nodes[before].line == parent->line;
	if (!parent->alone)
		return false;
	parent->blanks = c->nodes[before].blanks;
	c->nodes[before].type = NODE_NOTHING;
	return true;
}

static enum err_code close_tag(struct compiler *c, const struct tag *tag)
{
	const char *sentence;
	struct node *open;

	if (c->depth == 0)
		return fail(c, tag->from, "nothing is open that this closes");
	open = &c->nodes[c->stack[c->depth - 1]];
	if (!str_eq(open->text, tag->content)) {
		sentence = arena_printf(c->arena,
		    _("this closes \"%.*s\", but \"%.*s\" of line %zu is open"),
		    STR_ARG(tag->content), STR_ARG(open->text), open->line);
		return fail(c, tag->from, sentence);
	}
	(void)add(c, NODE_END, tag->from);
	c->depth--;
	c->nodes[c->stack[c->depth]].end = c->count - 1;
	return ERR_OK;
}

/* Makes the node of a tag; what stands before it is done. */
static enum err_code add_tag(struct compiler *c, const struct tag *tag)
{
	struct node *node;

	switch (tag->sigil) {
	case '#':
		return open_tag(c, tag, NODE_SECTION);
	case '^':
		return open_tag(c, tag, NODE_INVERTED);
	case '<':
		return open_tag(c, tag, NODE_PARENT);
	case '$':
		return open_tag(c, tag, NODE_BLOCK);
	case '/':
		return close_tag(c, tag);
	case '>':
		node = add(c, NODE_PARTIAL, tag->from);
		node->alone = tag->first && tag->last;
		node->blanks = tag->blanks;
		break;
	case '&':
	case '{':
		node = add(c, NODE_RAW, tag->from);
		break;
	default:
		node = add(c, NODE_VALUE, tag->from);
		break;
	}
	node->text = tag->content;
	return ERR_OK;
}

/* Does the line of this tag vanish (before it, after it)? */
static void vanish(
    const struct compiler *c, const struct tag *tag, bool *before, bool *after)
{
	const bool alone = tag->first && tag->last;

	*before = *after = alone;
	switch (tag->sigil) {
	case '\0':
	case '&':
	case '{':
	case '<': /* close_parent() decides */
		*before = *after = false;
		break;
	case '$':
		*after = alone || (tag->last && in_parent(c, 0));
		break;
	case '/':
		*before = alone || (tag->first && in_parent(c, 1));
		break;
	default:
		break;
	}
}

static enum err_code take_tag(struct compiler *c, const struct tag *tag)
{
	enum err_code code = ERR_OK;
	bool before;
	bool after;
	bool parent_ends = tag->sigil == '/' && in_parent(c, 0);
	/* A line belongs to the section or comes behind the argument that ends
	   at its start. */
	bool line_after = tag->sigil == '/' && !inside(c, NODE_SECTION, 0) &&
			  !inside(c, NODE_INVERTED, 0);

	vanish(c, tag, &before, &after);
	add_text(c, tag->from - (before ? tag->blanks.n : 0));
	if (!before && at_line_start(c, tag->from) && !line_after)
		(void)add(c, NODE_LINE, tag->from);
	if (tag->sigil == '=') {
		code = set_delimiters(c, tag);
	} else if (tag->sigil != '!') {
		code = check_name(c, tag);
		if (code == ERR_OK)
			code = add_tag(c, tag);
	}
	if (code == ERR_OK && parent_ends)
		after = close_parent(c, tag, c->stack[c->depth]);
	if (!before && !after && at_line_start(c, tag->from) && line_after)
		(void)add(c, NODE_LINE, tag->from);
	c->at = after ? tag->next : tag->to;
	return code;
}

static enum err_code compile(struct compiler *c)
{
	enum err_code code;
	struct tag tag;

	for (;;) {
		size_t at = str_find(str_from(c->text, c->at), c->open);
		if (at == SIZE_MAX)
			break;
		code = read_tag(c, c->at + at, &tag);
		if (code == ERR_OK)
			code = take_tag(c, &tag);
		if (code != ERR_OK)
			return code;
		if (c->count > MUSTACHE_NODES)
			return err_set(c->err, ERR_LIMIT,
			    "%s:%zu:1: the template has too many tags", c->name,
			    c->line);
	}
	add_text(c, c->text.n);
	if (c->depth > 0) {
		const struct node *open = &c->nodes[c->stack[c->depth - 1]];
		return err_set(c->err, ERR_INPUT,
		    "%s:%zu:%zu: \"%.*s\" is opened here and never closed",
		    c->name, open->line, open->column, STR_ARG(open->text));
	}
	return ERR_OK;
}

enum err_code mustache_compile(struct arena *arena, struct str text,
    const char *name, size_t first_line, struct mustache **out, struct err *err)
{
	struct compiler c = { .arena = arena,
		.name = name,
		.text = text,
		.open = str_c("{{"),
		.close = str_c("}}"),
		.line = first_line,
		.column = 1,
		.err = err };
	enum err_code code = compile(&c);

	if (code == ERR_OK) {
		*out = arena_alloc(arena, sizeof(**out));
		**out = (struct mustache){ .name = arena_strdup(arena, name),
			.nodes =
			    arena_calloc(arena, c.count + 1, sizeof(*c.nodes)),
			.count = c.count };
		if (c.count > 0)
			memcpy(
			    (*out)->nodes, c.nodes, c.count * sizeof(*c.nodes));
	}
	free(c.nodes);
	return code;
}
