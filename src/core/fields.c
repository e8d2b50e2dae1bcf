#include "core/fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "mail/header.h"

const char *fields_names(struct arena *arena, const struct conf_list *list)
{
	return arena_join(
	    arena, (const char *const *)list->fields.v, list->fields.n, " ");
}

enum err_code fields_check(const char *name, struct str value, struct err *err)
{
	if (value.n > FIELDS_VALUE_MAX)
		return err_set(err, ERR_USAGE,
		    _("the field %s is longer than %d bytes; write it shorter"),
		    name, FIELDS_VALUE_MAX);
	if (!utf8_valid(value))
		return err_set(
		    err, ERR_USAGE, _("the field %s is not UTF-8 text"), name);
	if (!header_is_clean(value))
		return err_set(err, ERR_USAGE,
		    _("the field %s holds a line break, a control character or "
		      "a mark that turns the direction of writing; write it in "
		      "one line without such marks"),
		    name);
	return ERR_OK;
}

static enum err_code unknown(struct arena *arena, const struct conf_list *list,
    struct str name, struct err *err)
{
	const char *names = fields_names(arena, list);

	if (*names == '\0')
		return err_set(err, ERR_USAGE,
		    _("the list %s has no fields; declare them in its setting "
		      "\"fields\""),
		    list->name);
	return err_set(err, ERR_USAGE,
	    _("the list %s has no field \"%.*s\"; it has: %s"), list->name,
	    STR_ARG(str_sub(name, 0, 64)), names);
}

json_t *fields_json(const char *fields)
{
	json_t *out = NULL;

	if (fields != NULL && *fields != '\0')
		out = json_loads(fields, JSON_ALLOW_NUL, NULL);
	if (json_is_object(out))
		return out;
	json_decref(out);
	return json_object();
}

static const char *write_json(struct arena *arena, json_t *object)
{
	char *text;
	const char *out = "";

	if (json_object_size(object) > 0) {
		text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
		out = arena_strdup(arena, text == NULL ? "" : text);
		free(text);
	}
	json_decref(object);
	return out;
}

enum err_code fields_set(struct arena *arena, const struct conf_list *list,
    const char *fields, struct str name, struct str value, const char **out,
    struct err *err)
{
	const char *key = NULL;
	json_t *object;
	enum err_code rc;

	for (size_t i = 0; i < list->fields.n; i++)
		if (str_is(name, list->fields.v[i]))
			key = list->fields.v[i];
	if (key == NULL)
		return unknown(arena, list, name, err);
	value = str_trim(value);
	rc = fields_check(key, value, err);
	if (rc != ERR_OK)
		return rc;
	object = fields_json(fields);
	if (value.n == 0)
		(void)json_object_del(object, key);
	else
		(void)json_object_set_new(
		    object, key, json_stringn(value.p, value.n));
	*out = write_json(arena, object);
	return ERR_OK;
}

const char *fields_unite(
    struct arena *arena, const char *fields, const char *other)
{
	json_t *all = fields_json(other);
	json_t *mine = fields_json(fields);

	(void)json_object_update(all, mine);
	json_decref(mine);
	return write_json(arena, all);
}

void fields_values(struct arena *arena, const char *names, const char *fields,
    const char **values, size_t max)
{
	json_t *object = NULL;
	struct str rest = str_c(names);
	struct str name;

	if (rest.n == 0)
		return;
	object = fields_json(fields);
	for (size_t i = 0; i < max && str_split(&rest, ' ', &name); i++) {
		const char *value =
		    json_string_value(json_object_getn(object, name.p, name.n));
		values[i] = value == NULL ? "" : arena_strdup(arena, value);
	}
	json_decref(object);
}
