#include "base/i18n.h"

#include <stdbool.h>

#include "base/mem.h"

/* The locale that messages are asked for in: the first that is not empty. */
static const char *wanted(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && value[0] != '\0')
			return value;
	}
	return NULL;
}

void i18n_init(void)
{
	const char *folder = getenv("LIAISON_LOCALEDIR");
	bool letters = setlocale(LC_CTYPE, "") != NULL;
	bool messages = setlocale(LC_MESSAGES, "") != NULL;

	if (!letters)
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	if (!messages && setlocale(LC_MESSAGES, "C.UTF-8") != NULL)
		(void)setenv("LANGUAGE", wanted(), 0);
	bindtextdomain("liaison", folder != NULL ? folder : LIAISON_LOCALEDIR);
	bind_textdomain_codeset("liaison", "UTF-8");
	textdomain("liaison");
}

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
