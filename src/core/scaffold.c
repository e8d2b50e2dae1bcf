#include "core/scaffold.h"

#include <jansson.h>
#include <string.h>

#include "base/asset.h"
#include "base/buf.h"
#include "tmpl/mustache.h"

enum { FILE_MAX = 256 * 1024, SATURDAY = 5, THURSDAY = 3, WEEK = 7 };

bool scaffold_days(int64_t now, const char *zone, struct scaffold_days *out)
{
	struct date_local day;

	if (!date_to_local(now, zone, &day))
		return false;
	day.month++;
	if (day.month > 12) {
		day.month = 1;
		day.year++;
	}
	day.day = 1;
	day.hour = 0;
	day.minute = 0;
	out->first = day;
	while (date_weekday(out->first.year, out->first.month,
		   out->first.day) >= SATURDAY)
		out->first.day++;
	out->event = day;
	out->event.day += WEEK;
	while (date_weekday(out->event.year, out->event.month,
		   out->event.day) != THURSDAY)
		out->event.day++;
	out->deadline = day;
	out->deadline.day = date_month_days(day.year, day.month);
	return true;
}

static json_t *day_json(struct arena *arena, const struct date_local *day)
{
	return json_string(arena_printf(
	    arena, "%04d-%02d-%02d", day->year, day->month, day->day));
}

static json_t *topics_json(const struct conf_list *list, enum lang language)
{
	json_t *out = json_array();

	for (size_t i = 0; i < list->topic_count; i++) {
		const struct conf_topic *topic = &list->topics[i];
		const char *label = topic->label[language];
		(void)json_array_append_new(
		    out, json_pack("{s:s, s:s, s:s}", "key", topic->key,
			     "label", label != NULL ? label : topic->key,
			     "comma", i + 1 < list->topic_count ? ", " : ""));
	}
	return out;
}

static json_t *data(struct arena *arena, const struct conf *conf,
    const struct scaffold *s, const struct scaffold_days *days)
{
	const char *rights = conf->site.rights[s->language];

	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:i, s:s, s:o,"
			 " s:b, s:o}",
	    "list", s->list->name, "zone", s->list->timezone, "site",
	    conf->site.name, "date", day_json(arena, &days->first), "event",
	    day_json(arena, &days->event), "deadline",
	    day_json(arena, &days->deadline), "month",
	    json_string(arena_printf(
		arena, "%04d-%02d", days->first.year, days->first.month)),
	    "year", days->first.year, "month_name",
	    date_month_name(days->first.month, s->language), "topics",
	    topics_json(s->list, s->language), "has_topics",
	    s->list->topic_count > 0, "rights",
	    rights == NULL || rights[0] == '\0' ? json_null()
						: json_string(rights));
}

enum err_code scaffold_make(struct arena *arena, const struct conf *conf,
    const struct scaffold *scaffold, struct str *out, struct err *err)
{
	const char *path = arena_printf(arena, "templates/site/new/%s.%s.md",
	    scaffold->template, lang_name(scaffold->language));
	const struct asset *asset = asset_find(path);
	const struct mustache_options options = { .escape = MUSTACHE_TEXT };
	struct scaffold_days days;
	struct mustache *template;
	struct buf text;
	json_t *values;
	enum err_code rc;

	if (asset == NULL)
		return err_set(err, ERR_USAGE,
		    "there is nothing to begin \"%s\" with; take newsletter, "
		    "announcement or invitation",
		    scaffold->template);
	if (!scaffold_days(scaffold->now, scaffold->list->timezone, &days))
		return err_set(err, ERR_CONFIG, "%s is no time zone",
		    scaffold->list->timezone);
	rc =
	    mustache_compile(arena, asset_text(asset), path, 1, &template, err);
	if (rc != ERR_OK)
		return rc;
	buf_init(&text, FILE_MAX);
	values = data(arena, conf, scaffold, &days);
	rc = mustache_render(template, values, &options, &text, err);
	json_decref(values);
	*out = str_n(arena_dup(arena, buf_get(&text)), text.len);
	buf_clear(&text);
	return rc;
}
