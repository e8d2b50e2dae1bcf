#include "core/lexicon.h"

#include <limits.h>
#include <string.h>

#include "base/str.h"
#include "core/lexicon_table.h"

enum { NEAR_LENGTH = 8 }; /* shorter words have too many neighbours */

static bool swapped(const char *a, const char *b)
{
	return a[0] != '\0' && a[0] == b[1] && a[1] == b[0] &&
	       strcmp(a + 2, b + 2) == 0;
}

bool lexicon_near(const char *a, const char *b)
{
	size_t an = strlen(a);
	size_t bn = strlen(b);

	if (an > bn + 1 || bn > an + 1 || *a != *b)
		return false;
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	if (an > bn)
		return strcmp(a + 1, b) == 0;
	if (bn > an)
		return strcmp(a, b + 1) == 0;
	return *a == '\0' || strcmp(a + 1, b + 1) == 0 || swapped(a, b);
}

/* Does this part of an entry, such as "seminaire*", mean the word? */
static bool same(struct str part, const char *word)
{
	if (part.n > 0 && part.p[part.n - 1] == '*')
		return strncmp(part.p, word, part.n - 1) == 0;
	return str_is(part, word);
}

/* How many words the entry takes, 0 when it does not stand here. */
static size_t match(struct str entry, const char *const *words, size_t count)
{
	struct str part;
	size_t n = 0;

	while (str_split(&entry, ' ', &part)) {
		if (n == count || !same(part, words[n]))
			return 0;
		n++;
	}
	return n;
}

static bool requests(enum word word)
{
	return word >= WORD_JOIN && word <= WORD_LEFT;
}

static bool near(struct str entry, const char *word)
{
	char copy[32];

	if (entry.n < NEAR_LENGTH || entry.n >= sizeof(copy) ||
	    entry.p[0] != word[0])
		return false;
	memcpy(copy, entry.p, entry.n);
	copy[entry.n] = '\0';
	return lexicon_near(copy, word);
}

static struct lexeme find_near(const char *word)
{
	struct lexeme found = { .language = LEXICON_ANY, .length = 1 };
	struct str entry;

	if (strlen(word) + 1 < NEAR_LENGTH)
		return found;
	for (size_t i = 0; i < lexicon_length; i++) {
		struct str rest = str_c(lexicon_table[i].entries);
		while (requests(lexicon_table[i].word) &&
		       str_split(&rest, '|', &entry)) {
			if (!near(entry, word))
				continue;
			found.word = lexicon_table[i].word;
			found.language = lexicon_table[i].language;
			found.spell = true;
			return found;
		}
	}
	return found;
}

/* An entry, in the list of those that begin with the same byte. */
struct lexicon_entry {
	const struct lexicon_entry *next;
	const struct lexicon_row *row;
	struct str text;
};

struct lexicon {
	const struct lexicon_entry *first[UCHAR_MAX + 1];
};

const struct lexicon *lexicon_open(struct arena *arena)
{
	struct lexicon *lexicon = arena_alloc(arena, sizeof(*lexicon));

	/* Backwards, so that the lists are in the order of the table. */
	for (size_t i = lexicon_length; i-- > 0;) {
		struct str rest = str_c(lexicon_table[i].entries);
		struct str text;

		while (str_split(&rest, '|', &text)) {
			unsigned char c = (unsigned char)*text.p;
			struct lexicon_entry *entry =
			    arena_alloc(arena, sizeof(*entry));

			entry->next = lexicon->first[c];
			entry->row = &lexicon_table[i];
			entry->text = text;
			lexicon->first[c] = entry;
		}
	}
	return lexicon;
}

/* Most entries differ in the second letter; they are not looked at further. */
static bool may_match(struct str entry, const char *word)
{
	return entry.p[0] == word[0] &&
	       (entry.n < 2 || word[0] == '\0' || entry.p[1] == word[1] ||
		   entry.p[1] == ' ' || entry.p[1] == '*');
}

static void consider(struct lexeme *found, const struct lexicon_row *row,
    struct str entry, const char *const *words, size_t count)
{
	size_t n = may_match(entry, words[0]) ? match(entry, words, count) : 0;

	/* Languages share some words: "digest". */
	if (n > 0 && n == found->length && row->language != found->language)
		found->language = LEXICON_ANY;
	if (n <= found->length)
		return;
	found->word = row->word;
	found->language = row->language;
	found->length = n;
}

struct lexeme lexicon_look(
    const struct lexicon *lexicon, const char *const *words, size_t count)
{
	struct lexeme found = { .language = LEXICON_ANY };
	const struct lexicon_entry *entry =
	    lexicon->first[(unsigned char)words[0][0]];

	for (; entry != NULL; entry = entry->next)
		consider(&found, entry->row, entry->text, words, count);
	return found.length > 0 ? found : find_near(words[0]);
}

struct lexeme lexicon_find(const char *const *words, size_t count)
{
	struct lexeme found = { .language = LEXICON_ANY };
	struct str entry;

	for (size_t i = 0; i < lexicon_length; i++) {
		struct str rest = str_c(lexicon_table[i].entries);
		while (str_split(&rest, '|', &entry))
			consider(
			    &found, &lexicon_table[i], entry, words, count);
	}
	return found.length > 0 ? found : find_near(words[0]);
}

bool lexicon_moves(const char *word)
{
	return requests(lexicon_find(&word, 1).word);
}
