/* The words of a command line, taken one after the other. */
#ifndef CORE_COMMAND_CURSOR_H
#define CORE_COMMAND_CURSOR_H

#include "core/command_line.h"

struct cursor {
	const struct command_reader *reader;
	const struct command_words *words;
	size_t i;
	struct command_line *out;
	bool changes; /* topics: "+a -b" */
	bool replaces;
};

/* How many words of politeness stand at the front. */
size_t command_polite(const char *const *words, size_t count);

/* A word of the sender's own name or address? */
bool command_is_sender(const struct command_reader *reader, const char *word);

/*
 * How many words at the front name a list.  A slip in its name is forgiven,
 * but no whole word before it: "si ess-communs" is two things.
 */
size_t command_find_list(const struct command_reader *reader,
    const char *const *words, size_t count, const struct conf_list **list);

/* Is it one of these words, which blanks part? */
bool cursor_among(const char *list, const char *word);

const char *cursor_here(const struct cursor *at);
bool cursor_ended(const struct cursor *at);

/*
 * These take what stands here, and return whether it did: a small word that
 * says nothing by itself; politeness; "*" or "all lists"; a list's name.
 */
bool cursor_small(struct cursor *at);
bool cursor_polite(struct cursor *at);
bool cursor_all(struct cursor *at);
bool cursor_list(struct cursor *at);

/* Takes politeness, and says whether that was the rest. */
bool cursor_polite_end(struct cursor *at);

/* The rest: lists where the row takes them, small words, politeness. */
bool cursor_rest(struct cursor *at, bool lists);

#endif
