#include "news/contents.h"

#include <stdbool.h>

/* The kinds that have a title, and under which name. */
static const struct {
	const char *kind;
	const char *title;
} titled[] = {
	{ "item", "title" },
	{ "publication", "title" },
	{ "call", "title" },
	{ "partner", "name" },
};

static void add(json_t *out, const json_t *row, const char *key)
{
	json_t *title = json_object_get(row, key);

	if (json_string_length(title) > 0)
		(void)json_array_append_new(
		    out, json_pack("{s:O, s:O, s:O}", "title", title, "foreign",
			     json_object_get(row, "foreign"), "foreign_mark",
			     json_object_get(row, "foreign_mark")));
}

static void add_events(json_t *out, const json_t *agenda)
{
	const json_t *events = json_object_get(agenda, "events");
	const json_t *event;
	size_t i;

	json_array_foreach(events, i, event)
	{
		if (!json_is_true(json_object_get(event, "cancelled")))
			add(out, event, "title");
	}
}

json_t *news_contents(const json_t *blocks)
{
	const size_t kinds = sizeof(titled) / sizeof(*titled);
	json_t *out = json_array();
	const json_t *block;
	size_t i;

	json_array_foreach(blocks, i, block)
	{
		add_events(out, json_object_get(block, "agenda"));
		for (size_t k = 0; k < kinds; k++)
			add(out, json_object_get(block, titled[k].kind),
			    titled[k].title);
	}
	if (json_array_size(out) < NEWS_CONTENTS_LEAST)
		(void)json_array_clear(out);
	return out;
}
