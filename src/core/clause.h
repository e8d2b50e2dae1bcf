/*
 * A text as clauses of words: the first step of reading what people write.
 * wording.h judges them.
 */
#ifndef CORE_CLAUSE_H
#define CORE_CLAUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "conf/conf.h"
#include "core/lexicon.h"

enum {
	CLAUSE_TEXT_MAX = 4000, /* bytes that are looked at */
	CLAUSE_MAX = 80,
	CLAUSE_WORDS_MAX = 120 /* of one clause */
};

struct clause_word {
	const char *text; /* folded */
	enum word word;
	const struct conf_list *list; /* of WORD_LIST */
};

struct clause {
	struct clause_word *words;
	size_t count;
	bool question;  /* a question mark ends it */
	bool paragraph; /* it begins a line */
};

struct clauses {
	struct clause *v;
	size_t n;
	bool over;           /* the text is longer than what people ask with */
	int said[LANG__MAX]; /* words of each language */
};

/* Who writes: their own name and address are no strangers to a request. */
struct clause_sender {
	const char *name;
	const char *address;
};

void clauses_read(struct arena *arena, const struct conf *conf,
    const struct clause_sender *sender, struct str text, struct clauses *out);

#endif
