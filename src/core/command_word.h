/* One line of a mail as words, for the reader of commands. */
#ifndef CORE_COMMAND_WORD_H
#define CORE_COMMAND_WORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

enum { COMMAND_LINE_MAX = 300, COMMAND_WORDS_MAX = 48 };

struct command_words {
	/* Folded; a "date" such as 15/08/2027 and an address are one word. */
	const char *v[COMMAND_WORDS_MAX];
	struct str raw[COMMAND_WORDS_MAX]; /* as it was typed */
	char mark[COMMAND_WORDS_MAX];      /* '+' or '-' before it, or '\0' */
	bool colon[COMMAND_WORDS_MAX];     /* one follows it */
	size_t n;
	bool question; /* a question mark ends it, or stands alone */
	bool over;     /* longer than a command is, or it says no by a sign */
};

/* Signs are no words, but for a '*' that stands alone. */
void command_words_read(
    struct arena *arena, struct str line, struct command_words *out);

/* Is this word an address? */
bool command_word_is_address(const char *word);

/* Are these the same, but for a small slip in a long word? */
bool command_word_same(const char *word, struct str wanted);

#endif
