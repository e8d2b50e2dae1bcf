#include "base/i18n.h"

#include "base/mem.h"

/* The C library looks at LANGUAGE again only after such a call. */
static void language_changed(void)
{
	(void)textdomain(textdomain(NULL));
}

/* English is what stands in the sources: the locale "C" has it, always. */
void i18n_speak(struct i18n_speech *speech, enum lang language)
{
	const char *preferred = getenv("LANGUAGE");
	locale_t copy = duplocale(uselocale((locale_t)0));

	*speech = (struct i18n_speech){ 0 };
	if (copy == (locale_t)0)
		return;
	speech->own = newlocale(
	    LC_MESSAGES_MASK, language == LANG_EN ? "C" : "C.UTF-8", copy);
	if (speech->own == (locale_t)0) {
		freelocale(copy);
		return;
	}
	if (preferred != NULL)
		speech->preferred = mem_strdup(preferred);
	(void)setenv("LANGUAGE", lang_name(language), 1);
	speech->before = uselocale(speech->own);
	language_changed();
}

void i18n_back(struct i18n_speech *speech)
{
	if (speech->own == (locale_t)0)
		return;
	(void)uselocale(speech->before);
	freelocale(speech->own);
	if (speech->preferred != NULL)
		(void)setenv("LANGUAGE", speech->preferred, 1);
	else
		(void)unsetenv("LANGUAGE");
	free(speech->preferred);
	language_changed();
}
