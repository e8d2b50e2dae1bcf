#include "cli/topics.h"

#include "base/i18n.h"

static bool has_topic(const struct conf_list *list, struct str key)
{
	for (size_t i = 0; i < list->topic_count; i++)
		if (str_is(key, list->topics[i].key))
			return true;
	return false;
}

/* Is the key among those, with one blank between them? */
static bool is_among(const char *keys, struct str key)
{
	struct str rest = str_c(keys);
	struct str one;

	while (str_split(&rest, ' ', &one))
		if (str_eq(one, key))
			return true;
	return false;
}

/* The next word of *rest; false at the end. */
static bool next_word(struct str *rest, struct str *word)
{
	size_t n = 0;

	while (rest->n > 0 && (*rest->p == ',' || str_is_space(*rest->p)))
		*rest = str_from(*rest, 1);
	while (n < rest->n && rest->p[n] != ',' && !str_is_space(rest->p[n]))
		n++;
	*word = str_sub(*rest, 0, n);
	*rest = str_from(*rest, n);
	return n > 0;
}

enum err_code topics_parse(struct arena *arena, const struct conf_list *list,
    struct str text, const char **out, struct err *err)
{
	struct str key;

	*out = arena_strdup(arena, "");
	if (str_is(str_trim(text), "all"))
		return ERR_OK;
	while (next_word(&text, &key)) {
		if (!has_topic(list, key))
			return err_set(err, ERR_USAGE,
			    _("the list %s has no topic \"%.*s\""), list->name,
			    STR_ARG(key));
		if (!is_among(*out, key))
			*out = arena_printf(arena, "%s%s%.*s", *out,
			    **out == '\0' ? "" : " ", STR_ARG(key));
	}
	return ERR_OK;
}
