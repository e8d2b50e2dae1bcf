#include "core/listname.h"

#include <string.h>

#include "base/utf8.h"
#include "core/lexicon.h"

enum {
	NAME_WORDS = 8, /* the longest name that is looked for */
	NEAR_NAME = 7   /* letters from which one may be wrong */
};

/* Letters and digits alone: "SIG ess-communs" and "sig esscommuns" agree. */
static char *squeeze(struct arena *arena, const char *text)
{
	char *folded = utf8_fold(arena, str_c(text));
	size_t n = 0;

	for (const char *p = folded; *p != '\0'; p++)
		if ((unsigned char)*p >= 0x80 || (*p >= 'a' && *p <= 'z') ||
		    (*p >= '0' && *p <= '9'))
			folded[n++] = *p;
	folded[n] = '\0';
	return folded;
}

static const char *without_article(const char *name)
{
	static const char *const articles[] = { "la ", "le ", "les ", "the ",
		"l'" };

	for (size_t i = 0; i < sizeof(articles) / sizeof(articles[0]); i++)
		if (str_istarts(str_c(name), str_c(articles[i])))
			return name + strlen(articles[i]);
	return name;
}

/* How many words from the front make this name when run together. */
static size_t takes(struct arena *arena, const char *name,
    const char *const *words, size_t count)
{
	char joined[256] = "";
	const char *wanted;
	size_t best = 0;
	size_t n = 0;

	if (name == NULL)
		return 0;
	wanted = squeeze(arena, without_article(name));
	for (size_t i = 0; i < count && i < NAME_WORDS; i++) {
		size_t length = strlen(words[i]);
		if (n + length >= sizeof(joined))
			break;
		memcpy(joined + n, words[i], length + 1);
		n += length;
		if (strcmp(joined, wanted) == 0)
			return i + 1;
		if (strlen(wanted) >= NEAR_NAME && lexicon_near(joined, wanted))
			best = i + 1;
	}
	return best;
}

static size_t best_of(struct arena *arena, const struct conf_list *list,
    const char *const *words, size_t count)
{
	size_t best = takes(arena, list->name, words, count);

	for (int i = 0; i < LANG__MAX; i++) {
		size_t n = takes(arena, list->label[i], words, count);
		best = n > best ? n : best;
	}
	for (size_t i = 0; i < list->names.n; i++) {
		size_t n = takes(arena, list->names.v[i], words, count);
		best = n > best ? n : best;
	}
	return best;
}

size_t listname_find(struct arena *arena, const struct conf *conf,
    const char *const *words, size_t count, const struct conf_list **list)
{
	size_t best = 0;

	*list = NULL;
	for (size_t i = 0; i < conf->list_count; i++) {
		size_t n = best_of(arena, &conf->lists[i], words, count);
		if (n <= best)
			continue;
		best = n;
		*list = &conf->lists[i];
	}
	return best;
}

const struct conf_list *listname_of_address(
    const struct conf *conf, struct str address)
{
	for (size_t i = 0; i < conf->list_count; i++)
		if (str_iis(address, conf->lists[i].address))
			return &conf->lists[i];
	return NULL;
}

const struct conf_list *listname_only(
    const struct conf *conf, enum conf_list_kind kind)
{
	const struct conf_list *only = NULL;

	for (size_t i = 0; i < conf->list_count; i++) {
		if (conf->lists[i].kind != kind)
			continue;
		if (only != NULL)
			return NULL;
		only = &conf->lists[i];
	}
	return only;
}

static bool has_word(struct arena *arena, const char *name, const char *word)
{
	struct str rest;
	struct str part;

	if (name == NULL)
		return false;
	rest = str_c(utf8_fold(arena, str_c(name)));
	while (str_split(&rest, ' ', &part))
		if (str_is(part, word))
			return true;
	return false;
}

bool listname_is_house(
    struct arena *arena, const struct conf *conf, const char *word)
{
	if (has_word(arena, conf->site.name, word))
		return true;
	for (size_t i = 0; i < conf->list_count; i++) {
		const struct conf_list *list = &conf->lists[i];
		for (int l = 0; l < LANG__MAX; l++)
			if (has_word(arena, list->label[l], word))
				return true;
		for (size_t n = 0; n < list->names.n; n++)
			if (has_word(arena, list->names.v[n], word))
				return true;
	}
	return false;
}
