/*
 * One line as a command of command_table.h.  All of it must be a name and
 * what goes with that, politeness aside: nothing is guessed.  (Sentences are
 * read by wording.h.)
 */
#ifndef CORE_COMMAND_LINE_H
#define CORE_COMMAND_LINE_H

#include "base/arena.h"
#include "core/clause.h"
#include "core/command_table.h"
#include "core/command_word.h"
#include "core/listname.h"

enum { COMMAND_LISTS_MAX = 8 };

struct command_reader {
	struct arena *arena;
	const struct conf *conf;
	struct listnames names;
	struct clause_sender sender;
	const char *sender_words; /* folded words of their name and address */
	int64_t now;
};

struct command_line {
	const struct command_row *row; /* NULL = no command */
	struct argument argument;
	const struct conf_list *lists[COMMAND_LISTS_MAX];
	size_t list_count;
	bool all_lists;     /* "*", "toutes les listes" */
	bool said;          /* more than a name: a list, an argument */
	enum lang language; /* of its name; LANG__MAX = could be any */
};

void command_reader_init(struct command_reader *reader, struct arena *arena,
    const struct conf *conf, const struct clause_sender *sender, int64_t now);

/* Reads one line; out->row stays NULL when it is no command. */
void command_line_read(const struct command_reader *reader, struct str line,
    struct command_line *out);

/* Nothing but greetings, thanks and the sender's own name? */
bool command_line_is_polite(
    const struct command_reader *reader, struct str line);

#endif
