#include "conf/conf_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/colour.h"
#include "base/date.h"
#include "base/hours.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "conf/conf_preset.h"

static const char *const verbs[] = { "subscribe", "unsubscribe", "confirm",
	"owner", "help", "bounce", "moderate", "request", "newsletter", NULL };

enum {
	DOMAIN_MAX = 253,
	NAME_MAX_LENGTH = 40,
	ADDRESS_MAX = 254,
	LOCAL_MAX = 64
};

static bool word_index(const char *const *words, struct str s, int *index)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (!str_is(s, words[i]))
			continue;
		*index = i;
		return true;
	}
	return false;
}

static bool refuse(char why[CONF_WHY_SIZE], const char *reason)
{
	snprintf(why, CONF_WHY_SIZE, "%s", _(reason));
	return false;
}

static bool refuse_word(
    char why[CONF_WHY_SIZE], const char *intro, const char *const *words)
{
	int used = snprintf(why, CONF_WHY_SIZE, "%s", _(intro));

	for (int i = 0; words[i] != NULL && used < CONF_WHY_SIZE; i++)
		used += snprintf(why + used, (size_t)(CONF_WHY_SIZE - used),
		    "%s %s", i == 0 ? "" : ",", words[i]);
	return false;
}

static bool is_alnum(char c)
{
	return (str_lower(c) >= 'a' && str_lower(c) <= 'z') ||
	       (c >= '0' && c <= '9');
}

static bool domain_ok(struct str domain)
{
	struct str label;

	if (domain.n == 0 || domain.n > DOMAIN_MAX)
		return false;
	while (str_split(&domain, '.', &label)) {
		if (label.n == 0 || label.n > 63 || label.p[0] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++) {
			if (!is_alnum(label.p[i]) && label.p[i] != '-')
				return false;
		}
	}
	return true;
}

/* The real validator stands in mail/; this one finds typing mistakes. */
static bool address_ok(struct str s)
{
	size_t at = str_findc(s, '@');

	if (s.n > ADDRESS_MAX || at == SIZE_MAX || at == 0 || at > LOCAL_MAX)
		return false;
	struct str local = str_sub(s, 0, at);
	for (size_t i = 0; i < local.n; i++) {
		if (!is_alnum(local.p[i]) &&
		    strchr(".!#$%&'*+-/=?^_`{|}~", local.p[i]) == NULL)
			return false;
	}
	return domain_ok(str_from(s, at + 1));
}

static bool alias_check(struct str s, char why[CONF_WHY_SIZE])
{
	size_t equals = str_findc(s, '=');
	int index;

	if (equals == SIZE_MAX)
		return refuse(why, "is not written as verb=address");
	if (!word_index(verbs, str_trim(str_sub(s, 0, equals)), &index))
		return refuse_word(
		    why, "does not begin with a verb that is known:", verbs);
	if (!address_ok(str_trim(str_from(s, equals + 1))))
		return refuse(why, "has no e-mail address after the =");
	return true;
}

static bool name_ok(struct str s)
{
	if (s.n == 0 || s.n > NAME_MAX_LENGTH || s.p[0] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (str_lower(s.p[i]) != s.p[i] ||
		    (!is_alnum(s.p[i]) && s.p[i] != '-'))
			return false;
	}
	return true;
}

static bool blank_free(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (str_is_space(s.p[i]))
			return false;
	}
	return true;
}

static bool hours_check(struct str s, char why[CONF_WHY_SIZE])
{
	struct hours hours;

	return hours_parse(s, &hours) ||
	       refuse(why, "is not written as 08:00-20:00, with a blank "
			   "between several ranges");
}

static bool preset_check(struct str s, char why[CONF_WHY_SIZE])
{
	struct str rest = conf_preset_all();
	struct conf_preset preset;
	int used;

	while (conf_preset_next(&rest, &preset))
		if (str_eq(preset.name, s))
			return true;
	used = snprintf(why, CONF_WHY_SIZE, "%s", _("is none of"));
	rest = conf_preset_all();
	while (conf_preset_next(&rest, &preset) && used < CONF_WHY_SIZE)
		used += snprintf(why + used, (size_t)(CONF_WHY_SIZE - used),
		    " %.*s", STR_ARG(preset.name));
	return false;
}

static bool colour_check(struct str s, char why[CONF_WHY_SIZE])
{
	const struct colour white = { 255, 255, 255 };
	struct colour colour;
	double contrast;

	if (!colour_parse(s, &colour))
		return refuse(why, "is not written as #0b6b4f");
	contrast = colour_contrast(colour, white);
	if (contrast >= COLOUR_AA)
		return true;
	/* Cut, not rounded: 4.49 is not enough. */
	snprintf(why, CONF_WHY_SIZE,
	    _("is hard to read: its contrast on white is %.2f, and %.1f is "
	      "the least; take a darker one"),
	    floor(contrast * 100) / 100, COLOUR_AA);
	return false;
}

static bool shape_check(
    enum conf_shape shape, struct str s, char why[CONF_WHY_SIZE])
{
	switch (shape) {
	case CONF_ANY:
	case CONF_PATH:
		return true;
	case CONF_ADDRESS:
	case CONF_KEY_ADDRESS:
		return address_ok(s) ||
		       refuse(why, "is not an e-mail address (a domain with "
				   "accents is written in its xn-- form)");
	case CONF_ALIAS:
		return alias_check(s, why);
	case CONF_DELIMITER:
		return s.n == 0 ||
		       (s.n == 1 && strchr("+-_=.#", s.p[0]) != NULL) ||
		       refuse(why, "is not \"\" or one of + - _ = . #");
	case CONF_NAME:
		return name_ok(s) ||
		       refuse(why, "is not a name: use 1 to 40 lower-case "
				   "letters, digits and hyphens");
	case CONF_WORDLIKE:
		return blank_free(s) || refuse(why, "holds a blank");
	case CONF_SELECTOR:
		return domain_ok(s) ||
		       refuse(why, "is not made of letters, digits and hyphens "
				   "with dots between");
	case CONF_ZONE:
		return date_zone_exists(s.p) ||
		       refuse(why, "is not a time zone known to this machine, "
				   "such as Europe/Paris");
	case CONF_PRESET:
		return preset_check(s, why);
	case CONF_HOURS:
		return hours_check(s, why);
	case CONF_FIELD:
		return conf_field_check(s.p, why);
	case CONF_COLOUR:
		return colour_check(s, why);
	}
	return true;
}

static bool number_check(
    const struct conf_row *row, struct str s, char why[CONF_WHY_SIZE])
{
	uint64_t value;

	if (!str_u64(s, UINT64_MAX, &value))
		return refuse(why, "is not a whole number");
	if (value >= (uint64_t)row->min && value <= (uint64_t)row->max)
		return true;
	snprintf(why, CONF_WHY_SIZE, _("is not between %d and %d"), row->min,
	    row->max);
	return false;
}

/* Only a text that people read may have several lines. */
static bool control_check(const struct conf_row *row, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '\n' && row->type == CONF_TEXT)
			continue;
		if (c < 0x20 || c == 0x7f)
			return false;
	}
	return true;
}

bool conf_name_check(const char *name, char why[CONF_WHY_SIZE])
{
	return shape_check(CONF_NAME, str_c(name), why);
}

bool conf_domain_check(const char *domain, char why[CONF_WHY_SIZE])
{
	return domain_ok(str_c(domain)) ||
	       refuse(why, "is not a domain (one with accents is written in "
			   "its xn-- form)");
}

bool conf_value_check(
    const struct conf_row *row, const char *text, char why[CONF_WHY_SIZE])
{
	struct str s = str_c(text);
	int index;

	if (!control_check(row, s))
		return refuse(why, "holds a line break, tab or control "
				   "character");
	switch (row->type) {
	case CONF_NUMBER:
		return number_check(row, s, why);
	case CONF_WORD:
		return word_index(row->words, s, &index) ||
		       refuse_word(why, "is none of", row->words);
	case CONF_STRING:
		if (s.n == 0 && row->required)
			return refuse(why, "is empty");
		return s.n == 0 || shape_check(row->shape, s, why);
	case CONF_WORDS:
	case CONF_TOPICS:
		if (s.n == 0)
			return refuse(why, "is empty");
		return shape_check(row->shape, s, why);
	case CONF_TEXT:
	case CONF_PASSWORD:
		return true;
	}
	return true;
}

static char *path_from(const char *folder, const char *path)
{
	if (path[0] == '/' || strcmp(folder, ".") == 0)
		return mem_strdup(path);
	return mem_printf("%s/%s", folder, path);
}

static char *string_value(
    const struct conf_row *row, const char *text, const char *folder)
{
	if (text[0] == '\0' && row->shape != CONF_DELIMITER)
		return NULL;
	if (row->shape == CONF_PATH)
		return path_from(folder, text);
	char *copy = mem_strdup(text);
	for (char *c = copy; row->shape == CONF_KEY_ADDRESS && *c != '\0'; c++)
		*c = str_lower(*c);
	return copy;
}

static void strings_set(
    struct conf_strings *strings, const struct conf_strings *texts)
{
	strings->n = texts->n;
	strings->v = mem_calloc(texts->n + 1, sizeof(*strings->v));
	for (size_t i = 0; i < texts->n; i++)
		strings->v[i] = mem_strdup(texts->v[i]);
}

/* The member of the struct that belongs to this way of writing the row. */
static char **text_member(const struct conf_row *row, int variant, void *at)
{
	struct conf_secret *secret = at;

	if (row->type == CONF_TEXT)
		return (char **)at + variant;
	if (row->type != CONF_PASSWORD)
		return at;
	if (variant == 0)
		return &secret->file;
	return variant == 1 ? &secret->command : &secret->credential;
}

void conf_value_set(const struct conf_row *row, int variant, void *section,
    const struct conf_strings *texts, const char *folder)
{
	void *at = (char *)section + row->offset;
	char **text = text_member(row, variant, at);
	struct str first = str_c(texts->n > 0 ? texts->v[0] : "");
	uint64_t number = 0;
	int index = 0;

	switch (row->type) {
	case CONF_NUMBER:
		str_u64(first, (uint64_t)row->max, &number);
		*(int *)at = (int)number;
		break;
	case CONF_WORD:
		word_index(row->words, first, &index);
		*(int *)at = index;
		break;
	case CONF_WORDS:
		strings_set(at, texts);
		break;
	case CONF_STRING:
	case CONF_TEXT:
		*text = string_value(row, first.p, folder);
		break;
	case CONF_PASSWORD:
		if (first.n > 0)
			*text = variant == 0 ? path_from(folder, first.p)
					     : mem_strdup(first.p);
		break;
	case CONF_TOPICS:
		break;
	}
}

static void strings_clear(struct conf_strings *strings)
{
	for (size_t i = 0; i < strings->n; i++)
		free(strings->v[i]);
	free(strings->v);
}

void conf_value_clear(const struct conf_row *row, void *section)
{
	void *at = (char *)section + row->offset;

	switch (row->type) {
	case CONF_STRING:
	case CONF_TEXT:
	case CONF_PASSWORD:
		for (int v = 0; v < conf_row_variants(row); v++)
			free(*text_member(row, v, at));
		break;
	case CONF_WORDS:
		strings_clear(at);
		break;
	case CONF_NUMBER:
	case CONF_WORD:
	case CONF_TOPICS:
		break;
	}
}
