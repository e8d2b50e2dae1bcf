#include "core/clause.h"

#include <glib.h>
#include <string.h>

#include "base/utf8.h"
#include "core/listname.h"
#include "mail/addr.h"

enum { WRAPPED = 56 }; /* a line of this length may go on in the next one */

struct reader {
	struct arena *arena;
	const struct conf *conf;
	const struct clause_sender *sender;
	const struct lexicon *lexicon;
	struct listnames names;
	const char *sender_words; /* folded name, for WORD_NAME */
	struct clauses *out;
};

/* The text with wrapped lines joined, so that a line end means something. */
static char *unwrap(struct arena *arena, struct str text)
{
	char *joined = arena_dup(arena, text);
	size_t line = 0;

	for (size_t i = 0; i < text.n; i++) {
		bool ends;
		if (joined[i] == '\r')
			joined[i] = ' ';
		if (joined[i] != '\n')
			continue;
		ends = i == 0 || strchr(".!?:;,\n", joined[i - 1]) != NULL;
		if (!ends && i - line >= WRAPPED && joined[i + 1] != '\n')
			joined[i] = ' ';
		line = i + 1;
	}
	return joined;
}

/* "abonné(e)s": what the brackets hold is an ending, not a remark. */
static size_t ending(const char *p)
{
	size_t n = strspn(p + 1, "eEsS");

	return n > 0 && n <= 2 && p[n + 1] == ')' ? n + 2 : 0;
}

static bool breaks(const char *p)
{
	bool apart = p[1] == '\0' || str_is_space(p[1]) || p[1] == '"' ||
		     p[1] == ')' || strchr(".!?", p[1]) != NULL;

	if (strncmp(p, "\xe2\x80\xa6", 3) == 0 ||   /* ellipsis */
	    (strncmp(p, "\xe2\x80\x93", 3) == 0) || /* dashes */
	    (strncmp(p, "\xe2\x80\x94", 3) == 0))
		return true;
	if (*p == '-' && apart)
		return true;
	return strchr("!?;()\n", *p) != NULL ||
	       (strchr(".:,", *p) != NULL && apart);
}

/* Bytes of the clause at p. */
static size_t clause_length(const char *p)
{
	size_t n = 0;

	while (p[n] != '\0') {
		size_t skip = p[n] == '(' && n > 0 ? ending(p + n) : 0;
		if (skip == 0 && breaks(p + n))
			break;
		n += skip == 0 ? 1 : skip;
	}
	return n;
}

/* What a sign stands for, in no more bytes than it takes. */
static const char *sign_word(gunichar c)
{
	switch (c) {
	case 0x1f44d: /* thumbs up */
	case 0x1f44c: /* fine */
	case 0x1f197: /* OK */
		return " ok ";
	case 0x2705: /* check marks */
	case 0x2714:
		return "ok ";
	case 0x1f44e: /* thumbs down */
	case 0x1f6ab: /* forbidden */
		return " no ";
	case 0x274c: /* crosses */
	case 0x2716:
	case 0x26d4:
		return "no ";
	default:
		return "";
	}
}

/* Blanks for all that is no part of a word; returns whether it is a word. */
static char *separate(struct arena *arena, const char *folded)
{
	size_t n = strlen(folded);
	char *out = arena_dup(arena, str_n(folded, n));

	for (const char *p = folded; *p != '\0'; p = utf8_next(p)) {
		gunichar c = g_utf8_get_char(p);
		size_t at = (size_t)(p - folded);
		size_t length = (size_t)(utf8_next(p) - p);
		if (*p == '(' && ending(p) > 0) {
			length = ending(p);
			p += length - 1;
		}
		if (!g_unichar_isalnum(c)) {
			struct str sign = str_c(sign_word(c));
			memset(out + at, ' ', length);
			memcpy(out + at, sign.p, sign.n);
		}
	}
	return out;
}

static bool is_address(struct str chunk)
{
	return str_findc(chunk, '@') != SIZE_MAX;
}

static bool is_link(struct str chunk)
{
	return str_istarts(chunk, str_c("http:")) ||
	       str_istarts(chunk, str_c("https:")) ||
	       str_istarts(chunk, str_c("www."));
}

static struct str bare_address(struct str chunk)
{
	const char *around = "<>\"'()[],;:.";

	if (str_istarts(chunk, str_c("mailto:")))
		chunk = str_from(chunk, 7);
	while (chunk.n > 0 && strchr(around, chunk.p[0]) != NULL)
		chunk = str_from(chunk, 1);
	while (chunk.n > 0 && strchr(around, chunk.p[chunk.n - 1]) != NULL)
		chunk.n--;
	return chunk;
}

static void add_word(struct clause *clause, struct clause_word word)
{
	if (clause->count < CLAUSE_WORDS_MAX)
		clause->words[clause->count++] = word;
}

static void add_address(
    const struct reader *reader, struct clause *clause, struct str chunk)
{
	const char *text = arena_dup(reader->arena, bare_address(chunk));
	const struct conf_list *list;
	struct clause_word word = { .text = text, .word = WORD_ADDRESS };

	list = listname_of_address(reader->conf, str_c(text));
	if (list != NULL) {
		word.word = WORD_LIST;
		word.list = list;
	} else if (str_iis(str_c(text), reader->sender->address)) {
		word.word = WORD_SELF;
	} else if (str_iis(str_c(text), reader->conf->site.address)) {
		word.word = WORD_FILL;
	}
	add_word(clause, word);
}

static bool in_name(const struct reader *reader, const char *word)
{
	struct str rest = str_c(reader->sender_words);
	struct str part;

	while (str_split(&rest, ' ', &part))
		if (part.n > 0 && str_is(part, word))
			return true;
	return false;
}

/* Takes one entry of the lexicon, a list's name or the sender's own name. */
static size_t take(const struct reader *reader, struct clause *clause,
    const char *const *words, size_t count)
{
	struct lexeme lexeme = lexicon_look(reader->lexicon, words, count);
	struct clause_word word = { .text = words[0], .word = lexeme.word };
	size_t length = listname_find(&reader->names, words, count, &word.list);

	if (length > 0 && length >= lexeme.length) {
		word.word = WORD_LIST;
		add_word(clause, word);
		return length;
	}
	word.list = NULL;
	if (lexeme.word == WORD_OTHER && in_name(reader, words[0]))
		word.word = WORD_NAME;
	else if (lexeme.word == WORD_OTHER &&
		 listname_is_house(&reader->names, words[0]))
		word.word = WORD_FILL;
	if (lexeme.language != LEXICON_ANY)
		reader->out->said[lexeme.language]++;
	add_word(clause, word);
	return lexeme.length;
}

static bool is_word_byte(char c)
{
	return c != '\0' && c != '-' && strchr(" '\"(),.!?", c) == NULL;
}

/* "dés-inscription" is one word to its writer: the hyphen goes. */
static char *join_hyphens(struct arena *arena, const char *folded)
{
	char *out = arena_strdup(arena, folded);
	char *hyphen = out;

	while ((hyphen = strchr(hyphen, '-')) != NULL) {
		size_t before = 0;
		size_t after = 0;
		const char *word;
		while (hyphen - out > (ptrdiff_t)before &&
		       is_word_byte(hyphen[-1 - (ptrdiff_t)before]))
			before++;
		while (is_word_byte(hyphen[1 + after]))
			after++;
		word = arena_printf(arena, "%.*s%.*s", (int)before,
		    hyphen - before, (int)after, hyphen + 1);
		if (before > 0 && after > 0 && lexicon_moves(word))
			memmove(hyphen, hyphen + 1, strlen(hyphen));
		else
			hyphen++;
	}
	return out;
}

/* Words without an address among them. */
static void read_words(
    const struct reader *reader, struct clause *clause, const char *folded)
{
	const char *words[CLAUSE_WORDS_MAX];
	size_t count = 0;
	struct str rest =
	    str_c(separate(reader->arena, join_hyphens(reader->arena, folded)));
	struct str part;

	while (count < CLAUSE_WORDS_MAX && str_split(&rest, ' ', &part))
		if (part.n > 0)
			words[count++] = arena_dup(reader->arena, part);
	for (size_t i = 0; i < count;)
		i += take(reader, clause, words + i, count - i);
}

static void read_clause(
    const struct reader *reader, struct str text, struct clause *clause)
{
	const char *folded = utf8_fold(reader->arena, text);
	struct str rest = str_c(folded);
	struct str chunk;
	const char *from = folded;

	clause->words = arena_calloc(
	    reader->arena, CLAUSE_WORDS_MAX, sizeof(*clause->words));
	while (str_split(&rest, ' ', &chunk)) {
		if (!is_address(chunk) && !is_link(chunk))
			continue;
		read_words(reader, clause,
		    arena_dup(
			reader->arena, str_n(from, (size_t)(chunk.p - from))));
		from = chunk.p + chunk.n;
		if (is_address(chunk))
			add_address(reader, clause, chunk);
		else
			add_word(clause, (struct clause_word){ .text = "" });
	}
	read_words(reader, clause, from);
}

void clauses_read(struct arena *arena, const struct conf *conf,
    const struct clause_sender *sender, struct str text, struct clauses *out)
{
	struct reader reader = {
		.arena = arena, .conf = conf, .sender = sender, .out = out
	};
	const char *p;
	bool fresh = true;

	*out = (struct clauses){ .over = text.n > CLAUSE_TEXT_MAX };
	reader.lexicon = lexicon_open(arena);
	listnames_read(arena, conf, &reader.names);
	reader.sender_words = separate(
	    arena, utf8_fold(arena,
		       str_c(arena_printf(arena, "%s %.*s", sender->name,
			   STR_ARG(addr_local(str_c(sender->address)))))));
	out->v = arena_calloc(arena, CLAUSE_MAX, sizeof(*out->v));
	p = unwrap(arena, str_sub(text, 0, CLAUSE_TEXT_MAX));
	while (*p != '\0' && out->n < CLAUSE_MAX) {
		struct clause *clause = &out->v[out->n];
		size_t n = clause_length(p);
		clause->paragraph = fresh;
		read_clause(&reader, str_n(p, n), clause);
		clause->question = p[n] == '?';
		if (clause->count > 0 || clause->question)
			out->n++;
		p += n;
		fresh = fresh && clause->count == 0;
		if (*p != '\0') {
			fresh = fresh || *p == '\n';
			p++;
		}
	}
	out->over = out->over || *p != '\0';
}
