#include "core/command_line.h"

#include <glib.h>
#include <string.h>

#include "base/utf8.h"
#include "core/command_argument.h"
#include "core/command_cursor.h"
#include "mail/addr.h"

enum { SET_WORDS = 2 };

/* The name that stands at a place. */
struct found {
	const struct command_row *row;
	enum lang language;
	size_t words;
	int rank; /* of those with as many words: how well it fits */
};

enum { FITS_NEARLY = 1, FITS, FITS_TYPED };

void command_reader_init(struct command_reader *reader, struct arena *arena,
    const struct conf *conf, const struct clause_sender *sender, int64_t now)
{
	const char *name = sender->name == NULL ? "" : sender->name;
	struct command_words words;
	const char *all = "";

	*reader = (struct command_reader){
		.arena = arena, .conf = conf, .sender = *sender, .now = now
	};
	listnames_read(arena, conf, &reader->names);
	command_words_read(arena,
	    str_c(arena_printf(arena, "%s %.*s", name,
		STR_ARG(addr_local(str_c(sender->address))))),
	    &words);
	for (size_t i = 0; i < words.n; i++)
		all = arena_printf(arena, "%s%s ", all, words.v[i]);
	reader->sender_words = all;
}

/* "=résumé": the accents decide. */
static bool typed_so(struct arena *arena, struct str raw, struct str name)
{
	char *lower = g_utf8_strdown(utf8_clean(arena, raw), -1);
	bool same = str_is(name, lower);

	g_free(lower);
	return same;
}

static int fits(const struct command_reader *reader,
    const struct command_words *words, size_t i, struct str part, bool typed)
{
	if (typed)
		return typed_so(reader->arena, words->raw[i], part) ? FITS_TYPED
								    : 0;
	if (str_is(part, words->v[i]))
		return FITS;
	return command_word_same(words->v[i], part) ? FITS_NEARLY : 0;
}

/* How many words the entry takes from there; *rank how well. */
static size_t takes(const struct command_reader *reader,
    const struct command_words *words, size_t from, struct str entry, int *rank)
{
	bool typed = entry.p[0] == '=';
	struct str part;
	size_t n = from;

	if (typed)
		entry = str_from(entry, 1);
	*rank = FITS_TYPED;
	while (str_split(&entry, ' ', &part)) {
		int fit = n == words->n || words->mark[n] == '+'
			      ? 0
			      : fits(reader, words, n, part, typed);
		if (fit == 0)
			return 0;
		*rank = fit < *rank ? fit : *rank;
		n++;
	}
	return n - from;
}

static void consider(const struct command_reader *reader,
    const struct command_words *words, size_t from, bool set,
    struct found *candidate, struct found *best)
{
	const struct command_row *row = candidate->row;
	struct str rest = str_c(row->names[candidate->language]);
	struct str entry;

	while (str_split(&rest, '|', &entry)) {
		bool only_set = entry.p[0] == '+';
		if ((only_set && !set) || (set && !row->set))
			continue;
		candidate->words = takes(reader, words, from,
		    str_from(entry, only_set ? 1 : 0), &candidate->rank);
		if (candidate->words > best->words ||
		    (candidate->words == best->words && best->words > 0 &&
			candidate->rank > best->rank))
			*best = *candidate;
		else if (candidate->words == best->words &&
			 candidate->row == best->row &&
			 candidate->language != best->language)
			best->language = LANG__MAX;
	}
}

static void find_name(const struct command_reader *reader,
    const struct command_words *words, size_t from, bool set,
    struct found *best)
{
	*best = (struct found){ .row = NULL };
	for (size_t i = 0; i < command_table_length; i++)
		for (int l = 0; l < LANG__MAX; l++) {
			struct found candidate = { .row = &command_table[i],
				.language = (enum lang)l };
			consider(reader, words, from, set, &candidate, best);
		}
}

/* The words without those from `from` up to `to`. */
static void cut(struct command_words *words, size_t from, size_t to)
{
	size_t rest = words->n - to;

	memmove(words->v + from, words->v + to, rest * sizeof(*words->v));
	memmove(words->raw + from, words->raw + to, rest * sizeof(*words->raw));
	memmove(words->mark + from, words->mark + to, rest);
	memmove(words->colon + from, words->colon + to,
	    rest * sizeof(*words->colon));
	words->n -= to - from;
}

/*
 * "set LIST digest", "set digest", "mode : digest": takes the words before
 * the mode away, and the list to where it belongs.
 */
static bool take_set(const struct command_reader *reader,
    struct command_words *words, size_t from, struct command_line *out)
{
	const struct conf_list *list;
	size_t taken = 0;
	size_t n;

	while (taken < SET_WORDS && from < words->n &&
	       command_table_sets(words->v[from])) {
		cut(words, from, from + 1);
		taken++;
	}
	if (taken == 0 || from == words->n)
		return taken > 0;
	if (strcmp(words->v[from], "*") == 0) {
		out->all_lists = true;
		cut(words, from, from + 1);
		return true;
	}
	n = command_find_list(reader, words->v + from, words->n - from, &list);
	if (n > 0) {
		out->lists[out->list_count++] = list;
		cut(words, from, from + n);
	}
	return true;
}

/* A list's name that begins like a command: "SIG ess-communs". */
static bool is_list_first(const struct command_reader *reader,
    const struct command_words *words, size_t from, size_t length)
{
	const struct conf_list *list;

	return command_find_list(
		   reader, words->v + from, words->n - from, &list) > length;
}

static bool may_ask(
    const struct command_row *row, const struct command_line *line)
{
	return row->question && line->argument.topics == NULL;
}

void command_line_read(const struct command_reader *reader, struct str line,
    struct command_line *out)
{
	struct command_words words;
	struct found found;
	size_t from;
	bool set;

	*out = (struct command_line){ .row = NULL };
	command_words_read(reader->arena, line, &words);
	if (words.over)
		return;
	from = command_polite(words.v, words.n);
	set = take_set(reader, &words, from, out);
	if (from >= words.n)
		return;
	find_name(reader, &words, from, set, &found);
	if (found.row == NULL ||
	    is_list_first(reader, &words, from, found.words))
		return;
	out->language = found.language;
	out->argument.delivery = found.row->mode;
	out->row = found.row;
	out->said = out->list_count > 0 || out->all_lists;
	if (!command_argument_read(reader, &words, from + found.words, out) ||
	    (words.question && !may_ask(found.row, out)) ||
	    (found.row->must && !out->said))
		out->row = NULL;
	else if (out->argument.topics == NULL)
		out->argument.topics = "";
}

bool command_line_is_polite(
    const struct command_reader *reader, struct str line)
{
	struct command_words words;
	size_t i = 0;

	command_words_read(reader->arena, line, &words);
	while (i < words.n) {
		size_t n = command_polite(words.v + i, words.n - i);
		if (n == 0 && !command_is_sender(reader, words.v[i]) &&
		    !cursor_among("et and", words.v[i]))
			return false;
		i += n == 0 ? 1 : n;
	}
	return !words.question && !words.over;
}
