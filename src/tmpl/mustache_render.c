#include <stdint.h>
#include <stdlib.h>

#include "base/hole.h"
#include "base/i18n.h"
#include "tmpl/mustache.h"
#include "tmpl/mustache_node.h"
#include "tmpl/mustache_value.h"

/* Steps of one rendering: a few seconds at the very most. */
enum { FRAMES = 512, STEPS = 5000000 };

/* The values that names are looked up in, innermost first. */
struct scope {
	const json_t *value;
	const struct scope *up;
};

/* The arguments of a {{<parent}}: blocks among these nodes. */
struct arguments {
	const struct mustache *template;
	size_t from;
	size_t to;
	const struct arguments *outer;
};

/* What is done to the blanks at the start of a template's lines. */
struct indent {
	struct str put;
	size_t drop;
};

/* A run of nodes being rendered: a template, a section, an argument. */
struct frame {
	const struct mustache *template;
	size_t at;
	size_t start;
	size_t end;
	size_t depth; /* of partials */
	struct indent indent;
	const struct arguments *arguments;
	struct scope scope;
	char hole; /* a section that stands only for some: its letter */
	const json_t *list; /* a section over it, at `index` */
	size_t index;
};

/* Partials are compiled once for a rendering. */
struct cached {
	char *name;
	struct mustache *template; /* NULL: there is none */
	struct cached *next;
};

struct run {
	struct arena arena;
	const struct mustache_options *options;
	struct frame *frames;
	size_t count;
	struct cached *cache;
	struct html_reader html;
	struct buf *out;
	struct err *err;
};

static struct frame *top(struct run *run)
{
	return &run->frames[run->count - 1];
}

static enum err_code fail(struct run *run, enum err_code code,
    const struct node *node, const char *what)
{
	return err_set(run->err, code, "%s:%zu:%zu: %s \"%.*s\"",
	    top(run)->template->name, node->line, node->column, _(what),
	    STR_ARG(node->text));
}

static enum err_code push(
    struct run *run, const struct node *node, struct frame frame)
{
	if (run->count == FRAMES)
		return fail(run, ERR_LIMIT, node,
		    "too many templates and sections inside each other at");
	frame.start = frame.at;
	run->frames[run->count++] = frame;
	return ERR_OK;
}

/* These blanks of a line, as the frame has them. */
static struct str indented(
    struct run *run, const struct frame *frame, struct str blanks)
{
	struct str kept = str_from(blanks, frame->indent.drop);

	if (kept.n == 0)
		return frame->indent.put;
	if (frame->indent.put.n == 0)
		return kept;
	return str_c(arena_printf(&run->arena, "%.*s%.*s",
	    STR_ARG(frame->indent.put), STR_ARG(kept)));
}

/* The value of a dotted name, or NULL. */
static const json_t *look_up(const struct scope *scope, struct str name)
{
	const json_t *value = NULL;
	struct str part;

	if (str_is(name, "."))
		return scope->value;
	(void)str_split(&name, '.', &part);
	for (; scope != NULL && value == NULL; scope = scope->up)
		value = json_object_getn(scope->value, part.p, part.n);
	while (value != NULL && str_split(&name, '.', &part))
		value = json_object_getn(value, part.p, part.n);
	return value;
}

static enum err_code find(
    struct run *run, const struct node *node, const json_t **value)
{
	*value = look_up(&top(run)->scope, node->text);
	if (*value == NULL && run->options->strict)
		return fail(run, ERR_INPUT, node, "there is no such field as");
	return ERR_OK;
}

/* The section's frame goes on with the next item; false when none is left. */
static bool next_item(struct frame *frame)
{
	if (frame->list == NULL ||
	    ++frame->index >= json_array_size(frame->list))
		return false;
	frame->scope.value = json_array_get(frame->list, frame->index);
	frame->at = frame->start;
	return true;
}

static void put_mark(struct run *run, char hole, enum hole_mark mark)
{
	const char marker[] = { 1, hole, (char)mark };

	(void)buf_add(run->out, marker, sizeof(marker));
}

static enum err_code section(
    struct run *run, const struct node *node, size_t at)
{
	const struct frame *frame = top(run);
	struct frame inner = *frame;
	const json_t *value;
	enum err_code code = find(run, node, &value);

	if (code != ERR_OK)
		return code;
	inner.hole = value_hole(value);
	if (inner.hole != '\0')
		put_mark(run, inner.hole,
		    node->type == NODE_SECTION ? HOLE_IF : HOLE_UNLESS);
	else if ((value != NULL && value_is_true(value)) !=
		 (node->type == NODE_SECTION))
		return ERR_OK;
	inner.at = at + 1;
	inner.end = node->end;
	inner.list = NULL;
	if (node->type == NODE_SECTION) {
		inner.scope = (struct scope){ value, &frame->scope };
		if (json_is_array(value)) {
			inner.list = value;
			inner.index = 0;
			inner.scope.value = json_array_get(value, 0);
		}
	}
	return push(run, node, inner);
}

/* Compiles a partial, or finds it compiled. */
static enum err_code partial(
    struct run *run, const struct node *node, struct mustache **out)
{
	const struct mustache_options *options = run->options;
	struct mustache_partial found = { 0 };
	struct cached *cached = run->cache;
	enum err_code code = ERR_NOT_FOUND;

	while (cached != NULL && !str_is(node->text, cached->name))
		cached = cached->next;
	if (cached == NULL) {
		cached = arena_alloc(&run->arena, sizeof(*cached));
		cached->name = arena_dup(&run->arena, node->text);
		if (options->partial != NULL)
			code = options->partial(
			    options->ctx, cached->name, &found, run->err);
		if (code == ERR_OK)
			code = mustache_compile(&run->arena, found.text,
			    found.source, 1, &cached->template, run->err);
		if (code != ERR_OK && code != ERR_NOT_FOUND)
			return code;
		cached->next = run->cache;
		run->cache = cached;
	}
	*out = cached->template;
	if (*out == NULL && options->strict)
		return fail(
		    run, ERR_INPUT, node, "there is no such template as");
	return ERR_OK;
}

static enum err_code call(struct run *run, const struct node *node, size_t at)
{
	const struct frame *frame = top(run);
	struct mustache *template = NULL;
	struct arguments *arguments;
	struct frame inner = *frame;
	enum err_code code;

	if (frame->depth == MUSTACHE_DEPTH)
		return fail(run, ERR_LIMIT, node,
		    "too many templates inside each other at");
	code = partial(run, node, &template);
	if (code != ERR_OK || template == NULL)
		return code;
	if (node->type == NODE_PARENT) {
		arguments = arena_alloc(&run->arena, sizeof(*arguments));
		*arguments = (struct arguments){ frame->template, at + 1,
			node->end, frame->arguments };
		inner.arguments = arguments;
	}
	inner.template = template;
	inner.at = 0;
	inner.end = template->count;
	inner.depth++;
	inner.hole = '\0';
	inner.list = NULL;
	inner.indent = (struct indent){ { "", 0 }, 0 };
	if (node->alone)
		inner.indent.put = indented(run, frame, node->blanks);
	return push(run, node, inner);
}

/* The block of this name among the arguments, or SIZE_MAX. */
static size_t find_block(const struct arguments *arguments, struct str name)
{
	const struct node *nodes = arguments->template->nodes;
	size_t i = arguments->from;

	while (i < arguments->to) {
		if (nodes[i].type == NODE_BLOCK && str_eq(nodes[i].text, name))
			return i;
		i = nodes[i].end > i ? nodes[i].end + 1 : i + 1;
	}
	return SIZE_MAX;
}

/* The argument for this block: the outermost one wins. */
static const struct arguments *argument(
    const struct arguments *arguments, struct str name, size_t *index)
{
	const struct arguments *found = NULL;

	for (; arguments != NULL; arguments = arguments->outer) {
		size_t at = find_block(arguments, name);
		if (at == SIZE_MAX)
			continue;
		found = arguments;
		*index = at;
	}
	return found;
}

/* The blanks before the first line of a block's content. */
static struct str own_blanks(const struct mustache *template, size_t block)
{
	const struct node *first = &template->nodes[block + 1];

	return first->type == NODE_LINE ? first->blanks : str_n("", 0);
}

/*
 * A block with an argument: the argument's own indentation is replaced by
 * that of what it stands for.
 */
static enum err_code block(
    struct run *run, const struct node *node, struct frame *frame)
{
	size_t index = 0;
	const struct arguments *found =
	    argument(frame->arguments, node->text, &index);
	struct frame inner = *frame;
	const struct node *nodes;
	struct str blanks = node->blanks;

	if (found == NULL)
		return ERR_OK; /* what is inside is rendered in its turn */
	nodes = found->template->nodes;
	if (node->alone && frame->template->nodes[frame->at].type == NODE_LINE)
		blanks = own_blanks(frame->template, frame->at - 1);
	inner.template = found->template;
	inner.at = index + 1;
	inner.end = nodes[index].end;
	inner.arguments = found->outer;
	inner.hole = '\0';
	inner.list = NULL;
	inner.indent.put = indented(run, frame, blanks);
	inner.indent.drop = own_blanks(found->template, index).n;
	if (nodes[inner.at].type == NODE_LINE && !node->alone)
		inner.at++; /* its line has begun already */
	else if (nodes[inner.at].type != NODE_LINE && node->alone)
		(void)buf_str(run->out, inner.indent.put);
	frame->at = node->end + 1;
	return push(run, node, inner);
}

static bool is_raw(const struct run *run, const struct node *node)
{
	const char *const *names = run->options->raw;

	if (node->type != NODE_RAW || names == NULL)
		return node->type == NODE_RAW;
	while (*names != NULL && !str_is(node->text, *names))
		names++;
	return *names != NULL;
}

static void put_value(
    struct run *run, const struct node *node, const json_t *value)
{
	enum mustache_escape escape = run->options->escape;
	enum html_place place = HTML_IN_TEXT;

	if (is_raw(run, node))
		escape = MUSTACHE_TEXT;
	if (escape == MUSTACHE_HTML)
		place = html_place(&run->html, buf_get(run->out));
	value_put(run->out, value, escape, place);
}

static enum err_code step(struct run *run)
{
	struct frame *frame = top(run);
	const size_t at = frame->at++;
	const struct node *node = &frame->template->nodes[at];
	const json_t *value = NULL;
	enum err_code code = ERR_OK;

	switch (node->type) {
	case NODE_TEXT:
		(void)buf_str(run->out, node->text);
		break;
	case NODE_LINE:
		(void)buf_str(run->out, indented(run, frame, node->blanks));
		break;
	case NODE_VALUE:
	case NODE_RAW:
		code = find(run, node, &value);
		if (value != NULL)
			put_value(run, node, value);
		break;
	case NODE_SECTION:
	case NODE_INVERTED:
		frame->at = node->end + 1;
		code = section(run, node, at);
		break;
	case NODE_PARENT:
		frame->at = node->end + 1;
		code = call(run, node, at);
		break;
	case NODE_PARTIAL:
		code = call(run, node, at);
		break;
	case NODE_BLOCK:
		code = block(run, node, frame);
		break;
	case NODE_NOTHING:
	case NODE_END:
		break;
	}
	return code;
}

static void pop(struct run *run)
{
	if (top(run)->hole != '\0')
		put_mark(run, top(run)->hole, HOLE_END);
	run->count--;
}

static enum err_code run_all(struct run *run)
{
	enum err_code code = ERR_OK;

	for (size_t steps = 0; code == ERR_OK && run->count > 0; steps++) {
		struct frame *frame = top(run);
		if (steps == STEPS)
			return err_set(run->err, ERR_LIMIT,
			    "%s: the template does not come to an end",
			    run->frames[0].template->name);
		if (run->out->over)
			return buf_ok(
			    run->out, _("what the template makes"), run->err);
		if (frame->at < frame->end)
			code = step(run);
		else if (!next_item(frame))
			pop(run);
	}
	return code == ERR_OK
		   ? buf_ok(run->out, _("what the template makes"), run->err)
		   : code;
}

enum err_code mustache_render(const struct mustache *template,
    const json_t *data, const struct mustache_options *options, struct buf *out,
    struct err *err)
{
	struct run run = { .options = options,
		.html = { .seen = out->len },
		.out = out,
		.err = err };
	enum err_code code;

	run.frames = arena_calloc(&run.arena, FRAMES, sizeof(*run.frames));
	run.frames[run.count++] = (struct frame){ .template = template,
		.end = template->count,
		.indent = { { "", 0 }, 0 },
		.scope = { data, NULL } };
	code = run_all(&run);
	arena_free(&run.arena);
	return code;
}
