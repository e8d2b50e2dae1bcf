#include "core/consent_words.h"

#include <string.h>

#include "base/utf8.h"

enum { WORD_MAX = 40, WORDS_MAX = 60, PHRASE_WORDS = 6 };

/* Phrases without accents and apostrophes. */
static const struct phrase {
	const char *words;
	enum consent_words means;
} phrases[] = {
	{ "oui", CONSENT_YES },
	{ "ok", CONSENT_YES },
	{ "okay", CONSENT_YES },
	{ "d accord", CONSENT_YES },
	{ "daccord", CONSENT_YES },
	{ "bien d accord", CONSENT_YES },
	{ "j approuve", CONSENT_YES },
	{ "approuve", CONSENT_YES },
	{ "approuvee", CONSENT_YES },
	{ "bon a tirer", CONSENT_YES },
	{ "bat", CONSENT_YES },
	{ "bon pour envoi", CONSENT_YES },
	{ "bon pour accord", CONSENT_YES },
	{ "c est bon", CONSENT_YES },
	{ "tout est bon", CONSENT_YES },
	{ "c est parfait", CONSENT_YES },
	{ "parfait", CONSENT_YES },
	{ "valide", CONSENT_YES },
	{ "validee", CONSENT_YES },
	{ "je valide", CONSENT_YES },
	{ "je confirme", CONSENT_YES },
	{ "tu peux envoyer", CONSENT_YES },
	{ "vous pouvez envoyer", CONSENT_YES },
	{ "vas y", CONSENT_YES },
	{ "allez y", CONSENT_YES },
	{ "yes", CONSENT_YES },
	{ "approve", CONSENT_YES },
	{ "approved", CONSENT_YES },
	{ "i approve", CONSENT_YES },
	{ "agreed", CONSENT_YES },
	{ "go", CONSENT_YES },
	{ "go ahead", CONSENT_YES },
	{ "fine", CONSENT_YES },
	{ "looks good", CONSENT_YES },
	{ "looks good to me", CONSENT_YES },
	{ "lgtm", CONSENT_YES },
	{ "perfect", CONSENT_YES },
	{ "send it", CONSENT_YES },
	{ "please send it", CONSENT_YES },
	{ "non", CONSENT_NO },
	{ "pas d accord", CONSENT_NO },
	{ "je refuse", CONSENT_NO },
	{ "refuse", CONSENT_NO },
	{ "refusee", CONSENT_NO },
	{ "rejete", CONSENT_NO },
	{ "surtout pas", CONSENT_NO },
	{ "n envoyez pas", CONSENT_NO },
	{ "ne pas envoyer", CONSENT_NO },
	{ "stop", CONSENT_NO },
	{ "no", CONSENT_NO },
	{ "nope", CONSENT_NO },
	{ "reject", CONSENT_NO },
	{ "rejected", CONSENT_NO },
	{ "refused", CONSENT_NO },
	{ "i refuse", CONSENT_NO },
	{ "do not send", CONSENT_NO },
	{ "do not send it", CONSENT_NO },
	{ "don t send it", CONSENT_NO },
	{ "pour moi", CONSENT_NOTHING },
	{ "de ma part", CONSENT_NOTHING },
	{ "for me", CONSENT_NOTHING },
	{ "bonjour", CONSENT_NOTHING },
	{ "bonsoir", CONSENT_NOTHING },
	{ "salut", CONSENT_NOTHING },
	{ "bonjour a tous", CONSENT_NOTHING },
	{ "merci", CONSENT_NOTHING },
	{ "merci beaucoup", CONSENT_NOTHING },
	{ "merci bien", CONSENT_NOTHING },
	{ "cordialement", CONSENT_NOTHING },
	{ "bien cordialement", CONSENT_NOTHING },
	{ "bien a vous", CONSENT_NOTHING },
	{ "bien a toi", CONSENT_NOTHING },
	{ "amicalement", CONSENT_NOTHING },
	{ "a bientot", CONSENT_NOTHING },
	{ "bonne journee", CONSENT_NOTHING },
	{ "bonne soiree", CONSENT_NOTHING },
	{ "bises", CONSENT_NOTHING },
	{ "hello", CONSENT_NOTHING },
	{ "hi", CONSENT_NOTHING },
	{ "dear all", CONSENT_NOTHING },
	{ "thanks", CONSENT_NOTHING },
	{ "thank you", CONSENT_NOTHING },
	{ "many thanks", CONSENT_NOTHING },
	{ "regards", CONSENT_NOTHING },
	{ "kind regards", CONSENT_NOTHING },
	{ "best regards", CONSENT_NOTHING },
	{ "best", CONSENT_NOTHING },
	{ "cheers", CONSENT_NOTHING },
};

enum { PHRASES = sizeof(phrases) / sizeof(*phrases) };

/* Words without case, accents and punctuation: utf8_fold(). */
struct words {
	char v[WORDS_MAX][WORD_MAX];
	size_t n;
	bool over; /* too many, or too long: nobody just agrees so */
	bool odd;  /* a question mark, or what is struck out */
};

static void end_word(struct words *words, size_t *length)
{
	if (*length == 0)
		return;
	words->v[words->n++][*length] = '\0';
	*length = 0;
}

/* What is neither ASCII nor undone by the folding is a letter of a word. */
static bool is_letter(char c)
{
	return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') ||
	       str_is_digit(c);
}

/* Strokes through the letters, which the folding takes off. */
static bool is_struck(struct str text)
{
	static const char *const strokes[] = { "\u0335", "\u0336", "\u0337",
		"\u0338" };

	for (size_t i = 0; i < sizeof(strokes) / sizeof(*strokes); i++)
		if (str_find(text, str_c(strokes[i])) != SIZE_MAX)
			return true;
	return false;
}

static void split(const char *text, struct words *out)
{
	struct arena arena = { 0 };
	size_t length = 0;

	out->n = 0;
	out->over = false;
	out->odd = is_struck(str_c(text));
	for (const char *p = utf8_fold(&arena, str_c(text));
	     *p != '\0' && !out->over; p++) {
		out->odd = out->odd || *p == '?' || *p == '~';
		if (!is_letter(*p))
			end_word(out, &length);
		else if (out->n == WORDS_MAX || length + 1 == WORD_MAX)
			out->over = true;
		else
			out->v[out->n][length++] = *p;
	}
	if (!out->over)
		end_word(out, &length);
	arena_free(&arena);
}

/* How many words from `at` on are this phrase; 0 = it is another. */
static size_t matches(const struct words *words, size_t at, const char *phrase)
{
	struct str rest = str_c(phrase);
	struct str word;
	size_t n = 0;

	while (rest.n > 0 && str_split(&rest, ' ', &word)) {
		if (at + n >= words->n || !str_is(word, words->v[at + n]))
			return 0;
		n++;
	}
	return n;
}

static const struct phrase *longest(
    const struct words *words, size_t at, size_t *length)
{
	const struct phrase *best = NULL;

	*length = 0;
	for (size_t i = 0; i < PHRASES; i++) {
		size_t n = matches(words, at, phrases[i].words);
		if (n > *length) {
			*length = n;
			best = &phrases[i];
		}
	}
	return best;
}

/* A word of the writer's name, below what they say. */
static bool is_name(const struct words *name, const char *word)
{
	for (size_t i = 0; i < name->n; i++)
		if (strcmp(name->v[i], word) == 0)
			return true;
	return false;
}

/* Of somebody called Go, "Go" says nothing. */
static bool are_names(
    const struct words *name, const struct words *words, size_t at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_name(name, words->v[at + i]))
			return false;
	return true;
}

enum consent_words consent_words_read(const char *text, const char *name)
{
	enum consent_words found = CONSENT_NOTHING;
	struct words words;
	struct words names;
	size_t n;

	split(text, &words);
	split(name, &names);
	if (words.over || words.odd)
		return CONSENT_OTHER;
	for (size_t at = 0; at < words.n; at += n) {
		const struct phrase *one = longest(&words, at, &n);
		enum consent_words means =
		    one == NULL ? CONSENT_OTHER : one->means;

		n = one == NULL ? 1 : n;
		if (means == CONSENT_NOTHING ||
		    are_names(&names, &words, at, n))
			continue;
		if (means == CONSENT_OTHER ||
		    (found != CONSENT_NOTHING && found != means))
			return CONSENT_OTHER;
		found = means;
	}
	return found;
}
