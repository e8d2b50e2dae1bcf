#include "store/variant.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

static bool has(const char *stored, const char *key)
{
	struct str rest = str_c(stored);
	struct str part;

	while (str_split(&rest, ' ', &part))
		if (str_is(part, key))
			return true;
	return false;
}

unsigned variant_mask(const char *stored, const char *const *keys, size_t count)
{
	unsigned mask = 0;

	for (size_t i = 0; i < count; i++)
		if (stored[0] == '\0' || has(stored, keys[i]))
			mask |= 1U << i;
	return mask;
}

void variant_name(enum lang language, size_t topic_count, unsigned mask,
    char out[VARIANT_NAME])
{
	if (topic_count == 0)
		(void)snprintf(out, VARIANT_NAME, "%s", lang_name(language));
	else
		(void)snprintf(out, VARIANT_NAME, "%s.%x", lang_name(language),
		    mask & 0xffU);
}

static bool read_hex(struct str text, unsigned *out)
{
	static const char digits[] = "0123456789abcdef";

	*out = 0;
	for (size_t i = 0; i < text.n && i < 3; i++) {
		size_t digit = str_findc(str_c(digits), text.p[i]);
		if (digit == SIZE_MAX)
			return false;
		*out = *out << 4 | (unsigned)digit;
	}
	return text.n > 0 && *out < 1U << VARIANT_TOPICS;
}

bool variant_parse(const char *name, enum lang *language, unsigned *mask)
{
	struct str rest = str_c(name);
	struct str word;
	bool known = false;

	(void)str_split(&rest, '.', &word);
	for (int i = 0; i < LANG__MAX; i++) {
		if (!str_is(word, lang_name((enum lang)i)))
			continue;
		*language = (enum lang)i;
		known = true;
	}
	*mask = 0;
	return known && (rest.p == NULL || read_hex(rest, mask));
}
