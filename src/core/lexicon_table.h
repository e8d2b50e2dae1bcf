/* The rows of core/lexicon.h. */
#ifndef CORE_LEXICON_TABLE_H
#define CORE_LEXICON_TABLE_H

#include "core/lexicon.h"

struct lexicon_row {
	enum word word;
	int language;        /* enum lang, or LEXICON_ANY */
	const char *entries; /* folded, '|' between, '*' = any ending */
};

extern const struct lexicon_row lexicon_table[];
extern const size_t lexicon_length;

#endif
