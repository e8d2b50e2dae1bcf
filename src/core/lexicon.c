#include "core/lexicon.h"

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

	if (entry.n < NEAR_LENGTH || entry.n >= sizeof(copy))
		return false;
	memcpy(copy, entry.p, entry.n);
	copy[entry.n] = '\0';
	return lexicon_near(copy, word);
}

static struct lexeme find_near(const char *word)
{
	struct lexeme found = { .language = LEXICON_ANY, .length = 1 };
	struct str entry;

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

struct lexeme lexicon_find(const char *const *words, size_t count)
{
	struct lexeme found = { .language = LEXICON_ANY };
	struct str entry;

	for (size_t i = 0; i < lexicon_length; i++) {
		struct str rest = str_c(lexicon_table[i].entries);
		while (str_split(&rest, '|', &entry)) {
			size_t n = match(entry, words, count);
			if (n <= found.length)
				continue;
			found.word = lexicon_table[i].word;
			found.language = lexicon_table[i].language;
			found.length = n;
		}
	}
	return found.length > 0 ? found : find_near(words[0]);
}

bool lexicon_moves(const char *word)
{
	return requests(lexicon_find(&word, 1).word);
}
