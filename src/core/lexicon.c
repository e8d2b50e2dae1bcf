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

/* The longest entry of one row that stands here. */
static size_t longest(
    const char *entries, const char *const *words, size_t count)
{
	size_t best = 0;

	for (const char *p = entries; p != NULL;) {
		const char *end = strchr(p, '|');
		size_t length = end == NULL ? strlen(p) : (size_t)(end - p);
		if (*p == words[0][0]) {
			size_t n = match(str_n(p, length), words, count);
			best = n > best ? n : best;
		}
		p = end == NULL ? NULL : end + 1;
	}
	return best;
}

struct lexeme lexicon_find(const char *const *words, size_t count)
{
	struct lexeme found = { .language = LEXICON_ANY };

	for (size_t i = 0; i < lexicon_length; i++) {
		const struct lexicon_row *row = &lexicon_table[i];
		size_t n = longest(row->entries, words, count);
		if (n <= found.length)
			continue;
		found.word = row->word;
		found.language = row->language;
		found.length = n;
	}
	return found.length > 0 ? found : find_near(words[0]);
}

bool lexicon_moves(const char *word)
{
	return requests(lexicon_find(&word, 1).word);
}
