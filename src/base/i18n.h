/*
 * Messages in the language of the locale.  English stands in the sources,
 * the others in src/po/.  The formats of err_set() and its like are looked up
 * there; what they insert is given as _("...") by the caller.
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>

#include "base/lang.h"

/* The text in the person's language. */
#define _(text)           gettext(text)

/*
 * The same where a word of English is several elsewhere: `context`, a literal,
 * says what the word is of.
 */
#define _c(context, text) i18n_of(context "\004" text, text)

static inline const char *i18n_of(const char *key, const char *text)
{
	const char *found = gettext(key);

	return found == key ? text : found;
}

/* Marks a text that is translated later, when it is shown. */
#define N_(text)             (text)

/* The one of two texts that goes with a count, in the person's language. */
#define _n(one, many, count) ngettext(one, many, (unsigned long)(count))

/*
 * Another language for a while: for what programs or other people read,
 * whatever the language of who started this one.  Where the system cannot
 * (no locale "C.UTF-8") the language stays.  i18n_back() must follow.
 */
struct i18n_speech {
	locale_t own;    /* ours; 0 when nothing was changed */
	locale_t before; /* of the thread */
	char *preferred; /* LANGUAGE as it was; NULL = not set */
};

void i18n_speak(struct i18n_speech *speech, enum lang language);

void i18n_back(struct i18n_speech *speech);

/*
 * Once, at the start of main() of the two programs, before there are threads.
 * LIAISON_LOCALEDIR in the environment names another folder of translations
 * (for tests, before anything is installed).  Numbers keep their point: only
 * letters and messages follow the locale.  Where the system does not have the
 * locale that LC_ALL, LC_MESSAGES or LANG ask for, its language is spoken all
 * the same, in UTF-8; LANGUAGE is set for that if nobody did.
 */
void i18n_init(void);

#endif
