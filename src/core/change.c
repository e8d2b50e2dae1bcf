#include "core/change.h"

#include <stdlib.h>
#include <string.h>

#include "core/dayname.h"
#include "core/topics.h"

struct change change_of(const struct subscription *sub)
{
	return (struct change){
		.has_delivery = true,
		.delivery = sub->delivery,
		.has_pause = true,
		.paused_until = sub->paused_until,
		.has_language = true,
		.language = sub->language,
		.topics = sub->topics,
	};
}

bool change_is_empty(const struct change *change)
{
	return !change->has_delivery && !change->has_pause &&
	       !change->has_language && change->topics == NULL &&
	       change->name == NULL && change->address == NULL;
}

static bool differs(const char *wanted, const char *present)
{
	return wanted != NULL && strcmp(wanted, present) != 0;
}

bool change_apply(const struct change *change, struct subscription *sub)
{
	const struct subscription old = *sub;

	if (change->has_delivery)
		sub->delivery = change->delivery;
	if (change->has_pause)
		sub->paused_until = change->paused_until;
	if (change->has_language)
		sub->language = change->language;
	if (change->topics != NULL)
		sub->topics = change->topics;
	if (change->name != NULL)
		sub->name = change->name;
	return sub->delivery != old.delivery ||
	       sub->paused_until != old.paused_until ||
	       sub->language != old.language ||
	       differs(change->topics, old.topics) ||
	       differs(change->name, old.name);
}

static void set(json_t *object, const char *key, const char *value)
{
	if (value != NULL)
		(void)json_object_set_new(object, key, json_string(value));
}

const char *change_write(struct arena *arena, const struct change *change)
{
	json_t *object = json_object();
	const char *copy;
	char *text;

	if (change->has_delivery)
		set(object, "delivery", sub_delivery_name(change->delivery));
	if (change->has_pause)
		(void)json_object_set_new(object, "paused_until",
		    json_integer((json_int_t)change->paused_until));
	if (change->has_language)
		set(object, "language", lang_name(change->language));
	set(object, "topics", change->topics);
	set(object, "name", change->name);
	set(object, "address", change->address);
	text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
	copy = arena_strdup(arena, text == NULL ? "" : text);
	free(text);
	json_decref(object);
	return copy;
}

static const char *get(struct arena *arena, json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	return json_is_string(value)
		   ? arena_strdup(arena, json_string_value(value))
		   : NULL;
}

bool change_read(struct arena *arena, const char *text, struct change *change)
{
	json_t *object = json_loads(text, 0, NULL);
	const char *delivery;
	const char *language;
	json_t *until;

	*change = (struct change){ 0 };
	if (!json_is_object(object)) {
		json_decref(object);
		return false;
	}
	delivery = get(arena, object, "delivery");
	language = get(arena, object, "language");
	until = json_object_get(object, "paused_until");
	change->has_delivery =
	    delivery != NULL && sub_delivery_parse(delivery, &change->delivery);
	change->has_language =
	    language != NULL && lang_parse(language, &change->language);
	change->has_pause = json_is_integer(until);
	change->paused_until = (int64_t)json_integer_value(until);
	change->topics = get(arena, object, "topics");
	change->name = get(arena, object, "name");
	change->address = get(arena, object, "address");
	json_decref(object);
	return true;
}

static const char *zone_of(const struct conf_list *list)
{
	return list == NULL ? "UTC" : list->timezone;
}

static json_t *pause_variables(struct arena *arena, int64_t until,
    const struct conf_list *list, enum lang language)
{
	if (until == 0)
		return json_pack("{s:b}", "off", true);
	if (until >= SUB_PAUSE_OPEN)
		return json_pack("{s:b}", "open", true);
	return json_pack(
	    "{s:s}", "date", dayname(arena, until, zone_of(list), language));
}

json_t *change_variables(struct arena *arena, const struct change *change,
    const struct conf_list *list, enum lang language)
{
	json_t *out = json_object();

	if (change->has_delivery)
		(void)json_object_set_new(out, "delivery",
		    json_pack(
			"{s:b}", sub_delivery_name(change->delivery), true));
	if (change->has_pause)
		(void)json_object_set_new(out, "pause",
		    pause_variables(
			arena, change->paused_until, list, language));
	if (change->topics != NULL && list != NULL && list->topic_count > 0)
		(void)json_object_set_new(out, "topics",
		    topics_variables(list, change->topics, language));
	if (change->has_language)
		(void)json_object_set_new(out, "language",
		    json_pack("{s:b}", lang_name(change->language), true));
	set(out, "name", change->name);
	set(out, "address", change->address);
	return out;
}
