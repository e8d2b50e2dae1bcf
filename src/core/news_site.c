#include "core/news_site.h"

#include <string.h>

#include "core/listaddr.h"
#include "core/notify.h"

enum { TOPICS_MAX = 64 }; /* bits of news_block.topics */

/* Adds what is not there yet; the array has room. */
static void unite(const char **names, size_t *count, const char *name)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(names[i], name) == 0)
			return;
	names[(*count)++] = name;
}

void news_site_of(struct arena *arena, const struct conf *conf,
    const struct conf_list *const *lists, size_t count, struct news_site *out)
{
	const char **topics = NULL;
	const char **fields = NULL;
	size_t topic_room = 0;
	size_t field_room = 0;

	*out = (struct news_site){
		.language =
		    count > 0 ? lists[0]->language : conf->site.language,
		.zone = count > 0 ? lists[0]->timezone : conf->site.timezone,
		.domain = listaddr_domain(conf),
		.list = count > 0 ? lists[0]->name : "",
		.address = count > 0 ? lists[0]->address : conf->site.address,
	};
	for (size_t i = 0; i < count; i++) {
		topic_room += lists[i]->topic_count;
		field_room += lists[i]->fields.n;
	}
	topics = arena_calloc(arena, topic_room + 1, sizeof(*topics));
	fields = arena_calloc(arena, field_room + 1, sizeof(*fields));
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < lists[i]->topic_count; j++)
			unite(
			    topics, &out->topic_count, lists[i]->topics[j].key);
		for (size_t j = 0; j < lists[i]->fields.n; j++)
			unite(fields, &out->field_count, lists[i]->fields.v[j]);
	}
	if (out->topic_count > TOPICS_MAX)
		out->topic_count = TOPICS_MAX;
	out->topics = topics;
	out->fields = fields;
}

static const char *label_of(const char *key,
    const struct conf_list *const *lists, size_t count, enum lang language)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < lists[i]->topic_count; j++)
			if (strcmp(lists[i]->topics[j].key, key) == 0)
				return notify_in_language(
				    lists[i]->topics[j].label, language, key);
	return key;
}

const char *const *news_site_labels(struct arena *arena,
    const struct news_site *site, const struct conf_list *const *lists,
    size_t count, enum lang language)
{
	const char **out =
	    arena_calloc(arena, site->topic_count + 1, sizeof(*out));

	for (size_t i = 0; i < site->topic_count; i++)
		out[i] = label_of(site->topics[i], lists, count, language);
	return out;
}
