#include "core/command_argument.h"

#include <glib.h>
#include <string.h>

#include "base/utf8.h"
#include "core/command_cursor.h"
#include "core/command_date.h"
#include "core/route.h"
#include "mail/addr.h"
#include "mail/header.h"

enum {
	NAME_BYTES = 120,
	NAME_WORDS = 6,
	TOPIC_WORDS = 20,
	CODE_LENGTH = 8,
	NUMBER_MAX = 999999
};

static bool read_people(struct cursor *at)
{
	while (!cursor_ended(at)) {
		if (cursor_list(at) || cursor_all(at) || cursor_polite(at) ||
		    cursor_small(at))
			continue;
		if (!command_is_sender(at->reader, cursor_here(at)) &&
		    !cursor_among("and et", cursor_here(at)))
			return false;
		at->i++;
	}
	return true;
}

/* A token or what other list managers call a key. */
static bool is_code(const char *word)
{
	size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789");

	return n >= CODE_LENGTH && word[n] == '\0' &&
	       word[strcspn(word, "0123456789")] != '\0';
}

static bool read_token(struct cursor *at)
{
	if (!cursor_ended(at) && is_code(cursor_here(at))) {
		at->i++;
		at->out->said = true;
	}
	return cursor_rest(at, true);
}

/* Letters and digits of some words make this name, run together. */
static size_t spells(
    const struct cursor *at, const char *name, struct arena *arena)
{
	struct command_words wanted;
	const char *joined = "";
	const char *whole = "";

	command_words_read(arena, str_c(name), &wanted);
	for (size_t i = 0; i < wanted.n; i++)
		whole = arena_printf(arena, "%s%s", whole, wanted.v[i]);
	for (size_t i = at->i; i < at->words->n && i < at->i + TOPIC_WORDS;
	     i++) {
		joined = arena_printf(arena, "%s%s", joined, at->words->v[i]);
		if (strlen(joined) + 1 >= strlen(whole) &&
		    command_word_same(joined, str_c(whole)))
			return i + 1 - at->i;
	}
	return 0;
}

/* The topic of some list whose key or label stands here. */
static size_t find_topic(const struct cursor *at, const char **key)
{
	const struct conf *conf = at->reader->conf;
	size_t best = 0;

	for (size_t l = 0; l < conf->list_count; l++)
		for (size_t t = 0; t < conf->lists[l].topic_count; t++) {
			const struct conf_topic *topic =
			    &conf->lists[l].topics[t];
			const char *names[LANG__MAX + 1] = { topic->key,
				topic->label[LANG_FR], topic->label[LANG_EN] };
			for (size_t n = 0; n < LANG__MAX + 1; n++) {
				size_t words = names[n] == NULL
						   ? 0
						   : spells(at, names[n],
							 at->reader->arena);
				if (words <= best)
					continue;
				best = words;
				*key = topic->key;
			}
		}
	return best;
}

/* Is the key there already, with whatever sign? */
static bool has_topic(const char *topics, const char *key)
{
	struct str rest = str_c(topics);
	struct str one;

	while (str_split(&rest, ' ', &one)) {
		if (one.n > 0 && (one.p[0] == '+' || one.p[0] == '-'))
			one = str_from(one, 1);
		if (str_is(one, key))
			return true;
	}
	return false;
}

static bool take_topic(struct cursor *at)
{
	struct argument *argument = &at->out->argument;
	char mark = at->words->mark[at->i];
	const char *before = argument->topics == NULL ? "" : argument->topics;
	const char *key;
	size_t n = find_topic(at, &key);

	if (n == 0 || has_topic(before, key) || has_topic(before, "all"))
		return false;
	at->changes = at->changes || mark != '\0';
	at->replaces = at->replaces || mark == '\0';
	argument->topics = arena_printf(at->reader->arena, "%s%s%.*s%s", before,
	    before[0] == '\0' ? "" : " ", mark == '\0' ? 0 : 1, &mark, key);
	at->out->said = true;
	at->i += n;
	return true;
}

static bool take_all_topics(struct cursor *at)
{
	if (at->out->argument.topics != NULL || at->words->mark[at->i] != 0 ||
	    !cursor_among("tous toutes all", cursor_here(at)))
		return false;
	at->i++;
	at->out->argument.topics = "all";
	at->out->said = true;
	return true;
}

/* Signs on some and not on others mean nobody knows what. */
static bool read_topics(struct cursor *at)
{
	while (!cursor_ended(at)) {
		if (take_topic(at) || take_all_topics(at) || cursor_list(at) ||
		    cursor_polite(at))
			continue;
		if (at->words->mark[at->i] != '\0')
			return false;
		if (cursor_among("et and", cursor_here(at)))
			at->i++;
		else if (!cursor_small(at))
			return false;
	}
	return !(at->changes && at->replaces);
}

/* Without what led to a list: "de la lettre". */
static size_t without_lead(const char *const *words, size_t n)
{
	while (
	    n > 0 && cursor_among("de du des la le les l a for of the pour sur "
				  "from on to",
			 words[n - 1]))
		n--;
	return n;
}

/* The list may stand before or behind; what is between is the date. */
static bool read_date(struct cursor *at)
{
	const char *words[COMMAND_WORDS_MAX];
	size_t n = 0;
	bool read;

	while (!cursor_ended(at)) {
		if (cursor_polite(at))
			continue;
		if (cursor_list(at) || cursor_all(at)) {
			n = without_lead(words, n);
			continue;
		}
		words[n++] = cursor_here(at);
		at->i++;
	}
	if (n == 0)
		return true;
	read = command_date_read(words, n, at->out->language == LANG_EN,
	    at->reader->now, at->reader->conf->site.timezone,
	    &at->out->argument.until);
	at->out->said = true;
	return read;
}

static bool find_language(const char *word, enum lang *out)
{
	if (cursor_among("francais francaise french fr", word)) {
		*out = LANG_FR;
		return true;
	}
	*out = LANG_EN;
	return command_word_same(word, str_c("anglais")) ||
	       command_word_same(word, str_c("english")) ||
	       cursor_among("anglaise en", word);
}

static bool read_language(struct cursor *at)
{
	const struct command_words *words = at->words;
	enum lang language;

	/* "en français": the small word is a language's code, too. */
	if (at->i + 1 < words->n && cursor_among("en in to", cursor_here(at)) &&
	    find_language(words->v[at->i + 1], &language))
		at->i++;
	if (cursor_ended(at) || !find_language(cursor_here(at), &language))
		return false;
	at->i++;
	at->out->argument.language = language;
	at->out->said = true;
	return cursor_rest(at, true);
}

static bool read_number(struct cursor *at)
{
	bool found = false;

	while (!cursor_ended(at)) {
		const char *word = cursor_here(at);
		uint64_t number;
		if (str_u64(str_c(word), NUMBER_MAX, &number)) {
			if (found)
				return false;
			at->out->argument.number = (int64_t)number;
			found = true;
			at->i++;
		} else if (!found &&
			   cursor_among("n no nr numero issue number", word)) {
			at->i++;
		} else if (!cursor_list(at) && !cursor_polite(at) &&
			   !cursor_small(at)) {
			return false;
		}
	}
	at->out->said = true;
	return at->out->argument.number > 0;
}

static bool is_particle(const char *word)
{
	return cursor_among(
	    "de du des d la le l van von der den di da el al ben bin", word);
}

static bool is_upper(struct str raw)
{
	return raw.n > 0 && g_unichar_isupper(g_utf8_get_char(raw.p));
}

/* A part of a name: with a capital letter, and no word of ours. */
static bool is_name_part(const struct cursor *at, size_t i)
{
	const struct command_words *words = at->words;
	struct str raw = words->raw[i];
	const char *word = words->v[i];
	struct lexeme lexeme;

	if (is_particle(word) || command_is_sender(at->reader, word))
		return true;
	if (word[strcspn(word, "0123456789@")] != '\0')
		return false;
	lexeme = lexicon_find(&word, 1);
	return (lexeme.word == WORD_OTHER || lexeme.word == WORD_EVENT) &&
	       is_upper(raw);
}

static bool has_sign(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (strchr("<>@/\\:;\"()[]{}=|*+_!?#&%$", name.p[i]) != NULL)
			return true;
	return false;
}

/* What is typed, in its own letters: "Jeanne de La Tour-d'Auvergne". */
static bool read_name(struct cursor *at)
{
	const struct command_words *words = at->words;
	size_t end;
	struct str name;

	while (
	    !cursor_ended(at) && cursor_among("en to pour a", cursor_here(at)))
		at->i++;
	end = at->i;
	while (end < words->n && is_name_part(at, end))
		end++;
	if (end == at->i || end - at->i > NAME_WORDS || words->question)
		return false;
	name = str_n(words->raw[at->i].p,
	    (size_t)(words->raw[end - 1].p - words->raw[at->i].p) +
		words->raw[end - 1].n);
	at->i = end;
	if (name.n > NAME_BYTES || has_sign(name) || !cursor_polite_end(at))
		return false;
	at->out->argument.name = header_name(at->reader->arena, name);
	at->out->said = true;
	return true;
}

/* One new address, or the sender's own and then the new one. */
static bool read_address(struct cursor *at)
{
	const struct command_reader *reader = at->reader;
	const char *found = NULL;
	struct err unused;
	char *address;

	while (!cursor_ended(at)) {
		const char *word = cursor_here(at);
		if (cursor_polite(at))
			continue;
		at->i++;
		if (command_word_is_address(word)) {
			if (str_iis(str_c(word), reader->sender.address))
				continue;
			if (found != NULL)
				return false;
			found = word;
		} else if (!cursor_among("en to pour par a with", word)) {
			return false;
		}
	}
	if (found == NULL || route_is_ours(reader->conf, str_c(found)) ||
	    addr_normalise(reader->arena, str_c(found), &address, &unused) !=
		ERR_OK)
		return false;
	at->out->argument.to_address = address;
	at->out->said = true;
	return true;
}

bool command_argument_read(const struct command_reader *reader,
    const struct command_words *words, size_t from, struct command_line *out)
{
	struct cursor at = {
		.reader = reader, .words = words, .i = from, .out = out
	};

	switch (out->row->takes) {
	case COMMAND_TAKES_NOTHING:
		return cursor_polite_end(&at);
	case COMMAND_TAKES_LIST:
		return cursor_rest(&at, true);
	case COMMAND_TAKES_LISTS:
		return read_people(&at);
	case COMMAND_TAKES_TOKEN:
		return read_token(&at);
	case COMMAND_TAKES_TOPICS:
		return read_topics(&at);
	case COMMAND_TAKES_DATE:
		return read_date(&at);
	case COMMAND_TAKES_LANGUAGE:
		return read_language(&at);
	case COMMAND_TAKES_NUMBER:
		return read_number(&at);
	/* "Nom : ..." is a line of a form. */
	case COMMAND_TAKES_NAME:
		return !words->colon[from - 1] && read_name(&at);
	case COMMAND_TAKES_ADDRESS:
		return !words->colon[from - 1] && read_address(&at);
	}
	return false;
}
