#include "core/command_cursor.h"

#include <string.h>

bool cursor_among(const char *list, const char *word)
{
	struct str rest = str_c(list);
	struct str one;

	while (str_split(&rest, ' ', &one))
		if (str_is(one, word))
			return true;
	return false;
}

size_t command_polite(const char *const *words, size_t count)
{
	size_t i = 0;

	while (i < count) {
		struct lexeme lexeme = lexicon_find(words + i, count - i);
		if (lexeme.word != WORD_POLITE)
			break;
		i += lexeme.length;
	}
	return i;
}

bool command_is_sender(const struct command_reader *reader, const char *word)
{
	return str_iis(str_c(word), reader->sender.address) ||
	       cursor_among(reader->sender_words, word);
}

const char *cursor_here(const struct cursor *at)
{
	return at->words->v[at->i];
}

bool cursor_ended(const struct cursor *at)
{
	return at->i >= at->words->n;
}

static bool is_exact(
    const struct command_reader *reader, const char *const *words, size_t count)
{
	const char *joined = "";

	for (size_t i = 0; i < count; i++)
		joined = arena_printf(reader->arena, "%s%s", joined, words[i]);
	for (size_t i = 0; i < reader->names.n; i++)
		if (strcmp(reader->names.v[i].squeezed, joined) == 0)
			return true;
	return false;
}

size_t command_find_list(const struct command_reader *reader,
    const char *const *words, size_t count, const struct conf_list **list)
{
	const struct conf_list *same;
	size_t n = listname_find(&reader->names, words, count, list);

	if (n > 1 && !is_exact(reader, words, n) &&
	    listname_find(&reader->names, words + 1, count - 1, &same) == n - 1)
		n = 0;
	return n;
}

/* Prepositions and the like, that say nothing by themselves. */
bool cursor_small(struct cursor *at)
{
	if (!cursor_among(
		"de du des d la le les l a au aux pour sur of for from on "
		"to the in my mon ma mes me moi liste list mailing",
		cursor_here(at)))
		return false;
	at->i++;
	return true;
}

bool cursor_polite(struct cursor *at)
{
	size_t n = command_polite(at->words->v + at->i, at->words->n - at->i);

	at->i += n;
	return n > 0;
}

bool cursor_polite_end(struct cursor *at)
{
	(void)cursor_polite(at);
	return cursor_ended(at);
}

bool cursor_all(struct cursor *at)
{
	const struct command_words *words = at->words;
	bool every = cursor_among("toutes tous all every", cursor_here(at));
	size_t next = at->i + 1;

	if (strcmp(cursor_here(at), "*") != 0 && !every)
		return false;
	while (every && next < words->n &&
	       cursor_among("les mes the my", words->v[next]))
		next++;
	if (every && next < words->n &&
	    cursor_among("listes lists", words->v[next]))
		next++;
	else if (every && next < words->n)
		return false;
	at->i = next;
	at->out->all_lists = true;
	at->out->said = true;
	return true;
}

static void add_list(struct command_line *out, const struct conf_list *list)
{
	out->said = true;
	for (size_t i = 0; i < out->list_count; i++)
		if (out->lists[i] == list)
			return;
	if (out->list_count < COMMAND_LISTS_MAX)
		out->lists[out->list_count++] = list;
}

bool cursor_list(struct cursor *at)
{
	const struct command_reader *reader = at->reader;
	const struct conf_list *list = NULL;
	size_t n = 1;

	if (command_word_is_address(cursor_here(at)))
		list =
		    listname_of_address(reader->conf, str_c(cursor_here(at)));
	else
		n = command_find_list(
		    reader, at->words->v + at->i, at->words->n - at->i, &list);
	if (list == NULL || n == 0)
		return false;
	at->i += n;
	add_list(at->out, list);
	return true;
}

/* The rest: lists where the row takes them, small words, politeness. */
bool cursor_rest(struct cursor *at, bool lists)
{
	while (!cursor_ended(at)) {
		if (lists && (cursor_list(at) || cursor_all(at)))
			continue;
		if (!cursor_polite(at) && !cursor_small(at))
			return false;
	}
	return true;
}
