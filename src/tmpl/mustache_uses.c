#include "tmpl/mustache_uses.h"

#include "tmpl/mustache_node.h"

/* The sections that are open, the outermost first. */
struct open {
	const json_t *value; /* NULL = names are not looked up in it */
	struct str name;
	size_t end;
};

struct walk {
	const json_t *data;
	struct open open[MUSTACHE_NEST];
	size_t count;
};

static const json_t *look_up(const struct walk *w, struct str name)
{
	const json_t *value = NULL;
	struct str part;

	(void)str_split(&name, '.', &part);
	for (size_t i = w->count; value == NULL && i > 0; i--)
		value = json_object_getn(w->open[i - 1].value, part.p, part.n);
	if (value == NULL)
		value = json_object_getn(w->data, part.p, part.n);
	while (value != NULL && str_split(&name, '.', &part))
		value = json_object_getn(value, part.p, part.n);
	return value;
}

static bool is_open(const struct walk *w, struct str name)
{
	for (size_t i = 0; i < w->count; i++)
		if (str_eq(w->open[i].name, name))
			return true;
	return false;
}

static void enter(struct walk *w, const struct node *node, const json_t *value)
{
	struct open open = { .name = node->text, .end = node->end };

	if (w->count == MUSTACHE_NEST)
		return;
	if (node->type == NODE_SECTION)
		open.value =
		    json_is_array(value) ? json_array_get(value, 0) : value;
	w->open[w->count++] = open;
}

void mustache_uses(const struct mustache *template, const json_t *data,
    mustache_use_fn *each, void *ctx)
{
	struct walk w = { .data = data };

	for (size_t i = 0; i < template->count; i++) {
		const struct node *node = &template->nodes[i];
		const bool section =
		    node->type == NODE_SECTION || node->type == NODE_INVERTED;
		const json_t *value;
		while (w.count > 0 && w.open[w.count - 1].end <= i)
			w.count--;
		if (!section && node->type != NODE_VALUE &&
		    node->type != NODE_RAW)
			continue;
		value = look_up(&w, node->text);
		each(ctx, &(struct mustache_use){
			      .name = node->text,
			      .known = value != NULL || str_is(node->text, "."),
			      .shown = !section,
			      .guarded = is_open(&w, node->text),
			      .inverted = node->type == NODE_INVERTED,
			      .line = node->line,
			      .column = node->column,
			  });
		if (section)
			enter(&w, node, value);
	}
}
