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

static void add_name(struct arena *arena, struct listnames *out,
    const struct conf_list *list, const char *name)
{
	if (name == NULL || name[0] == '\0')
		return;
	out->v[out->n++] = (struct listname){
		.squeezed = squeeze(arena, without_article(name)),
		.list = list,
	};
	out->house = arena_printf(
	    arena, "%s %s", out->house, utf8_fold(arena, str_c(name)));
}

void listnames_read(
    struct arena *arena, const struct conf *conf, struct listnames *out)
{
	size_t count = 0;

	for (size_t i = 0; i < conf->list_count; i++)
		count += 1 + LANG__MAX + conf->lists[i].names.n;
	*out = (struct listnames){ .house = "" };
	out->v = arena_calloc(arena, count, sizeof(*out->v));
	if (conf->site.name != NULL)
		out->house = utf8_fold(arena, str_c(conf->site.name));
	for (size_t i = 0; i < conf->list_count; i++) {
		const struct conf_list *list = &conf->lists[i];
		add_name(arena, out, list, list->name);
		for (int l = 0; l < LANG__MAX; l++)
			add_name(arena, out, list, list->label[l]);
		for (size_t n = 0; n < list->names.n; n++)
			add_name(arena, out, list, list->names.v[n]);
	}
}

/* How many words from the front make this name when run together. */
static size_t takes(const char *wanted, const char *const *words, size_t count)
{
	char joined[256] = "";
	size_t length = strlen(wanted);
	size_t best = 0;
	size_t n = 0;

	for (size_t i = 0; i < count && i < NAME_WORDS; i++) {
		size_t more = strlen(words[i]);
		if (n + more > length + 1 || n + more >= sizeof(joined))
			break;
		memcpy(joined + n, words[i], more + 1);
		n += more;
		if (strcmp(joined, wanted) == 0)
			return i + 1;
		if (length >= NEAR_NAME && lexicon_near(joined, wanted))
			best = i + 1;
	}
	return best;
}

size_t listname_find(const struct listnames *names, const char *const *words,
    size_t count, const struct conf_list **list)
{
	size_t best = 0;

	*list = NULL;
	for (size_t i = 0; i < names->n; i++) {
		size_t n = names->v[i].squeezed[0] == words[0][0]
			       ? takes(names->v[i].squeezed, words, count)
			       : 0;
		if (n <= best)
			continue;
		best = n;
		*list = names->v[i].list;
	}
	return best;
}

bool listname_is_house(const struct listnames *names, const char *word)
{
	struct str rest = str_c(names->house);
	struct str part;

	while (str_split(&rest, ' ', &part))
		if (part.n > 0 && str_is(part, word))
			return true;
	return false;
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
