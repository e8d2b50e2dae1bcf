#include "core/topics.h"

#include "base/i18n.h"
#include "core/notify.h"

enum { TOPICS_MAX = 64 };

/* Which topics of the list are chosen, and how it was said. */
struct choice {
	const struct conf_list *list;
	bool on[TOPICS_MAX];
	bool plain; /* a key without a sign was there */
	bool signs; /* one with */
	bool minus;
};

static size_t count_of(const struct conf_list *list)
{
	return list->topic_count < TOPICS_MAX ? list->topic_count : TOPICS_MAX;
}

static bool is_blank(char c)
{
	return c == ',' || str_is_space(c);
}

/* The next word of *rest; false at the end. */
static bool next_word(struct str *rest, struct str *word)
{
	size_t n = 0;

	while (rest->n > 0 && is_blank(*rest->p))
		*rest = str_from(*rest, 1);
	while (n < rest->n && !is_blank(rest->p[n]))
		n++;
	*word = str_sub(*rest, 0, n);
	*rest = str_from(*rest, n);
	return n > 0;
}

static void set_all(struct choice *choice, bool on)
{
	for (size_t i = 0; i < TOPICS_MAX; i++)
		choice->on[i] = on;
}

/* False when the list has no such topic. */
static bool set_one(struct choice *choice, struct str key, bool on)
{
	for (size_t i = 0; i < count_of(choice->list); i++) {
		if (!str_iis(key, choice->list->topics[i].key))
			continue;
		choice->on[i] = on;
		return true;
	}
	return false;
}

static void read_present(struct choice *choice, const char *present)
{
	struct str rest = str_c(present);
	struct str key;

	set_all(choice, rest.n == 0);
	while (next_word(&rest, &key))
		(void)set_one(choice, key, true);
}

static enum err_code take_word(
    struct choice *choice, struct str word, struct err *err)
{
	const char sign = word.p[0];
	const bool has_sign = sign == '+' || sign == '-';

	if (!has_sign && !choice->plain && !choice->signs)
		set_all(choice, false);
	choice->plain = choice->plain || !has_sign;
	choice->signs = choice->signs || has_sign;
	choice->minus = choice->minus || sign == '-';
	if (choice->plain && choice->signs)
		return err_set(err, ERR_USAGE,
		    _("say either all the topics that are wanted, or changes "
		      "with + and -"));
	if (has_sign)
		word = str_from(word, 1);
	if (!set_one(choice, word, sign != '-'))
		return err_set(err, ERR_USAGE,
		    _("the list %s has no topic \"%.*s\""), choice->list->name,
		    STR_ARG(word));
	return ERR_OK;
}

static const char *keys_of(struct arena *arena, const struct choice *choice)
{
	const char *out = "";

	for (size_t i = 0; i < count_of(choice->list); i++)
		if (choice->on[i])
			out = arena_printf(arena, "%s%s%s", out,
			    *out == '\0' ? "" : " ",
			    choice->list->topics[i].key);
	return out;
}

enum err_code topics_choose(struct arena *arena, const struct conf_list *list,
    const char *present, struct str wanted, const char **out, struct err *err)
{
	struct choice choice = { .list = list };
	struct str word;
	enum err_code rc = ERR_OK;

	*out = "";
	if (str_iis(str_trim(wanted), "all"))
		return ERR_OK;
	read_present(&choice, present);
	while (rc == ERR_OK && next_word(&wanted, &word))
		rc = take_word(&choice, word, err);
	if (rc != ERR_OK || (!choice.plain && !choice.signs))
		return rc;
	/* Who has everything and adds to it still has everything. */
	if (*present == '\0' && choice.signs && !choice.minus)
		return ERR_OK;
	*out = keys_of(arena, &choice);
	if (**out == '\0')
		return err_set(err, ERR_USAGE,
		    _("no topic of the list %s would be left"), list->name);
	return ERR_OK;
}

static json_t *one_topic(const struct conf_topic *topic, enum lang language)
{
	return json_pack("{s:s, s:s}", "key", topic->key, "label",
	    notify_in_language(topic->label, language, topic->key));
}

json_t *topics_keys(const char *topics)
{
	json_t *out = json_array();
	struct str rest = str_c(topics);
	struct str key;

	while (topics[0] != '\0' && str_split(&rest, ' ', &key))
		(void)json_array_append_new(out, json_stringn(key.p, key.n));
	return out;
}

json_t *topics_variables(
    const struct conf_list *list, const char *chosen, enum lang language)
{
	struct choice choice = { .list = list };
	json_t *mine = json_array();
	json_t *others = json_array();

	read_present(&choice, chosen);
	for (size_t i = 0; i < count_of(list); i++)
		(void)json_array_append_new(choice.on[i] ? mine : others,
		    one_topic(&list->topics[i], language));
	return json_pack("{s:b, s:o, s:o}", "all", *chosen == '\0', "chosen",
	    mine, "others", others);
}
