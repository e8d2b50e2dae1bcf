#include "base/lang.h"

#include <stddef.h>

#include "base/str.h"

static const char *const names[LANG__MAX] = {
	[LANG_FR] = "fr",
	[LANG_EN] = "en",
};

const char *lang_name(enum lang lang)
{
	return names[lang];
}

bool lang_parse(const char *text, enum lang *lang)
{
	struct str s = str_c(text);

	if (s.n < 2 ||
	    (s.n > 2 && s.p[2] != '-' && s.p[2] != '_' && s.p[2] != '.'))
		return false;
	for (int i = 0; i < LANG__MAX; i++) {
		if (str_iis(str_sub(s, 0, 2), names[i])) {
			*lang = (enum lang)i;
			return true;
		}
	}
	return false;
}
