/* The languages that liaison speaks. */
#ifndef BASE_LANG_H
#define BASE_LANG_H

#include <stdbool.h>

enum lang { LANG_FR, LANG_EN, LANG__MAX };

/* "fr", "en": the names of the template folders and of RFC 5646. */
const char *lang_name(enum lang lang);

/* Reads "fr", "EN", "fr-FR", "en_GB.UTF-8"; false for another language. */
bool lang_parse(const char *text, enum lang *lang);

#endif
