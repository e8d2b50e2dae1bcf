/*
 * Messages in the language of the locale.  English stands in the sources,
 * the others in src/po/.  Used by the two programs only.
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>

#ifndef LIAISON_LOCALEDIR
#define LIAISON_LOCALEDIR "/usr/share/locale"
#endif

/* The text in the person's language. */
#define _(text)  gettext(text)

/* Marks a text that is translated later, when it is shown. */
#define N_(text) (text)

/*
 * Once, at the start of main().  LIAISON_LOCALEDIR in the environment names
 * another folder of translations (for tests, before anything is installed).
 * Numbers keep their point: only letters and messages follow the locale.
 */
static inline void i18n_init(void)
{
	const char *folder = getenv("LIAISON_LOCALEDIR");

	setlocale(LC_CTYPE, "");
	setlocale(LC_MESSAGES, "");
	bindtextdomain("liaison", folder != NULL ? folder : LIAISON_LOCALEDIR);
	bind_textdomain_codeset("liaison", "UTF-8");
	textdomain("liaison");
}

#endif
